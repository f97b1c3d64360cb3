// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headroom.exposition.ScrapeException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AddressCheckTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress METADATA = InetAddress.ofLiteral("169.254.169.254");

    private static ScrapeException failure(ScrapeRig rig, String uri) throws InterruptedException {
        return rig.failure(rig.client(Endpoint.of(URI.create(uri))), Duration.ofMillis(500));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254",
                "http://169.254.1.1:9100",
                "http://[fe80::1]:9100",
                "http://[fd00:ec2::254]",
                "http://[fd20:ce::254]",
                "http://100.100.100.200",
                "http://168.63.129.16",
                "http://192.0.0.192",
                "http://[::ffff:169.254.169.254]",
                "http://[::169.254.169.254]",
                "http://[64:ff9b::169.254.169.254]",
                "http://[2002:a9fe:a9fe::1]",
                "http://0.0.0.0",
                "http://[::]",
                "http://224.0.0.1",
                "http://[ff02::1]"
            })
    void linkLocalAndMetadataAddressesAreNeverContacted(String uri) throws Exception {
        try (ScrapeRig rig = new ScrapeRig()) {
            assertThat(failure(rig, uri).reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.5",
                "192.168.1.1",
                "127.0.0.1",
                "::1",
                "fd12::1",
                "2001:db8::1",
                "100.64.0.1",
                "64:ff9b::10.0.0.1"
            })
    void ordinaryAddressesArePrivateOrNot(String address) {
        assertThat(ForbiddenAddresses.contains(InetAddress.ofLiteral(address))).isFalse();
    }

    @Test
    void aNameIsRefusedForAnyOfItsAddresses() throws Exception {
        try (ScrapeRig rig = new ScrapeRig(PageLimits.DEFAULT, host -> new InetAddress[] {LOOPBACK, METADATA})) {
            ScrapeException failure = failure(rig, "http://inside.example:9100");

            assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
            assertThat(failure).hasMessageContainingAll("inside.example", "169.254.169.254");
        }
    }

    @Test
    void aNameThatMovesToAForbiddenAddressMeanwhileYieldsNothing() throws Exception {
        Deque<InetAddress> answers = new ArrayDeque<>(List.of(LOOPBACK, METADATA));
        ScriptedServer.Script page = connection -> {
            connection.write(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n" + ScrapeRig.PAGE);
            connection.clientStays(0);
        };
        try (ScriptedServer server = new ScriptedServer(page);
                ScrapeRig rig = new ScrapeRig(PageLimits.DEFAULT, host -> new InetAddress[] {answers.remove()})) {
            ScrapeException failure =
                    failure(rig, "http://localhost:" + server.origin().getPort());

            assertThat(failure.reason()).isEqualTo(Reason.FORBIDDEN_ADDRESS);
            assertThat(server.seesAConnectionEnd()).isTrue();
        }
    }

    @Test
    void aNameThatNobodyKnowsSaysSo() throws Exception {
        AddressCheck.Resolver nobody = host -> {
            throw new UnknownHostException(host);
        };
        try (ScrapeRig rig = new ScrapeRig(PageLimits.DEFAULT, nobody)) {
            ScrapeException failure = failure(rig, "http://nowhere.example:9100");

            assertThat(failure.reason()).isEqualTo(Reason.UNRESOLVED);
            assertThat(failure).hasMessageContaining("nowhere.example");
        }
    }

    @Test
    void aNameServiceThatHangsHoldsItsCallerToTheDeadlineOnly() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AddressCheck.Resolver hanging = host -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            throw new UnknownHostException(host);
        };
        try (ScrapeRig rig = new ScrapeRig(PageLimits.DEFAULT, hanging)) {
            ScrapeException failure = failure(rig, "http://slow.example:9100");

            assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(failure).hasMessageContaining("name service");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://10.0.0.5",
                "file:///etc/passwd",
                "http://user:secret@10.0.0.5",
                "http://10.0.0.5/metrics",
                "http://10.0.0.5?a=b",
                "http://10.0.0.5#a",
                "http:10.0.0.5",
                "localhost:9100"
            })
    void anEndpointIsSchemeHostAndPortAndNothingMore(String uri) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.of(URI.create(uri)))
                .withMessageContaining("expected http or https")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"metrics", "//evil.example/", "http://evil.example/", "@evil.example/", ""})
    void aPathCannotLeadElsewhere(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.of(URI.create("http://10.0.0.5:1")).resolve(path));
    }
}

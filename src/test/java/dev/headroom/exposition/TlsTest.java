// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.headroom.exposition.ScrapeException.Reason;
import dev.headroom.exposition.TestAuthority.Identity;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TlsTest {
    private static final ScriptedServer.Script PAGE =
            connection -> connection.write(ScriptedServer.page(ScrapeRig.PAGE));
    private static final String ADDRESS = "127.0.0.1";
    private static final Duration DAY = Duration.ofDays(1);

    private final ScrapeRig rig = new ScrapeRig();

    @TempDir
    private Path folder;

    private TestAuthority authority;

    @BeforeEach
    void makeAnAuthority() throws Exception {
        authority = new TestAuthority("authority");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private TlsSettings trusting() throws Exception {
        return TlsSettings.trusting(authority.file(folder));
    }

    private void assertRefused(Identity identity, TlsSettings settings, String... words) throws Exception {
        try (ScriptedServer server = TestAuthority.server(identity, PAGE)) {
            ScrapeException failure = rig.failure(rig.client(new Endpoint(server.origin(), settings, null)));

            assertThat(failure.reason()).isEqualTo(Reason.TLS);
            assertThat(failure.getMessage())
                    .contains(server.origin().toString())
                    .contains(words);
            assertThat(server.requests())
                    .as("requests sent to a server not trusted")
                    .isEmpty();
        }
    }

    @Test
    void aServerOfATrustedAuthorityIsScrapedOverOneConnection() throws Exception {
        try (ScriptedServer server = TestAuthority.server(authority.identity(ADDRESS), PAGE)) {
            ServerClient client = rig.client(new Endpoint(server.origin(), trusting(), null));
            rig.scrape(client);
            rig.scrape(client);

            assertThat(rig.samples()).hasSize(2);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aServerOfAnotherAuthorityFailsTheCheckOfItsAuthority() throws Exception {
        Identity identity = new TestAuthority("another").identity(ADDRESS);

        assertRefused(identity, trusting(), "check of its authority failed", "authority.pem");
        assertRefused(identity, TlsSettings.SYSTEM, "check of its authority failed", "Java runtime");
    }

    @Test
    void anExpiredCertificateFailsTheCheckOfItsDates() throws Exception {
        Instant end = Instant.parse("2024-05-28T09:00:00Z");
        assertRefused(
                authority.identity(end.minus(DAY), end, ADDRESS),
                trusting(),
                "check of its dates failed",
                "expired",
                "2024-05-28");
    }

    @Test
    void aCertificateThatIsNotValidYetFailsTheCheckOfItsDates() throws Exception {
        Instant start = Instant.now().plus(Duration.ofHours(10));
        assertRefused(
                authority.identity(start, start.plus(DAY), ADDRESS),
                trusting(),
                "check of its dates failed",
                "not valid yet");
    }

    @Test
    void aCertificateForAnotherHostFailsTheCheckOfItsName() throws Exception {
        assertRefused(
                authority.identity("10.0.0.9", "kubernetes"),
                trusting(),
                "check of its name failed",
                "10.0.0.9",
                "kubernetes",
                ADDRESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kubernetes.default.svc", "*.default.svc", "Kubernetes.Default.SVC"})
    void theNameToExpectMayBeAnotherThanTheAddress(String held) throws Exception {
        TlsSettings settings = new TlsSettings(authority.file(folder), null, null, "kubernetes.default.svc", false);
        try (ScriptedServer server = TestAuthority.server(authority.identity(held), PAGE)) {
            rig.scrape(rig.client(new Endpoint(server.origin(), settings, null)));
        }

        assertThat(rig.samples()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default.svc", "*.svc", "*", "kubernetes.default.svc.evil", ADDRESS})
    void aNameExpectedAndNotHeldIsRefusedEvenWhereTheAddressIsHeld(String held) throws Exception {
        assertRefused(
                authority.identity(held),
                new TlsSettings(authority.file(folder), null, null, "kubernetes.default.svc", false),
                "check of its name failed",
                "not for kubernetes.default.svc");
    }

    @Test
    void aNameExpectedDoesNotStandForAnAuthority() throws Exception {
        assertRefused(
                new TestAuthority("another").identity("kubernetes"),
                new TlsSettings(authority.file(folder), null, null, "kubernetes", false),
                "check of its authority failed");
    }

    @Test
    void onlyWhereAskedForAnyCertificateWillDo() throws Exception {
        Instant end = Instant.parse("2024-05-28T09:00:00Z");
        Identity worst = new TestAuthority("another").identity(end.minus(DAY), end, "elsewhere");
        try (ScriptedServer server = TestAuthority.server(worst, PAGE)) {
            rig.scrape(rig.client(new Endpoint(server.origin(), new TlsSettings(null, null, null, null, true), null)));
        }

        assertThat(rig.samples()).hasSize(1);
    }

    @Test
    void aServerThatSpeaksNoTlsIsATlsFailure() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            URI https = URI.create("https://" + server.origin().getRawAuthority());
            ScrapeException failure =
                    rig.failure(rig.client(new Endpoint(https, TlsSettings.SYSTEM, null)), Duration.ofMillis(500));

            assertThat(failure.reason()).isIn(Reason.TLS, Reason.TIMEOUT);
        }
    }

    @Test
    void ourOwnCertificateIsShownWhereItIsWanted() throws Exception {
        TestAuthority clients = new TestAuthority("clients");
        Identity ours = clients.identity("headroom");
        TlsSettings settings = new TlsSettings(
                authority.file(folder),
                ours.certificateFile(folder, "ours"),
                ours.keyFile(folder, "ours"),
                null,
                false);
        try (ScriptedServer server = TestAuthority.server(authority.identity(ADDRESS), clients, PAGE)) {
            rig.scrape(rig.client(new Endpoint(server.origin(), settings, null)));
            assertThat(rig.samples()).hasSize(1);

            ScrapeException without = rig.failure(rig.client(new Endpoint(server.origin(), trusting(), null)));
            assertThat(without.reason()).isIn(Reason.TLS, Reason.CUT);
        }
    }

    @Test
    void aCertificateThatWasReplacedIsShownFromThenOn() throws Exception {
        TestAuthority before = new TestAuthority("before");
        TestAuthority after = new TestAuthority("after");
        Identity old = before.identity("headroom");
        TlsSettings settings = new TlsSettings(
                authority.file(folder), old.certificateFile(folder, "ours"), old.keyFile(folder, "ours"), null, false);
        try (ScriptedServer server = TestAuthority.server(authority.identity(ADDRESS), after, PAGE)) {
            ServerClient client = rig.client(new Endpoint(server.origin(), settings, null));
            rig.failure(client);

            Identity replaced = after.identity("headroom");
            Path elsewhere = Files.createDirectory(folder.resolve("new"));
            replace(replaced.certificateFile(elsewhere, "ours"));
            rig.skip(Duration.ofSeconds(10));
            rig.failure(client);
            assertThat(rig.samples())
                    .as("with the key of the other certificate")
                    .isEmpty();

            replace(replaced.keyFile(elsewhere, "ours"));
            rig.skip(Duration.ofSeconds(10));
            rig.scrape(client);
            assertThat(rig.samples()).hasSize(1);
        }
    }

    private void replace(Path file) throws Exception {
        Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void filesThatHoldNoCertificateAreNamed() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing\n");
        for (Path file : new Path[] {empty, folder.resolve("missing.pem")}) {
            ScrapeException failure = rig.failure(
                    rig.client(new Endpoint(URI.create("https://127.0.0.1:1"), TlsSettings.trusting(file), null)));

            assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS);
            assertThat(failure).hasMessageContaining(file.toString());
        }
    }

    @Test
    void aTokenIsNeverSentUnencryptedToAnotherMachine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Endpoint(URI.create("http://10.0.0.5:6443"), TlsSettings.SYSTEM, folder.resolve("token")))
                .withMessageContaining("https");
    }
}

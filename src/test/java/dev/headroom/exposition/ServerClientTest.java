// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static dev.headroom.exposition.ScriptedServer.answer;
import static dev.headroom.exposition.ScriptedServer.gzip;
import static dev.headroom.exposition.ScriptedServer.page;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headroom.exposition.ScrapeException.Reason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ServerClientTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private final ScrapeRig rig = new ScrapeRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aPageIsFetchedOverOneConnectionAgainAndAgain() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(page(ScrapeRig.PAGE))) {
            ServerClient client = rig.client(server);
            Scraped first = rig.scrape(client);
            Scraped second = rig.scrape(client);

            assertThat(rig.samples()).containsExactly("wanted{a=b} 2.0", "wanted{a=b} 2.0");
            assertThat(first.format()).isEqualTo(ExpositionFormat.TEXT);
            assertThat(first.page()).isEqualTo(new PageSummary(2, ScrapeRig.PAGE.length(), 1));
            assertThat(first.cost().status()).isEqualTo(200);
            assertThat(first.cost().newConnection()).isTrue();
            assertThat(second.cost().newConnection()).isFalse();
            assertThat(first.cost().headersNanos())
                    .isPositive()
                    .isLessThanOrEqualTo(first.cost().elapsedNanos());
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void receivedBytesAreThoseOfTheConnection() throws Exception {
        byte[] answer = page(ScrapeRig.PAGE);
        try (ScriptedServer server = ScriptedServer.answering(answer)) {
            assertThat(rig.scrape(rig.client(server)).cost().receivedBytes()).isEqualTo(answer.length);
        }
    }

    @Test
    void aPackedPageIsUnpackedAndCountedPacked() throws Exception {
        byte[] text = (ScrapeRig.PAGE + "other{n=\"1\"} 1\n".repeat(10_000)).getBytes(StandardCharsets.UTF_8);
        byte[] answer = answer("200 OK", "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n", gzip(text));
        try (ScriptedServer server = ScriptedServer.answering(answer)) {
            ServerClient client = rig.client(server);
            Scraped scraped = rig.scrape(client);
            rig.scrape(client);

            assertThat(scraped.page().bytes()).isEqualTo(text.length);
            assertThat(scraped.cost().receivedBytes()).isEqualTo(answer.length);
            assertThat(server.connections()).as("the connection is used again").isEqualTo(1);
            assertThat(server.requests().getFirst()).contains("Accept-Encoding: gzip\r\n");
        }
    }

    @Test
    void aBodyThatDripsIsGivenUpAtTheDeadlineAndItsConnectionClosed() throws Exception {
        ScriptedServer.Script drip = connection -> {
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n");
            while (connection.clientStays(20)) {
                connection.write("#");
            }
        };
        try (ScriptedServer server = new ScriptedServer(drip)) {
            ScrapeException failure = rig.failure(rig.client(server), SHORT);

            assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(failure).hasMessageContaining("300 ms");
            assertThat(failure.cost().elapsedNanos()).isBetween(SHORT.toNanos(), SHORT.toNanos() * 20);
            assertThat(server.seesAConnectionEnd()).isTrue();
        }
    }

    @Test
    void headersThatDripAreGivenUpAtTheDeadlineAndTheirConnectionClosed() throws Exception {
        ScriptedServer.Script drip = connection -> {
            connection.write("HTTP/1.1 200 OK\r\nX-Long: ");
            while (connection.clientStays(20)) {
                connection.write("x");
            }
        };
        try (ScriptedServer server = new ScriptedServer(drip)) {
            assertThat(rig.failure(rig.client(server), SHORT).reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(server.seesAConnectionEnd()).isTrue();
        }
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsGivenUpAtTheDeadline() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> connection.clientStays(0))) {
            assertThat(rig.failure(rig.client(server), SHORT).reason()).isEqualTo(Reason.TIMEOUT);
            assertThat(server.seesAConnectionEnd()).isTrue();
        }
    }

    @Test
    void aRefusedConnectionSaysSo() throws Exception {
        URI nobody;
        try (ScriptedServer server = ScriptedServer.answering("")) {
            nobody = server.origin();
        }
        ScrapeException failure = rig.failure(rig.client(Endpoint.of(nobody)));

        assertThat(failure.reason()).isEqualTo(Reason.REFUSED);
        assertThat(failure).hasMessageContaining(nobody.getAuthority());
    }

    @ParameterizedTest
    @CsvSource({
        "301 Moved, REDIRECT",
        "302 Found, REDIRECT",
        "401 Unauthorized, DENIED",
        "403 Forbidden, DENIED",
        "404 Not Found, STATUS",
        "204 No Content, STATUS",
        "407 Proxy, STATUS",
        "429 Too Many Requests, THROTTLED",
        "500 Internal Server Error, SERVER_ERROR",
        "503 Service Unavailable, SERVER_ERROR"
    })
    void everyOtherStatusIsAReason(String status, Reason reason) throws Exception {
        byte[] body = status.startsWith("204") ? new byte[0] : "why\u001b[2J\nnot".getBytes(StandardCharsets.UTF_8);
        try (ScriptedServer elsewhere = ScriptedServer.answering(page(ScrapeRig.PAGE));
                ScriptedServer server = ScriptedServer.answering(answer(
                        status, status.startsWith("3") ? "Location: " + elsewhere.origin() + "/\r\n" : "", body))) {
            ScrapeException failure = rig.failure(rig.client(server));

            assertThat(failure.reason()).isEqualTo(reason);
            assertThat(failure.cost().status()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
            assertThat(failure.getMessage())
                    .contains(server.origin().toString())
                    .doesNotContain("\u001b", "\n");
            assertThat(elsewhere.connections()).as("redirects followed").isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"429 Too Many Requests", "503 Service Unavailable"})
    void aServerThatAsksForItIsLeftAloneForThatLong(String status) throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(answer(status, "Retry-After: 30\r\n", new byte[0]))) {
            ServerClient client = rig.client(server);
            assertThat(rig.failure(client).reason()).isEqualTo(Reason.THROTTLED);
            rig.skip(Duration.ofSeconds(20));
            ScrapeException unsent = rig.failure(client);

            assertThat(unsent.reason()).isEqualTo(Reason.THROTTLED);
            assertThat(unsent.cost()).isEqualTo(ExchangeCost.NONE);
            assertThat(unsent.retryAfter()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
            assertThat(server.requests()).hasSize(1);

            rig.skip(Duration.ofSeconds(11));
            rig.failure(client);
            assertThat(server.requests()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7|7",
                "0|0",
                "Sun, 22 Nov 2026 21:00:09 GMT|9",
                "Sun, 22 Nov 2026 20:00:00 GMT|0",
                "99999999999999999999|300",
                "3600|300",
                "soon|5"
            })
    void aRetryAfterIsSecondsOrADateAndNeverLong(String header, long seconds) {
        assertThat(new Pause(() -> 0, () -> ScrapeRig.WALL).begin(header)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aLoginPageIsNotMetrics() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(answer(
                "200 OK",
                "Content-Type: text/html; charset=utf-8\r\n",
                "<html>wanted 1\n".getBytes(StandardCharsets.UTF_8)))) {
            ScrapeException failure = rig.failure(rig.client(server));

            assertThat(failure.reason()).isEqualTo(Reason.CONTENT_TYPE);
            assertThat(failure).hasMessageContaining("text/html");
        }
    }

    @Test
    void openMetricsIsReadWhereTheServerSaysSo() throws Exception {
        byte[] body = "wanted 2 1.5\n# EOF\n".getBytes(StandardCharsets.UTF_8);
        String type = "Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8\r\n";
        try (ScriptedServer server = ScriptedServer.answering(answer("200 OK", type, body))) {
            assertThat(rig.scrape(rig.client(server)).format()).isEqualTo(ExpositionFormat.OPEN_METRICS);
        }
    }

    @Test
    void aWrongPageNamesItsLine() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(page(ScrapeRig.PAGE + "wanted 1f\n"))) {
            ScrapeException failure = rig.failure(rig.client(server));

            assertThat(failure.reason()).isEqualTo(Reason.PARSE);
            assertThat(failure)
                    .hasMessageContainingAll("line 3", "'1f'", server.origin().toString());
        }
    }

    @Test
    void anAnswerOfNeitherLengthNorChunksIsRefusedSinceItsEndCannotBeKnown() throws Exception {
        ScriptedServer.Script close = connection -> {
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n" + ScrapeRig.PAGE);
            connection.socket().close();
        };
        try (ScriptedServer server = new ScriptedServer(close)) {
            assertThat(rig.failure(rig.client(server)).reason()).isEqualTo(Reason.CUT);
        }
    }

    @Test
    void aTokenIsSentAndReadAgainWhenItsFileChanges(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "first\n");
        try (ScriptedServer server = ScriptedServer.answering(page(ScrapeRig.PAGE))) {
            ServerClient client = rig.client(new Endpoint(server.origin(), TlsSettings.SYSTEM, file));
            rig.scrape(client);
            // as a pod's token is replaced: another file takes the name
            Files.move(Files.writeString(folder.resolve("new"), "other"), file, StandardCopyOption.REPLACE_EXISTING);
            rig.skip(Duration.ofSeconds(2));
            rig.scrape(client);

            assertThat(server.requests().get(0)).contains("Authorization: Bearer first\r\n");
            assertThat(server.requests().get(1)).contains("Authorization: Bearer other\r\n");
        }
    }

    @Test
    void aRefusedTokenIsReadAgainAtOnce(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), "first");
        try (ScriptedServer server = ScriptedServer.answering(answer("401 Unauthorized", "", new byte[0]))) {
            ServerClient client = rig.client(new Endpoint(server.origin(), TlsSettings.SYSTEM, file));
            rig.failure(client);
            Files.writeString(file, "other");
            rig.failure(client);

            assertThat(server.requests().get(1)).contains("Bearer other");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two\nlines", "sp ace", "\u00e9"})
    void aTokenThatIsNoneIsNotSentNorShown(String token, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("token"), token);
        try (ScriptedServer server = ScriptedServer.answering(page(ScrapeRig.PAGE))) {
            ScrapeException failure = rig.failure(rig.client(new Endpoint(server.origin(), TlsSettings.SYSTEM, file)));

            assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS);
            assertThat(failure).hasMessageContaining(file.toString());
            if (!token.isEmpty()) {
                assertThat(failure.getMessage()).doesNotContain(token);
            }
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aMissingTokenFileIsNamed(@TempDir Path folder) throws IOException, InterruptedException {
        try (ScriptedServer server = ScriptedServer.answering(page(ScrapeRig.PAGE))) {
            ScrapeException failure =
                    rig.failure(rig.client(new Endpoint(server.origin(), TlsSettings.SYSTEM, folder.resolve("none"))));

            assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS);
            assertThat(failure).hasMessageContaining(folder.resolve("none").toString());
        }
    }

    @Test
    void aProbeTellsStatusTextAndHeadersAndKeepsItsConnection() throws Exception {
        byte[] body = "[-]etcd failed: reason withheld\nreadyz check failed\n".getBytes(StandardCharsets.UTF_8);
        try (ScriptedServer server =
                ScriptedServer.answering(answer("500 Internal Server Error", "Audit-Id: 7\r\n", body))) {
            ServerClient client = rig.client(server);
            client.probe("/readyz", Duration.ofSeconds(10));
            Probed probed = client.probe("/readyz", Duration.ofSeconds(10));

            assertThat(probed.status()).isEqualTo(500);
            assertThat(probed.ok()).isFalse();
            assertThat(probed.text()).startsWith("[-]etcd failed");
            assertThat(probed.headers().firstValue("Audit-Id")).contains("7");
            assertThat(probed.cost().elapsedNanos()).isPositive();
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void ofALongAnswerToAProbeOnlyTheBeginningIsRead() throws Exception {
        try (ScriptedServer server = ScriptedServer.answering(answer("200 OK", "", new byte[1_000_000]))) {
            Probed probed = rig.client(server).probe("/readyz", Duration.ofSeconds(10));

            assertThat(probed.text()).hasSize(4096);
            assertThat(server.seesAConnectionEnd()).isTrue();
        }
    }

    @Test
    void anInterruptedScrapeEndsAtOnce() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n#");
            connection.clientStays(0);
        })) {
            ServerClient client = rig.client(server);
            Thread.currentThread().interrupt();
            assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> rig.scrape(client));
        }
    }
}

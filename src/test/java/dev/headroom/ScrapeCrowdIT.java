// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.HeadroomJar;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many scrapes at once, and clients that ask and do not read. */
@Timeout(120)
class ScrapeCrowdIT {
    private static final int SCRAPES = 50;

    /** Many more than the web server has threads. */
    private static final int DEAF_CLIENTS = 100;

    /** As Prometheus' own. Were a thread to wait for each deaf client, the scrape would be the last in a row of a minute. */
    private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private HeadroomJar service;

    @BeforeEach
    void start() throws IOException {
        service = HeadroomJar.start(folder, "--headroom.host.target=crowded");
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> service.get("/readyz").statusCode() == 200);
    }

    @AfterEach
    void stop() throws InterruptedException {
        service.close();
    }

    @Test
    void fiftyScrapesAtOnceAreEachAnsweredWithAWholePage() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            List<CompletableFuture<HttpResponse<String>>> scrapes = IntStream.range(0, SCRAPES)
                    .mapToObj(i -> client.sendAsync(scrape(), BodyHandlers.ofString()))
                    .toList();
            for (CompletableFuture<HttpResponse<String>> scrape : scrapes) {
                HttpResponse<String> page = scrape.join();
                assertThat(page.statusCode()).isEqualTo(200);
                assertThat(page.body())
                        .contains("headroom_saturated_seconds_total{")
                        .endsWith("# EOF\n");
            }
        }
        assertThat(service.log()).doesNotContain("ERROR").doesNotContain("\tat ");
    }

    @Test
    void clientsThatNeverReadHoldUpNoScrape() throws Exception {
        List<Socket> deaf = new ArrayList<>();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int i = 0; i < DEAF_CLIENTS; i++) {
                deaf.add(deafClient(service.port()));
            }
            double ticks = service.metric("headroom_sampler_ticks_total");
            for (int scrape = 0; scrape < 3; scrape++) {
                assertThat(client.send(scrape(), BodyHandlers.ofString()).body())
                        .as("scrape %d", scrape)
                        .endsWith("# EOF\n");
            }
            await("sampling goes on")
                    .untilAsserted(() -> assertThat(service.metric("headroom_sampler_ticks_total"))
                            .isGreaterThan(ticks));
        } finally {
            for (Socket socket : deaf) {
                socket.close();
            }
        }
        assertThat(service.log()).doesNotContain("ERROR").doesNotContain("\tat ");
    }

    private HttpRequest scrape() {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/metrics"))
                .timeout(SCRAPE_TIMEOUT)
                .header("Accept", "application/openmetrics-text; version=1.0.0")
                .build();
    }

    /** Asks for a hundred pages one after the other, with room for a few kilobytes of them. */
    private static Socket deafClient(int port) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4_096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.getOutputStream()
                .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .repeat(100)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users start, on this very machine. */
class ServiceIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long SPIN_NANOS = Duration.ofMillis(1500).toNanos();

    @TempDir
    private Path directory;

    @Test
    void aRealBurstIsCountedListedAndToldInTheLog() throws Exception {
        int port = freePort();
        Process service = start("--server.port=" + port, "--headroom.host.target=under-test");
        try {
            await().atMost(PATIENCE).ignoreExceptions().until(() -> status(port, "/readyz") == 200);
            double before = saturatedSeconds(port);
            spinAllCores();
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(saturatedSeconds(port) - before).isGreaterThan(1.0);
                assertThat(body(port, "/api/v1/bursts?signal=cpu")).contains("\"target\":\"under-test\"");
            });
        } finally {
            service.destroy();
        }
        assertThat(service.waitFor(15, TimeUnit.SECONDS)).isTrue();
        assertThat(log())
                .contains("samples under-test every 100 ms. Bursts: http://127.0.0.1:" + port + "/api/v1/bursts")
                .contains("cpu of under-test was saturated for ")
                .doesNotContain("ERROR")
                .doesNotContain("\tat ");
    }

    @Test
    void aBadConfigurationEndsTheStartWithExitCodeTwoAndNoStackTrace() throws Exception {
        Process service = start("--server.port=0", "--headroom.sampling.interval=5ms");
        assertThat(service.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(service.exitValue()).isEqualTo(2);
        assertThat(log())
                .contains("headroom.sampling.interval is '5ms', expected a duration from 10ms to 10s.")
                .contains("for example 100ms")
                .doesNotContain("\tat ");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Path.of(System.getProperty("headroom.jar", "target/headroom.jar"))
                        .toAbsolutePath()
                        .toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("log"));
    }

    private static void spinAllCores() throws InterruptedException {
        long endNanos = System.nanoTime() + SPIN_NANOS;
        List<Thread> spinners = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            spinners.add(Thread.ofPlatform().daemon().start(() -> {
                while (System.nanoTime() < endNanos) {
                    Thread.onSpinWait();
                }
            }));
        }
        for (Thread spinner : spinners) {
            spinner.join();
        }
    }

    private static double saturatedSeconds(int port) throws IOException, InterruptedException {
        return body(port, "/metrics")
                .lines()
                .filter(line -> line.startsWith("headroom_saturated_seconds_total{") && line.contains("signal=\"cpu\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static int status(int port, String path) throws IOException, InterruptedException {
        return get(port, path).statusCode();
    }

    private static String body(int port, String path) throws IOException, InterruptedException {
        return get(port, path).body();
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Prometheus on a loopback port of its own, for as long as a test runs. */
public final class PrometheusServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Process process;
    private final URI address;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    private PrometheusServer(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param folder of the test's own; keeps the configuration, the log and, under {@code data}, the blocks
     * @param configuration the text of prometheus.yml
     */
    public static PrometheusServer start(Path folder, String configuration, String... options) throws Exception {
        Path program = RealPart.require("prometheus");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path file = Files.writeString(folder.resolve("prometheus.yml"), configuration);
        List<String> command = new java.util.ArrayList<>(List.of(
                program.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=127.0.0.1:" + port));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        PrometheusServer server = new PrometheusServer(process, URI.create("http://127.0.0.1:" + port));
        try {
            server.awaitReady(folder.resolve("prometheus.log"));
        } catch (Throwable failed) {
            server.close();
            throw failed;
        }
        return server;
    }

    /** The data of {@code /api/v1/PATH?PARAMETERS}. */
    public JsonNode get(String path, String... namesAndValues) throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            query.append(i == 0 ? '?' : '&')
                    .append(namesAndValues[i])
                    .append('=')
                    .append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(address.resolve("/api/v1/" + path + query))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + query + " answered " + response.statusCode() + ": " + response.body());
        }
        return json.readTree(response.body()).get("data");
    }

    /** Where it listens. */
    public URI address() {
        return address;
    }

    private void awaitReady(Path log) throws Exception {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                throw new IOException("prometheus ended at once: " + Files.readString(log));
            }
            try {
                HttpResponse<Void> answer = http.send(
                        HttpRequest.newBuilder(address.resolve("/-/ready")).build(),
                        HttpResponse.BodyHandlers.discarding());
                if (answer.statusCode() == 200) {
                    return;
                }
            } catch (IOException notListeningYet) {
                continue;
            }
        }
        throw new IOException("prometheus was not ready within " + START_LIMIT + ": " + Files.readString(log));
    }

    @Override
    public void close() throws InterruptedException {
        http.close();
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}

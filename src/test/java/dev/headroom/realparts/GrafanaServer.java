// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Grafana, of the official image, on a loopback port of its own, provisioned with what grafana/ ships. A test that needs it is
 * skipped, with the reason, where there is no Docker or the image cannot be pulled: in CI too, since there is no other way to have it.
 */
public final class GrafanaServer implements AutoCloseable {
    /** The official image, pinned: the newest release when the dashboards were last looked at. */
    private static final String IMAGE = "grafana/grafana:13.2.0";

    private static final Duration PULL_LIMIT = Duration.ofMinutes(2);
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final String container;
    private final URI address;
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    private GrafanaServer(String container, URI address) {
        this.container = container;
        this.address = address;
    }

    /**
     * Starts it and waits until it is well; {@link #requireImage} comes first.
     *
     * @param prometheus where its data source finds Prometheus
     */
    public static GrafanaServer start(URI prometheus) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        String container = "headroom-grafana-" + port;
        Result run = docker(
                START_LIMIT,
                "run",
                "--detach",
                "--rm",
                "--network=host",
                "--name=" + container,
                "--env=GF_SERVER_HTTP_ADDR=127.0.0.1",
                "--env=GF_SERVER_HTTP_PORT=" + port,
                "--env=GF_AUTH_ANONYMOUS_ENABLED=true",
                "--env=GF_AUTH_ANONYMOUS_ORG_ROLE=Admin",
                "--env=PROMETHEUS_URL=" + prometheus,
                "--env=HEADROOM_URL=http://127.0.0.1:19847",
                "--volume=" + Path.of("grafana/provisioning").toAbsolutePath() + ":/etc/grafana/provisioning:ro",
                "--volume=" + Path.of("grafana/dashboards").toAbsolutePath()
                        + ":/var/lib/grafana/dashboards/headroom:ro",
                IMAGE);
        if (run.exitCode() != 0) {
            throw new IOException("docker run: " + run.output());
        }
        GrafanaServer server = new GrafanaServer(container, URI.create("http://127.0.0.1:" + port));
        try {
            server.awaitHealth();
        } catch (Throwable failed) {
            server.close();
            throw failed;
        }
        return server;
    }

    /** Skips the test where the image is not there and cannot be pulled. */
    public static void requireImage() throws InterruptedException {
        try {
            boolean there =
                    docker(Duration.ofSeconds(20), "image", "inspect", IMAGE).exitCode() == 0;
            Result pulled = there ? new Result(0, "") : docker(PULL_LIMIT, "pull", "--quiet", IMAGE);
            Assumptions.assumeTrue(pulled.exitCode() == 0, () -> IMAGE + " cannot be pulled: " + pulled.output());
        } catch (IOException noDocker) {
            Assumptions.abort("there is no Docker to run " + IMAGE + " with: " + noDocker.getMessage());
        }
    }

    private record Result(int exitCode, String output) {}

    private static Result docker(Duration limit, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Result(-1, "no answer within " + limit);
        }
        return new Result(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    /** Where it listens. */
    public URI address() {
        return address;
    }

    /** What a GET of this path answers, which must be JSON with status 200. */
    public JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path)).build());
    }

    /** What a POST of this body answers, which must be JSON with status 200. */
    public JsonNode post(String path, Object body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(address.resolve(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
                .build());
    }

    private JsonNode send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(request + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return json.readTree(answer.body());
    }

    private void awaitHealth() throws Exception {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (get("/api/health").path("database").asString("").equals("ok")) {
                    return;
                }
            } catch (IOException notListeningYet) {
                Thread.onSpinWait();
            }
            Thread.sleep(500);
        }
        throw new IOException("Grafana was not well within " + START_LIMIT + ": "
                + docker(Duration.ofSeconds(20), "logs", "--tail=50", container).output());
    }

    @Override
    public void close() throws IOException, InterruptedException {
        http.close();
        docker(Duration.ofSeconds(30), "stop", "--time=5", container);
    }
}

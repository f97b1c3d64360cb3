// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.net.InetAddress;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Alertmanager on loopback ports of its own, alone or in a cluster, for as long as a test runs. */
public final class AlertmanagerServer implements AutoCloseable {
    private static final Path TEMPLATES = Path.of("/usr/share/prometheus/alertmanager");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final List<String> command;
    private final URI address;
    private final String clusterAddress;
    private final HttpClient http = HttpClient.newHttpClient();
    private RunningProgram program;

    private AlertmanagerServer(
            Path folder, List<String> command, URI address, String clusterAddress, RunningProgram program) {
        this.folder = folder;
        this.command = command;
        this.address = address;
        this.clusterAddress = clusterAddress;
        this.program = program;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param folder of this one's own; keeps its configuration, data and log
     * @param configuration the text of alertmanager.yml
     * @param peers the others of its cluster that run already
     */
    public static AlertmanagerServer start(Path folder, String configuration, AlertmanagerServer... peers)
            throws Exception {
        Path program = RealPart.require("alertmanager");
        int port = freePort();
        String cluster = "127.0.0.1:" + freePort();
        Path file = Files.writeString(folder.resolve("alertmanager.yml"), configuration);
        List<String> command = new ArrayList<>(withTemplates(folder));
        command.addAll(List.of(
                program.toString(),
                "--config.file=" + file,
                "--storage.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=" + cluster,
                "--cluster.advertise-address=" + cluster,
                // the second replica leaves the first this long to notify, 15 s where nothing is set
                "--cluster.peer-timeout=3s",
                "--cluster.settle-timeout=5s",
                "--log.level=debug"));
        for (AlertmanagerServer peer : peers) {
            command.add("--cluster.peer=" + peer.clusterAddress);
        }
        AlertmanagerServer server = new AlertmanagerServer(
                folder,
                command,
                URI.create("http://127.0.0.1:" + port),
                cluster,
                RunningProgram.start(folder, command));
        server.awaitReady();
        return server;
    }

    /**
     * Debian's build has its templates in a fixed place, without which it does not start, and a notification by webhook needs none of them: where
     * they are not, it sees empty ones there, and nobody else does.
     */
    private static List<String> withTemplates(Path folder) throws IOException {
        if (Files.exists(TEMPLATES.resolve("default.tmpl"))) {
            return List.of();
        }
        Path empty = Files.createDirectories(folder.resolve("templates"));
        for (String name : List.of("default.tmpl", "email.tmpl")) {
            Files.writeString(empty.resolve(name), "{{ define \"nothing\" }}{{ end }}");
        }
        String script =
                "mount -t tmpfs templates /usr/share && mkdir -p %1$s && cp \"$1\"/*.tmpl %1$s && shift && exec \"$@\""
                        .formatted(TEMPLATES);
        return List.of("unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", empty.toString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Ends it at once, as a crash would; {@link #startAgain} begins with what it had on its disk. */
    public void kill() {
        program.close();
    }

    /** Starts it once more, at the same address. */
    public void startAgain() throws Exception {
        program = RunningProgram.start(folder, command);
        awaitReady();
    }

    private void awaitReady() throws Exception {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                program.requireAlive();
                try {
                    if (get("/-/ready").statusCode() == 200) {
                        return;
                    }
                } catch (IOException notListeningYet) {
                    Thread.onSpinWait();
                }
                Thread.sleep(50);
            }
            throw new IOException("alertmanager was not ready within " + START_LIMIT + ": " + program.endOfLog());
        } catch (Throwable failed) {
            close();
            throw failed;
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The alerts that fire, by its API; those resolved are not among them. */
    public List<JsonNode> alerts() throws IOException, InterruptedException {
        List<JsonNode> alerts = new ArrayList<>();
        new JsonMapper().readTree(get("/api/v2/alerts").body()).forEach(alerts::add);
        return alerts;
    }

    /** Where it listens. */
    public URI address() {
        return address;
    }

    /** Whether its cluster has so many members and it knows what they have notified of; before that it may notify of the same. */
    public boolean isSettledAmong(int members) throws IOException, InterruptedException {
        String status = get("/api/v2/status").body();
        JsonNode cluster = new JsonMapper().readTree(status).path("cluster");
        boolean settled = cluster.path("status").asString("").equals("ready");
        return settled && cluster.path("peers").size() == members;
    }

    @Override
    public void close() {
        program.close();
    }
}

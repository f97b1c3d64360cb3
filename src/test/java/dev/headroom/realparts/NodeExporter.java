// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real node_exporter on a loopback port of its own, for as long as a test runs. */
public final class NodeExporter implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final RunningProgram program;
    private final URI url;

    private NodeExporter(RunningProgram program, URI url) {
        this.program = program;
        this.url = url;
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param folder of the test's own; keeps its log
     */
    public static NodeExporter start(Path folder) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        RunningProgram program = RunningProgram.start(
                folder,
                List.of(RealPart.require("node_exporter").toString(), "--web.listen-address=127.0.0.1:" + port));
        NodeExporter exporter = new NodeExporter(program, URI.create("http://127.0.0.1:" + port));
        try {
            exporter.awaitAnswer();
        } catch (Throwable failed) {
            exporter.close();
            throw failed;
        }
        return exporter;
    }

    /** Where it listens. */
    public URI url() {
        return url;
    }

    private void awaitAnswer() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            long deadline = System.nanoTime() + START_LIMIT.toNanos();
            while (System.nanoTime() < deadline) {
                program.requireAlive();
                try {
                    if (http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException notListeningYet) {
                    Thread.onSpinWait();
                }
                Thread.sleep(50);
            }
            throw new IOException("node_exporter did not answer within " + START_LIMIT + ": " + program.endOfLog());
        }
    }

    @Override
    public void close() {
        program.close();
    }
}

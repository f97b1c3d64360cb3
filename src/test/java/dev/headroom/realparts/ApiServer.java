// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One real kube-apiserver on a port of its own, which it keeps when it is stopped and started again. */
public final class ApiServer implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(90);

    private final ControlPlane controlPlane;
    private final Path folder;
    private final List<String> command;
    private final URI url;
    private @Nullable RunningProgram program;

    ApiServer(ControlPlane controlPlane, Path folder, URI url, List<String> command) {
        this.controlPlane = controlPlane;
        this.folder = folder;
        this.url = url;
        this.command = List.copyOf(command);
    }

    /** Its port. */
    public int port() {
        return url.getPort();
    }

    /** Where it listens. */
    public URI url() {
        return url;
    }

    /** The number of its process. */
    public long pid() {
        return running().pid();
    }

    /** What a GET as administrator answers, any status. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return controlPlane.send(HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(20)));
    }

    /** Starts it (again) and waits until it is ready. */
    public void start() throws Exception {
        launch();
        awaitReady();
    }

    /** Starts it (again) and does not wait. */
    public void launch() throws IOException {
        program = RunningProgram.start(folder, command);
    }

    /** Waits until {@code /readyz} answers 200. */
    public void awaitReady() throws Exception {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() < deadline) {
            running().requireAlive();
            try {
                if (controlPlane.certified() && get("/readyz").statusCode() == 200) {
                    return;
                }
            } catch (IOException notListeningYet) {
                Thread.onSpinWait();
            }
            Thread.sleep(100);
        }
        throw new IOException("kube-apiserver was not ready within " + START_LIMIT + ": "
                + running().endOfLog());
    }

    /** Ends it as a crash would: connections are cut, the port is closed. */
    public void stop() {
        RunningProgram running = program;
        program = null;
        if (running != null) {
            running.close();
        }
    }

    private RunningProgram running() {
        if (program == null) {
            throw new IllegalStateException("this API server is stopped");
        }
        return program;
    }

    @Override
    public void close() {
        stop();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar that users start, running for as long as a test needs it, on a loopback port of its own. */
public final class HeadroomJar implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final Path log;
    private final int port;

    private HeadroomJar(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts it, and does not wait.
     *
     * @param folder its working directory; its output goes to {@code log} there
     */
    public static HeadroomJar start(Path folder, String... arguments) throws IOException {
        return start(folder, Map.of(), arguments);
    }

    /**
     * The same with variables added to its environment.
     *
     * @param environment by name, such as KUBECONFIG
     */
    public static HeadroomJar start(Path folder, Map<String, String> environment, String... arguments)
            throws IOException {
        int port = freePort();
        List<String> all = new ArrayList<>();
        all.add("--server.port=" + port);
        all.add("--headroom.history.directory=" + folder.resolve("history"));
        all.addAll(List.of(arguments));
        return run(folder, environment, port, List.of(), all);
    }

    /**
     * Starts it over a recording, and does not wait. What a user has of his own (home, state) and temporary files would be in {@code home},
     * {@code state} and {@code tmp} of the folder.
     *
     * @param folder its working directory; its output goes to {@code log} there
     */
    public static HeadroomJar play(Path folder, Path recording, String... arguments) throws IOException {
        int port = freePort();
        List<String> all = new ArrayList<>();
        all.addAll(List.of("replay", "--serve", recording.toString(), "--server.port=" + port));
        all.addAll(List.of(arguments));
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        return run(
                folder,
                Map.of("XDG_STATE_HOME", folder.resolve("state").toString(), "HEADROOM_NONSENSE", "1"),
                port,
                // the launcher and the image set the last one
                List.of(
                        "-Djava.io.tmpdir=" + temporary,
                        "-Duser.home=" + folder.resolve("home"),
                        "-Dspring.aot.enabled=true"),
                all);
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static HeadroomJar run(
            Path folder, Map<String, String> environment, int port, List<String> options, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.add("-jar");
        command.add(Path.of(System.getProperty("headroom.jar", "target/headroom.jar"))
                .toAbsolutePath()
                .toString());
        command.addAll(arguments);
        Path log = folder.resolve("log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new HeadroomJar(builder.start(), log, port);
    }

    /** Its port. */
    public int port() {
        return port;
    }

    /** What a GET of this path answers. */
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + path);
        return CLIENT.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The JSON that a GET of {@code /api/v1/PATH} answers. */
    public JsonNode api(String path) {
        try {
            return JSON.readTree(get("/api/v1/" + path).body());
        } catch (IOException e) {
            throw new UncheckedIOException("the service does not answer " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before the service answered " + path, e);
        }
    }

    /** The sum of all series of one metric of the host's CPU, as {@code /metrics} has it now. */
    public double cpuMetric(String name) throws IOException, InterruptedException {
        return metric(name, "signal=\"cpu\"");
    }

    /**
     * The sum of the series of one metric as {@code /metrics} has it now; 0 where there is none.
     *
     * @param labels the series that have all of these, each as {@code name="value"}
     */
    public double metric(String name, String... labels) throws IOException, InterruptedException {
        return get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Stream.of(labels).allMatch(line::contains))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** What it has written so far. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    /** The CPU time it has taken so far. */
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** Interrupts it as Ctrl-C does. */
    public void interrupt() throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** Its exit code, once it has ended by itself. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it still runs after a minute");
        }
        return process.exitValue();
    }

    /** Asks it to stop and waits until it has. */
    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("it did not stop within 20 s of being asked to");
        }
    }
}

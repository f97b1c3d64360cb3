// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of the tests in a small virtual machine of its own, and what it said on its standard output. It says "ready" once it takes
 * orders, a line of its standard input each, so that it can be started before it is needed.
 */
final class WriterProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final List<String> said = new ArrayList<>();
    private boolean ready;

    /** Starts it. */
    WriterProcess(Class<?> program, Path log) throws IOException {
        this.process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:-UsePerfData",
                        "-Xshare:auto",
                        "-Xmx48m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dlogback.configurationFile="
                                + Path.of("src/test/resources/quiet-logback.xml")
                                        .toAbsolutePath(),
                        "-cp",
                        classPath(),
                        program.getName()))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The tests' own, which whoever runs them may have put elsewhere than into the virtual machine's. */
    private static String classPath() {
        return System.getProperty(
                "headroom.classpath",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    }

    /** Waits until it takes orders. */
    void awaitReady() throws IOException {
        if (!ready) {
            String line = out.readLine();
            if (!"ready".equals(line)) {
                throw new IOException("the writer said " + line + ", not that it is ready");
            }
            ready = true;
        }
    }

    /** Tells it what to do. */
    void order(String line) throws IOException {
        awaitReady();
        OutputStream in = process.getOutputStream();
        in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    /** Reads so many lines, or all until its end. */
    void read(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String line = out.readLine();
            if (line == null) {
                return;
            }
            said.add(line);
        }
    }

    /** Reads until it says this: what it said before that. */
    List<String> readUntil(String last) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); !last.equals(line); line = out.readLine()) {
            if (line == null) {
                throw new IOException("the writer ended without a word of \"" + last + "\" after " + lines);
            }
            lines.add(line);
        }
        return lines;
    }

    /** Ends it as a crash would, and reads what it had said by then. */
    void kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly(); // that of the process itself would close what is still to be read
        awaitEnd();
    }

    /** Waits until it has ended, and reads what it had said by then: its exit code. */
    int awaitEnd() throws IOException, InterruptedException {
        read(Integer.MAX_VALUE);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IOException("the writer does not end");
        }
        return process.exitValue();
    }

    /** What was read of it line by line. */
    List<String> said() {
        return said;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

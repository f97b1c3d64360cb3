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

/** A {@link CrashingWriter} in a small virtual machine of its own, and the ledger of what it says it has kept. */
final class WriterProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader acks;
    private final List<String> ledger = new ArrayList<>();

    /**
     * Starts it, and waits until it takes orders.
     *
     * @param wrapper a program to run it under, with its arguments; empty for none
     */
    WriterProcess(Path log, List<String> wrapper) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xshare:auto",
                "-Xmx48m",
                "--enable-native-access=ALL-UNNAMED",
                "-Dlogback.configurationFile="
                        + Path.of("src/test/resources/quiet-logback.xml").toAbsolutePath(),
                "-cp",
                classPath(),
                CrashingWriter.class.getName()));
        this.process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        this.acks = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** The tests' own, which whoever runs them may have put elsewhere than into the virtual machine's. */
    private static String classPath() {
        return System.getProperty(
                "headroom.classpath",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    }

    /** Has it keep so many deploys and bursts in a directory, their ids beginning with this prefix. */
    void order(String prefix, int records, Path directory) throws IOException {
        expect("ready");
        OutputStream in = process.getOutputStream();
        in.write((prefix + " " + records + " " + directory + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    private void expect(String line) throws IOException {
        String said = acks.readLine();
        if (!line.equals(said)) {
            throw new IOException("the writer said " + said + ", not " + line);
        }
    }

    /** Reads what it says until this many acknowledgements, or its end. */
    void readAcks(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String ack = acks.readLine();
            if (ack == null) {
                return;
            }
            ledger.add(ack);
        }
    }

    /** Ends it as a crash would, and reads what it had said by then. */
    void kill() throws IOException, InterruptedException {
        process.toHandle().destroyForcibly(); // that of the process itself would close what is still to be read
        readAcks(Integer.MAX_VALUE);
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IOException("the writer does not end");
        }
    }

    /** Waits for its own end. */
    int exitCode() throws IOException, InterruptedException {
        readAcks(Integer.MAX_VALUE);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IOException("the writer does not end");
        }
        return process.exitValue();
    }

    /** What it said, line by line. */
    List<String> ledger() {
        return ledger;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

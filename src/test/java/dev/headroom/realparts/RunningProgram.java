// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real program that runs beside a test and writes its log into the test's folder. */
final class RunningProgram implements AutoCloseable {
    private final String name;
    private final Path log;
    private final Process process;

    private RunningProgram(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /** Starts it, and does not wait. */
    static RunningProgram start(Path folder, List<String> command) throws IOException {
        String name = Path.of(command.getFirst()).getFileName().toString();
        Path log = Files.createTempFile(folder, name + "-", ".log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new RunningProgram(name, log, process);
    }

    /** Its number. */
    long pid() {
        return process.pid();
    }

    /** Throws with the end of its log when it no longer runs. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException(name + " ended with " + process.exitValue() + ": " + endOfLog());
        }
    }

    /** The last lines it wrote. */
    String endOfLog() throws IOException {
        List<String> lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
    }

    /** Ends it at once, as a crash would. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " (" + process.pid() + ") does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

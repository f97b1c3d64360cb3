// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.realparts.RealPart;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** strace on a process that runs: records its system calls, or has them fail. */
final class Strace implements AutoCloseable {
    private final Process process;
    private final Path log;

    private Strace(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Takes hold of a process, which goes on from here under its eyes. Where there is no strace, or it may not do so, the test is
     * skipped with the reason; in CI it fails.
     *
     * @param log what it writes to
     * @param options which calls, and what becomes of them; calls are counted by thread
     */
    static Strace attach(long pid, Path log, List<String> options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(RealPart.require("strace").toString(), "-f", "-y", "-o", log.toString()));
        command.addAll(options);
        command.addAll(List.of("-p", Long.toString(pid)));
        Process process = new ProcessBuilder(command).start();
        BufferedReader said = process.errorReader();
        String line = said.readLine();
        if (line == null || !line.contains("attached")) {
            process.destroyForcibly();
            return RealPart.missing("strace cannot take hold of a process: " + line);
        }
        return new Strace(process, log);
    }

    /** Lets go of the process. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IOException("strace does not end");
        }
    }

    /**
     * A system call.
     *
     * @param thread who made it
     * @param text all of it, as strace writes calls
     * @param begun its place among the beginnings and ends of all calls
     * @param ended likewise
     */
    record Call(String thread, String text, int begun, int ended) {
        private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>");

        boolean failedByOrder() {
            return text.endsWith("(INJECTED)");
        }

        boolean is(String name) {
            return text.startsWith(name + "(");
        }
    }

    /** The calls that have ended, in the order of their ends; complete once it has let go. */
    List<Call> calls() throws IOException {
        List<Call> calls = new ArrayList<>();
        Map<String, Call> unfinished = new HashMap<>();
        int place = 0;
        for (String line : Files.readAllLines(log)) {
            place++;
            String thread = line.substring(0, line.indexOf(' '));
            String text = line.substring(thread.length()).strip();
            if (text.endsWith("<unfinished ...>")) {
                unfinished.put(thread, new Call(thread, text.replace("<unfinished ...>", ""), place, place));
            } else if (text.startsWith("<... ")) {
                Call begun = unfinished.remove(thread);
                if (begun != null) {
                    String end = Call.RESUMED.matcher(text).replaceFirst("");
                    calls.add(new Call(thread, begun.text + end, begun.begun, place));
                }
            } else if (!text.startsWith("---") && !text.startsWith("+++")) {
                calls.add(new Call(thread, text, place, place));
            }
        }
        return calls;
    }
}

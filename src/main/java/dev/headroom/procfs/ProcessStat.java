// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.SourceException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/** Reads /proc/PID/stat (proc_pid_stat(5)): the CPU time of a process, in clock ticks, and when it started. Not thread safe. */
final class ProcessStat {
    private static final byte END_OF_NAME = ')';
    /** The fields between the name and utime (state ... cmajflt), and between stime and starttime (cutime ... itrealvalue). */
    private static final int FIELDS_BEFORE_TIMES = 11;

    private static final int FIELDS_BEFORE_START = 6;

    private final KernelFile file;
    private final KernelText text = new KernelText();
    private long cpuTicks;
    private long startTicks;

    ProcessStat(Path folder, LongSupplier nanos) {
        file = new KernelFile(folder.resolve("stat"), KernelFile.Rendering.AT_ONCE, "the process has ended", nanos);
    }

    void read() throws SourceException {
        file.read();
        text.over(file);
        try {
            text.skipPastLast(END_OF_NAME, "a process's name in brackets");
            skipFields(FIELDS_BEFORE_TIMES);
            long user = text.number("utime");
            long system = text.number("stime");
            skipFields(FIELDS_BEFORE_START);
            startTicks = text.number("starttime");
            cpuTicks = user + system;
        } catch (KernelText.Malformed e) {
            throw file.malformed(text, e);
        }
    }

    /** User and system time together, in clock ticks. */
    long cpuTicks() {
        return cpuTicks;
    }

    /** When the process started, in clock ticks since boot: with its number, what makes it the same process. */
    long startTicks() {
        return startTicks;
    }

    void close() {
        file.close();
    }

    private void skipFields(int count) {
        for (int i = 0; i < count; i++) {
            text.skipBlanks();
            text.skipWord();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.SourceException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One running process and its CPU time: exact, from the process's own CPU clock (clock_getcpuclockid(3)), where its number means the
 * same to us as to its kernel; otherwise from /proc/PID/stat, in steps of a clock tick.
 *
 * <p>A number may pass to another process. That shows at once when the clock steps back, and otherwise within a second by the start
 * time: a process that has run for longer cannot be mistaken for one that has not. Not thread safe.
 */
final class WatchedProcess {
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int CPUCLOCK_SCHED = 2;
    private static final int NANOS_AT = Long.BYTES;

    private final int pid;
    private final int nameIndex;
    private final ProcessStat stat;
    private final long startTicks;
    private final double ticksPerSecond;
    private final LongSupplier nanos;
    private final ByteBuffer timespec =
            ByteBuffer.allocateDirect(2 * Long.BYTES).order(ByteOrder.nativeOrder());
    private final long timespecAddress = MemorySegment.ofBuffer(timespec).address();
    private final boolean hasClock;
    private double cpuSeconds;
    private long checkNanos;

    /**
     * @param nameIndex which of the names looked for it has
     * @param clocks whether process numbers are ours, so that the kernel may be asked for a process's clock
     * @throws SourceException when it has ended already
     */
    WatchedProcess(Path folder, int pid, int nameIndex, boolean clocks, double ticksPerSecond, LongSupplier nanos)
            throws SourceException {
        this.pid = pid;
        this.nameIndex = nameIndex;
        this.ticksPerSecond = ticksPerSecond;
        this.nanos = nanos;
        this.stat = new ProcessStat(folder, nanos);
        stat.read();
        this.startTicks = stat.startTicks();
        this.hasClock = clocks && Libc.clockTime(clockId(pid), timespecAddress);
        this.cpuSeconds = hasClock ? clockSeconds() : stat.cpuTicks() / ticksPerSecond;
        this.checkNanos = nanos.getAsLong() + CHECK_NANOS;
    }

    /** The kernel's number for the CPU clock of a whole process (MAKE_PROCESS_CPUCLOCK). */
    static int clockId(int pid) {
        return (~pid << 3) | CPUCLOCK_SCHED;
    }

    int pid() {
        return pid;
    }

    int nameIndex() {
        return nameIndex;
    }

    /** CPU-seconds of the process so far, as last read. */
    double cpuSeconds() {
        return cpuSeconds;
    }

    /** The CPU-seconds since the last call, or NaN when the process has ended. */
    double gainSeconds() {
        double now = secondsNow();
        double gain = now - cpuSeconds;
        if (!(gain >= 0)) {
            return Double.NaN;
        }
        cpuSeconds = now;
        return gain;
    }

    void close() {
        stat.close();
    }

    private double secondsNow() {
        long now = nanos.getAsLong();
        if (hasClock && now - checkNanos < 0) {
            return Libc.clockTime(clockId(pid), timespecAddress) ? clockSeconds() : Double.NaN;
        }
        checkNanos = now + CHECK_NANOS;
        try {
            stat.read();
        } catch (SourceException e) {
            return Double.NaN;
        }
        if (stat.startTicks() != startTicks) {
            return Double.NaN;
        }
        if (!hasClock) {
            return stat.cpuTicks() / ticksPerSecond;
        }
        return Libc.clockTime(clockId(pid), timespecAddress) ? clockSeconds() : Double.NaN;
    }

    private double clockSeconds() {
        return timespec.getLong(0) + timespec.getLong(NANOS_AT) / 1e9;
    }
}

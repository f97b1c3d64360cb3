// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Reads the CPU time of a host: the modes of each CPU from /proc/stat, and a busy counter refined by what the control groups have
 * counted (see {@link RefinedBusy}). In a container with a quota of its own the busy counter is the container's and the limit its
 * quota. Not thread safe.
 */
final class CpuSource implements Source {
    private static final double NANOS_PER_SECOND = 1e9;

    private final KernelFile file;
    private final KernelText text = new KernelText();
    private final ProcStat stat;
    private final CgroupCpu groups;
    private final LongSupplier nanos;
    private final IdleClock idle = new IdleClock();
    private final RefinedBusy busy = new RefinedBusy();
    private final CpuReading reading = new CpuReading();
    private double hostBusySeconds;
    private double busySeconds;
    private long beforeNanos;
    private boolean started;

    /**
     * @param root what the host's root is seen under
     * @param groups the control groups that count CPU time exactly
     * @param ticksPerSecond the unit of /proc/stat (USER_HZ)
     * @param nanos a monotonic clock
     */
    CpuSource(Path root, CgroupCpu groups, double ticksPerSecond, LongSupplier nanos) {
        this.nanos = nanos;
        this.stat = new ProcStat(ticksPerSecond);
        this.groups = groups;
        this.file = new KernelFile(
                root.resolve("proc/stat"),
                KernelFile.Rendering.AT_ONCE,
                "is /proc of the host mounted there? Set headroom.host.root to where the host's root is seen",
                nanos);
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public void read() throws SourceException {
        long nowNanos = nanos.getAsLong();
        file.read();
        text.over(file);
        reading.clear();
        try {
            stat.parse(text, reading);
        } catch (KernelText.Malformed e) {
            throw file.malformed(text, e);
        }
        double groupGain = groups.gainSeconds();
        double elapsedSeconds = started ? (nowNanos - beforeNanos) / NANOS_PER_SECOND : 0;
        started = true;
        beforeNanos = nowNanos;
        advance(elapsedSeconds, groupGain);
    }

    private void advance(double elapsedSeconds, double groupGain) {
        boolean exact = !Double.isNaN(groupGain);
        double idleBasedGain = idle.advance(elapsedSeconds, reading);
        if (exact && !idle.whole()) {
            idleBasedGain = groupGain;
        }
        double hostGain = 0;
        if (elapsedSeconds > 0) {
            double before = hostBusySeconds;
            hostBusySeconds = busy.advance(elapsedSeconds, reading.count(), idleBasedGain, groupGain);
            hostGain = hostBusySeconds - before;
        }
        Limit.Known quota = groups.quota();
        if (quota == null) {
            busySeconds += hostGain;
        } else {
            busySeconds += exact ? groupGain : 0;
            reading.limit(quota);
        }
        reading.busy(busySeconds);
    }

    @Override
    public void deliver(long timeNanos, CounterSink sink) {
        sink.cpu(timeNanos, reading);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import org.jspecify.annotations.Nullable;

/**
 * Turns the CPU readings of one host into samples of {@code cpu} and {@code cpu_steal}.
 *
 * <p>What is busy is what is neither idle nor stolen: idle time is exact to the nanosecond in the kernel, where user and system
 * are guessed at each tick. Where the reading has a refined counter of busy time, that one is used, because idle is printed in
 * steps of 10 ms only.
 *
 * <p>Not thread safe.
 */
final class CpuSampler {
    /** idle and iowait may step back by less than this (kernels do, on hot-plug): the step counts as no progress. */
    private static final double CLAMPED_STEP_SECONDS = 3.0;

    /** A sample this much longer than the one before it may be a pause of the machine. */
    private static final double PAUSE_RATIO = 2.5;

    private static final long PAUSE_NANOS = 5_000_000_000L;
    private static final double PAUSE_ACCOUNTED_SHARE = 0.9;

    private final LimitedSink cpu;
    private final LimitedSink steal;
    private final long longestSampleNanos;
    private final CpuReading previous = new CpuReading();
    private long previousNanos;
    private long previousLengthNanos = Long.MAX_VALUE;
    private boolean hasPrevious;

    // what the CPUs that both readings have say together
    private int sharedCpus;
    private double notBusySeconds;
    private double stolenSeconds;
    private double accountedSeconds;
    private boolean fell;

    CpuSampler(SampleSink cpu, SampleSink steal, long longestSampleNanos) {
        this.cpu = new LimitedSink(cpu);
        this.steal = new LimitedSink(steal);
        this.longestSampleNanos = longestSampleNanos;
    }

    void accept(long timeNanos, CpuReading reading) {
        if (hasPrevious && timeNanos > previousNanos) {
            sample(previousNanos, timeNanos, reading);
            previousLengthNanos = timeNanos - previousNanos;
        }
        previous.copyFrom(reading);
        previousNanos = timeNanos;
        hasPrevious = true;
        Limit override = reading.limit();
        cpu.limit(timeNanos, override, reading.count());
        steal.limit(timeNanos, null, reading.count());
    }

    /** The cores of the last reading, 0 before the first. */
    int cores() {
        return previous.count();
    }

    private void sample(long startNanos, long endNanos, CpuReading reading) {
        double wallSeconds = (endNanos - startNanos) / 1e9;
        compare(reading);
        double capacity = wallSeconds * sharedCpus;
        if (sharedCpus == 0 || fell || endNanos - startNanos > longestSampleNanos) {
            hole(startNanos, endNanos, 0);
        } else if (isPause(endNanos - startNanos, capacity)) {
            hole(startNanos, endNanos, Math.max(0, accountedSeconds / sharedCpus));
        } else if (previous.hasBusy() && reading.hasBusy()) {
            double limit = previous.limit() instanceof Limit.Known known ? known.perSecond() * wallSeconds : capacity;
            double busy = reading.busySeconds() - previous.busySeconds();
            if (busy < 0 || busy > RateSampler.PLAUSIBLE * limit) {
                hole(startNanos, endNanos, 0);
            } else {
                cpu.sample(startNanos, endNanos, busy, limit);
                steal.sample(startNanos, endNanos, stolenSeconds, capacity);
            }
        } else if (notBusySeconds > RateSampler.PLAUSIBLE * capacity) {
            hole(startNanos, endNanos, 0);
        } else {
            cpu.sample(startNanos, endNanos, Math.max(0, capacity - notBusySeconds), capacity);
            steal.sample(startNanos, endNanos, stolenSeconds, capacity);
        }
    }

    /** Adds up the progress of the CPUs that both readings have; both list them in the order of their ids. */
    private void compare(CpuReading reading) {
        sharedCpus = 0;
        notBusySeconds = 0;
        stolenSeconds = 0;
        accountedSeconds = 0;
        fell = false;
        int before = 0;
        int now = 0;
        while (before < previous.count() && now < reading.count()) {
            int order = Integer.compare(previous.id(before), reading.id(now));
            if (order < 0) {
                before++;
            } else if (order > 0) {
                now++;
            } else {
                double idle = progress(previous.idleSeconds(before), reading.idleSeconds(now));
                double iowait = progress(previous.iowaitSeconds(before), reading.iowaitSeconds(now));
                double stolen = reading.stealSeconds(now) - previous.stealSeconds(before);
                fell |= stolen < 0;
                notBusySeconds += idle + iowait + stolen;
                stolenSeconds += stolen;
                accountedSeconds += reading.accountedSeconds(now) - previous.accountedSeconds(before);
                sharedCpus++;
                before++;
                now++;
            }
        }
    }

    private double progress(double before, double now) {
        double progress = now - before;
        if (progress < 0) {
            fell |= progress <= -CLAMPED_STEP_SECONDS;
            return 0;
        }
        return progress;
    }

    private boolean isPause(long lengthNanos, double capacity) {
        return lengthNanos > PAUSE_NANOS
                && lengthNanos > PAUSE_RATIO * previousLengthNanos
                && accountedSeconds < PAUSE_ACCOUNTED_SHARE * capacity;
    }

    private void hole(long startNanos, long endNanos, double observedSeconds) {
        cpu.hole(startNanos, endNanos, observedSeconds);
        steal.hole(startNanos, endNanos, observedSeconds);
    }

    /** A sink that is told of the limit only when it changes. */
    private static final class LimitedSink {
        private final SampleSink sink;
        private double cores = -1;

        LimitedSink(SampleSink sink) {
            this.sink = sink;
        }

        void limit(long timeNanos, @Nullable Limit override, int cpus) {
            double now = override instanceof Limit.Known known ? known.perSecond() : cpus;
            if (now != cores && now > 0) {
                cores = now;
                sink.limit(timeNanos, new Limit.Known(now));
            }
        }

        void sample(long startNanos, long endNanos, double usage, double capacity) {
            sink.sample(startNanos, endNanos, usage, capacity);
        }

        void hole(long startNanos, long endNanos, double observedSeconds) {
            sink.hole(startNanos, endNanos, observedSeconds);
        }
    }
}

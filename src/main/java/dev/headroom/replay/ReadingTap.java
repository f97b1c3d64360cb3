// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;

/** Counts the readings of one target on their way to sampling, so that an interrupted run knows how far it came. Not thread safe. */
final class ReadingTap implements CounterSink {
    private final CounterSink next;
    private long readings;
    private long firstNanos;
    private long lastNanos;

    ReadingTap(CounterSink next) {
        this.next = next;
    }

    long readings() {
        return readings;
    }

    /** The first reading, nanoseconds since the epoch; meaningless before it. */
    long firstNanos() {
        return firstNanos;
    }

    /** The last reading so far, nanoseconds since the epoch; meaningless before the first. */
    long lastNanos() {
        return lastNanos;
    }

    private void note(long timeNanos) {
        if (readings == 0) {
            firstNanos = timeNanos;
        } else if (timeNanos == lastNanos) {
            return;
        }
        readings++;
        lastNanos = timeNanos;
    }

    @Override
    public void cpu(long timeNanos, CpuReading reading) {
        note(timeNanos);
        next.cpu(timeNanos, reading);
    }

    @Override
    public void cpuPressure(long timeNanos, double waitingSeconds) {
        note(timeNanos);
        next.cpuPressure(timeNanos, waitingSeconds);
    }

    @Override
    public void network(long timeNanos, Direction direction, String device, double bytes, Limit speed) {
        note(timeNanos);
        next.network(timeNanos, direction, device, bytes, speed);
    }

    @Override
    public void tcp(long timeNanos, double sentSegments, double retransmittedSegments) {
        note(timeNanos);
        next.tcp(timeNanos, sentSegments, retransmittedSegments);
    }

    @Override
    public void process(long timeNanos, String process, double cpuSeconds) {
        note(timeNanos);
        next.process(timeNanos, process, cpuSeconds);
    }

    @Override
    public void level(long timeNanos, SignalKind kind, String device, double value, Limit limit) {
        note(timeNanos);
        next.level(timeNanos, kind, device, value, limit);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps the last value of everything delivered. */
final class RecordedCounters implements CounterSink {
    /** Bytes and the speed of one direction of an interface. */
    record Bytes(double bytes, Limit speed) {}

    final Map<String, Bytes> network = new LinkedHashMap<>();
    final Map<String, Double> processes = new LinkedHashMap<>();
    final CpuReading cpu = new CpuReading();

    @Nullable
    Double waitingSeconds;

    @Nullable
    Double sentSegments;

    @Nullable
    Double retransmittedSegments;

    /** What was delivered of one direction of an interface ("eth0 RECEIVE"). */
    Bytes link(String name) {
        return Objects.requireNonNull(network.get(name), name);
    }

    @Override
    public void cpu(long timeNanos, CpuReading reading) {
        cpu.copyFrom(reading);
    }

    @Override
    public void cpuPressure(long timeNanos, double seconds) {
        waitingSeconds = seconds;
    }

    @Override
    public void network(long timeNanos, Direction direction, String device, double bytes, Limit speed) {
        network.put(device + " " + direction, new Bytes(bytes, speed));
    }

    @Override
    public void tcp(long timeNanos, double sent, double retransmitted) {
        sentSegments = sent;
        retransmittedSegments = retransmitted;
    }

    @Override
    public void process(long timeNanos, String process, double cpuSeconds) {
        processes.put(process, cpuSeconds);
    }

    @Override
    public void level(long timeNanos, SignalKind kind, String device, double value, Limit limit) {
        throw new AssertionError("a host has no " + kind);
    }
}

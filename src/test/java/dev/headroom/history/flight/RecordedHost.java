// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * A host as its samplers see it: every signal read at the same ticks, which are some tens of microseconds late, CPU in fractions of a second
 * to the nanosecond, pressure in microseconds, links in bytes, retransmits in segments. Half idle, with a burst of two seconds every
 * minute.
 */
final class RecordedHost {
    static final long TICK_NANOS = 100_000_000L;
    static final long START_NANOS = 1_716_886_800_000_000_000L;

    private static final int CORES = 4;
    private static final double LINK = 125_000_000;

    private final Random random;
    private final List<Signal> signals = new ArrayList<>();
    private long tick;
    private long previousNanos = START_NANOS;

    private record Signal(SignalKey key, double limit, SampleSink sink) {}

    /** A host with 10 signals: CPU, steal, pressure, retransmits, two links both ways, two processes. */
    RecordedHost(String target, long seed, Function<SignalKey, SampleSink> sinks) {
        random = new Random(seed);
        add(target, SignalKind.CPU, "", CORES, sinks);
        add(target, SignalKind.CPU_STEAL, "", CORES, sinks);
        add(target, SignalKind.CPU_PRESSURE, "", 1, sinks);
        add(target, SignalKind.NETWORK_RECEIVE, "eth0", LINK, sinks);
        add(target, SignalKind.NETWORK_TRANSMIT, "eth0", LINK, sinks);
        add(target, SignalKind.NETWORK_RECEIVE, "veth1", 0, sinks);
        add(target, SignalKind.NETWORK_TRANSMIT, "veth1", 0, sinks);
        add(target, SignalKind.TCP_RETRANSMIT, "", 1, sinks);
        add(target, SignalKind.PROCESS_CPU, "etcd", CORES, sinks);
        add(target, SignalKind.PROCESS_CPU, "kube-apiserver", CORES, sinks);
    }

    private void add(
            String target, SignalKind kind, String device, double limit, Function<SignalKey, SampleSink> sinks) {
        SignalKey key = new SignalKey(target, kind, device);
        SampleSink sink = sinks.apply(key);
        sink.limit(START_NANOS, limit > 0 ? new Limit.Known(limit) : new Limit.Unknown("a veth has no speed"));
        signals.add(new Signal(key, limit, sink));
    }

    /** The signals there are. */
    List<SignalKey> keys() {
        return signals.stream().map(Signal::key).toList();
    }

    /** The time of the last tick. */
    long nowNanos() {
        return previousNanos;
    }

    /** Goes on by so many ticks. */
    void run(int ticks) {
        for (int i = 0; i < ticks; i++) {
            tick++;
            long nowNanos = START_NANOS + tick * TICK_NANOS + 60_000 + (long) (random.nextGaussian() * 15_000);
            for (Signal signal : signals) {
                sample(signal, nowNanos, (nowNanos - previousNanos) / 1e9);
            }
            previousNanos = nowNanos;
        }
    }

    private void sample(Signal signal, long nowNanos, double seconds) {
        boolean burst = tick / 10 % 60 < 2;
        double level = burst ? 1 : Math.clamp(0.3 + random.nextGaussian() * 0.05, 0, 1);
        double capacity = signal.limit * seconds;
        switch (signal.key.kind()) {
            case CPU, PROCESS_CPU -> signal.sink.sample(previousNanos, nowNanos, capacity * level, capacity);
            case CPU_STEAL -> signal.sink.sample(previousNanos, nowNanos, 0, capacity);
            case CPU_PRESSURE ->
                signal.sink.sample(previousNanos, nowNanos, Math.rint(level * seconds * 2e5) / 1e6, capacity);
            case TCP_RETRANSMIT ->
                signal.sink.sample(previousNanos, nowNanos, burst ? random.nextInt(40) : 0, 200 + random.nextInt(300));
            default -> {
                double bytes = Math.rint(level * LINK * 0.2 * seconds);
                if (signal.limit > 0) {
                    signal.sink.sample(previousNanos, nowNanos, bytes, capacity);
                } else {
                    signal.sink.unlimited(previousNanos, nowNanos, bytes);
                }
            }
        }
    }
}

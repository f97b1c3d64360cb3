// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.util.ArrayList;
import java.util.List;

/** A source whose reads and deliveries do what a test says, and that keeps the times of its deliveries. */
final class SamplerSource implements Source {
    /** What a read does. */
    @FunctionalInterface
    interface Read {
        void run() throws SourceException;
    }

    final List<Long> deliveredNanos = new ArrayList<>();
    int reads;
    private final String name;
    private Read onRead = () -> {};
    private Runnable onDeliver = () -> {};

    SamplerSource(String name) {
        this.name = name;
    }

    SamplerSource onRead(Read action) {
        onRead = action;
        return this;
    }

    SamplerSource onDeliver(Runnable action) {
        onDeliver = action;
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void read() throws SourceException {
        reads++;
        onRead.run();
    }

    @Override
    public void deliver(long timeNanos, CounterSink sink) {
        onDeliver.run();
        deliveredNanos.add(timeNanos);
    }

    /** A sink that keeps nothing. */
    static final class Nowhere implements CounterSink {
        @Override
        public void cpu(long timeNanos, CpuReading reading) {}

        @Override
        public void cpuPressure(long timeNanos, double waitingSeconds) {}

        @Override
        public void network(long timeNanos, Direction direction, String device, double bytes, Limit speed) {}

        @Override
        public void tcp(long timeNanos, double sentSegments, double retransmittedSegments) {}

        @Override
        public void process(long timeNanos, String process, double cpuSeconds) {}

        @Override
        public void level(long timeNanos, SignalKind kind, String device, double value, Limit limit) {}
    }
}

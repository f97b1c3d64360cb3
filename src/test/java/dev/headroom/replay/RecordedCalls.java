// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import java.util.ArrayList;
import java.util.List;

/** Notes what a reader hands over, one line of text a call, for comparison. */
final class RecordedCalls {
    private final List<String> calls = new ArrayList<>();

    CounterSink sinkOf(String target) {
        return new CounterSink() {
            @Override
            public void cpu(long timeNanos, CpuReading reading) {
                StringBuilder text = new StringBuilder("%s %d cpu".formatted(target, timeNanos));
                for (int i = 0; i < reading.count(); i++) {
                    text.append(" %d:%s/%s/%s/%s"
                            .formatted(
                                    reading.id(i),
                                    reading.idleSeconds(i),
                                    reading.iowaitSeconds(i),
                                    reading.stealSeconds(i),
                                    Math.rint(reading.accountedSeconds(i) * 1e5) / 1e5));
                }
                if (reading.hasBusy()) {
                    text.append(" busy ").append(reading.busySeconds());
                }
                if (reading.limit() instanceof Limit.Known known) {
                    text.append(" of ").append(known.perSecond());
                }
                calls.add(text.toString());
            }

            @Override
            public void cpuPressure(long timeNanos, double waitingSeconds) {
                calls.add("%s %d pressure %s".formatted(target, timeNanos, waitingSeconds));
            }

            @Override
            public void network(long timeNanos, Direction direction, String device, double bytes, Limit speed) {
                String limit = speed instanceof Limit.Known known ? " of " + known.perSecond() : "";
                calls.add("%s %d %s %s %s%s".formatted(target, timeNanos, device, direction, bytes, limit));
            }

            @Override
            public void tcp(long timeNanos, double sentSegments, double retransmittedSegments) {
                calls.add("%s %d tcp %s %s".formatted(target, timeNanos, sentSegments, retransmittedSegments));
            }

            @Override
            public void process(long timeNanos, String process, double cpuSeconds) {
                calls.add("%s %d process %s %s".formatted(target, timeNanos, process, cpuSeconds));
            }

            @Override
            public void level(long timeNanos, SignalKind kind, String device, double value, Limit limit) {
                String of = limit instanceof Limit.Known known ? " of " + known.perSecond() : "";
                calls.add("%s %d %s %s %s%s".formatted(target, timeNanos, kind.id(), device, value, of));
            }
        };
    }

    /** The calls in the order they came. */
    List<String> inOrder() {
        return calls;
    }

    /** The calls in an order that does not depend on which target comes first at one time. */
    List<String> sorted() {
        return calls.stream().sorted().toList();
    }
}

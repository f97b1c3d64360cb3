// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Notices the gaps of one signal: more than 5 s without a sample of a counter that is read more often than that. What is read as seldom as it
 * was meant to be has none, and neither has a level, of which each reading speaks for a second only. Allocates only where there is one. Not
 * thread safe.
 */
public final class GapWatch implements SampleSink {
    private static final long LONGEST_SILENCE_NANOS = 5_000_000_000L;
    private static final Set<SignalKind> LEVELS =
            EnumSet.of(SignalKind.APISERVER_INFLIGHT, SignalKind.APISERVER_SEATS, SignalKind.PROBE_LATENCY);

    private final SignalKey key;
    private final Consumer<SignalGap> gaps;
    private long endNanos = Long.MAX_VALUE;
    private long lengthNanos = Long.MAX_VALUE;

    private GapWatch(SignalKey key, Consumer<SignalGap> gaps) {
        this.key = key;
        this.gaps = gaps;
    }

    /**
     * A sink that tells another what it is told, after which gaps are noticed; the other itself where the signal is of a kind that has none.
     *
     * @param gaps told of each when it is over; must not wait
     */
    public static SampleSink after(SampleSink sink, SignalKey key, Consumer<SignalGap> gaps) {
        return LEVELS.contains(key.kind()) ? sink : new SampleTee(sink, new GapWatch(key, gaps));
    }

    @Override
    public void sample(long startNanos, long endNanos, double usage, double capacity) {
        seen(startNanos, endNanos);
    }

    @Override
    public void unlimited(long startNanos, long endNanos, double usage) {
        seen(startNanos, endNanos);
    }

    @Override
    public void hole(long startNanos, long endNanos, double observedSeconds) {}

    @Override
    public void limit(long timeNanos, Limit limit) {}

    private void seen(long startNanos, long newEndNanos) {
        if (startNanos > endNanos
                && startNanos - endNanos > LONGEST_SILENCE_NANOS
                && lengthNanos < LONGEST_SILENCE_NANOS) {
            gaps.accept(new SignalGap(key, endNanos, startNanos));
        }
        endNanos = newEndNanos;
        lengthNanos = newEndNanos - startNanos;
    }
}

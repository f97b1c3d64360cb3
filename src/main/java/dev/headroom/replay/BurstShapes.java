// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.detection.Burst;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Listens in on the samples on their way to detection and keeps the shape of every burst, from somewhat before it to somewhat
 * after, in bounded memory a burst; and how long samples are. Not thread safe.
 */
final class BurstShapes {
    /** Columns a shape is kept in: the widest it is drawn. */
    static final int COLUMNS = 32;

    private static final long SHORTEST_MARGIN_NANOS = 300_000_000;
    private static final long LONGEST_MARGIN_NANOS = 5_000_000_000L;
    private static final int MARGIN_SHARE = 5;

    private final Map<SignalKey, Signal> signals = new HashMap<>();
    private final Map<String, float[]> shapes = new HashMap<>();

    /** A sink that keeps shapes and hands everything on. */
    SampleSink listening(SignalKey key, SampleSink next) {
        return signals.computeIfAbsent(key, unknown -> new Signal(next));
    }

    /** A burst is known to have begun. */
    void opened(Burst burst) {
        signal(burst).ifPresent(signal -> signal.begin(burst.startNanos()));
    }

    /** A burst is known to have ended, or will not be followed further. */
    void closed(Burst burst) {
        signal(burst).ifPresent(signal -> signal.end(burst));
    }

    /** All recording is over: what was not seen after a burst never will be. */
    void finish() {
        signals.values().forEach(Signal::settle);
    }

    /**
     * The shape of a burst and its surroundings, {@link #COLUMNS} maxima; empty where none was kept.
     *
     * @param id the burst's
     */
    Optional<float[]> shape(String id) {
        return Optional.ofNullable(shapes.get(id));
    }

    /** How long the samples were, of all signals. */
    SampleLengths sampleLengths() {
        return signals.values().stream().map(Signal::lengths).reduce(SampleLengths.NONE, SampleLengths::and);
    }

    private Optional<Signal> signal(Burst burst) {
        return Optional.ofNullable(signals.get(burst.key()));
    }

    private static long marginNanos(Burst burst) {
        return Math.clamp(
                (burst.endNanos() - burst.startNanos()) / MARGIN_SHARE, SHORTEST_MARGIN_NANOS, LONGEST_MARGIN_NANOS);
    }

    /** One signal's newest samples, and the trace of its newest burst. */
    private final class Signal implements SampleSink {
        private static final int RECENT = 64;

        private final SampleSink next;
        private final long[] recentStartNanos = new long[RECENT];
        private final long[] recentEndNanos = new long[RECENT];
        private final double[] recentLevels = new double[RECENT];
        private long count;
        private long shortestNanos = Long.MAX_VALUE;
        private long longestNanos;
        private long totalNanos;
        private long coarseNanos;
        private @Nullable BurstTrace trace;
        private @Nullable Burst ended;

        Signal(SampleSink next) {
            this.next = next;
        }

        @Override
        public void sample(long startNanos, long endNanos, double usage, double capacity) {
            measure(endNanos - startNanos);
            if (capacity > 0) {
                keep(startNanos, endNanos, usage / capacity);
            }
            next.sample(startNanos, endNanos, usage, capacity);
        }

        private void measure(long lengthNanos) {
            shortestNanos = Math.min(shortestNanos, lengthNanos);
            longestNanos = Math.max(longestNanos, lengthNanos);
            totalNanos += lengthNanos;
            coarseNanos += lengthNanos > SampleLengths.COARSE_NANOS ? lengthNanos : 0;
        }

        SampleLengths lengths() {
            return totalNanos == 0
                    ? SampleLengths.NONE
                    : new SampleLengths(shortestNanos, longestNanos, totalNanos, coarseNanos);
        }

        private void keep(long startNanos, long endNanos, double level) {
            Burst complete = ended;
            if (complete != null && startNanos >= complete.endNanos() + marginNanos(complete)) {
                settle();
            }
            int slot = (int) (count++ % RECENT);
            recentStartNanos[slot] = startNanos;
            recentEndNanos[slot] = endNanos;
            recentLevels[slot] = level;
            if (trace != null) {
                trace.add(startNanos, endNanos, level);
            }
        }

        @Override
        public void unlimited(long startNanos, long endNanos, double usage) {
            next.unlimited(startNanos, endNanos, usage);
        }

        @Override
        public void hole(long startNanos, long endNanos, double observedSeconds) {
            next.hole(startNanos, endNanos, observedSeconds);
        }

        @Override
        public void limit(long timeNanos, Limit limit) {
            next.limit(timeNanos, limit);
        }

        void begin(long onsetNanos) {
            settle();
            BurstTrace begun = new BurstTrace(onsetNanos - LONGEST_MARGIN_NANOS);
            for (long sample = Math.max(0, count - RECENT); sample < count; sample++) {
                int slot = (int) (sample % RECENT);
                begun.add(recentStartNanos[slot], recentEndNanos[slot], recentLevels[slot]);
            }
            trace = begun;
        }

        void end(Burst burst) {
            ended = burst;
        }

        void settle() {
            BurstTrace kept = trace;
            Burst burst = ended;
            if (kept != null && burst != null) {
                long margin = marginNanos(burst);
                shapes.put(burst.id(), kept.columns(burst.startNanos() - margin, burst.endNanos() + margin, COLUMNS));
            }
            trace = null;
            ended = null;
        }
    }
}

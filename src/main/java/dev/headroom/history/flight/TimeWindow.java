// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import org.jspecify.annotations.Nullable;

/** Hands on what overlaps the time between two instants, and a limit only when it is another. Not thread safe. */
final class TimeWindow implements SampleSink {
    private final long fromNanos;
    private final long toNanos;
    private final SampleSink sink;
    private @Nullable Limit told;

    /**
     * @param fromNanos samples that end after this
     * @param toNanos samples that begin before this
     */
    TimeWindow(long fromNanos, long toNanos, SampleSink sink) {
        this.fromNanos = fromNanos;
        this.toNanos = toNanos;
        this.sink = sink;
    }

    @Override
    public void sample(long startNanos, long endNanos, double usage, double capacity) {
        if (isIn(startNanos, endNanos)) {
            sink.sample(startNanos, endNanos, usage, capacity);
        }
    }

    @Override
    public void unlimited(long startNanos, long endNanos, double usage) {
        if (isIn(startNanos, endNanos)) {
            sink.unlimited(startNanos, endNanos, usage);
        }
    }

    @Override
    public void hole(long startNanos, long endNanos, double observedSeconds) {
        if (isIn(startNanos, endNanos)) {
            sink.hole(startNanos, endNanos, observedSeconds);
        }
    }

    @Override
    public void limit(long timeNanos, Limit limit) {
        if (timeNanos < toNanos && !limit.equals(told)) {
            told = limit;
            sink.limit(timeNanos, limit);
        }
    }

    private boolean isIn(long startNanos, long endNanos) {
        return endNanos > fromNanos && startNanos < toNanos;
    }
}

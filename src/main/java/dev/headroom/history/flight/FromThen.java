// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;

/** Hands on what lies after an instant; of a sample that goes on at it, its share by time. Not thread safe. */
record FromThen(long fromNanos, SampleSink sink) implements SampleSink {
    @Override
    public void sample(long startNanos, long endNanos, double usage, double capacity) {
        double share = share(startNanos, endNanos);
        sink.sample(Math.max(startNanos, fromNanos), endNanos, usage * share, capacity * share);
    }

    @Override
    public void unlimited(long startNanos, long endNanos, double usage) {
        sink.unlimited(Math.max(startNanos, fromNanos), endNanos, usage * share(startNanos, endNanos));
    }

    @Override
    public void hole(long startNanos, long endNanos, double observedSeconds) {
        sink.hole(Math.max(startNanos, fromNanos), endNanos, observedSeconds * share(startNanos, endNanos));
    }

    @Override
    public void limit(long timeNanos, Limit limit) {
        sink.limit(timeNanos, limit);
    }

    private double share(long startNanos, long endNanos) {
        return startNanos >= fromNanos ? 1 : (double) (endNanos - fromNanos) / (endNanos - startNanos);
    }
}

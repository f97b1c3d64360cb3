// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;

/** Keeps nothing of what it is told. */
enum Nothing implements SampleSink {
    SINK;

    @Override
    public void sample(long startNanos, long endNanos, double usage, double capacity) {}

    @Override
    public void unlimited(long startNanos, long endNanos, double usage) {}

    @Override
    public void hole(long startNanos, long endNanos, double observedSeconds) {}

    @Override
    public void limit(long timeNanos, Limit limit) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;

/** Takes the rows of a tier and samples alike: a sample is a row of its own length. Holes and limits say nothing that rows do not. */
interface SamplesAsRows extends SampleSink, TierRow.Sink {
    @Override
    default void sample(long startNanos, long endNanos, double used, double available) {
        row(TierRow.sample(startNanos, endNanos, used, available));
    }

    @Override
    default void unlimited(long startNanos, long endNanos, double used) {
        row(TierRow.unlimited(startNanos, endNanos, used));
    }

    @Override
    default void hole(long startNanos, long endNanos, double observedSeconds) {}

    @Override
    default void limit(long timeNanos, Limit limit) {}
}

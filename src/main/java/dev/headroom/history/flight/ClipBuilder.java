// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleSink;
import java.util.Arrays;

/** Keeps samples against a limit as a clip; of other time a clip says nothing. Not thread safe. */
final class ClipBuilder implements SampleSink {
    private final SampleEvents samples = new SampleEvents(256);

    @Override
    public void sample(long startNanos, long endNanos, double usage, double capacity) {
        samples.sample(startNanos, endNanos, usage, capacity);
    }

    @Override
    public void unlimited(long startNanos, long endNanos, double usage) {}

    @Override
    public void hole(long startNanos, long endNanos, double observedSeconds) {}

    @Override
    public void limit(long timeNanos, Limit limit) {}

    SampleClip build() {
        return new SampleClip(
                Arrays.copyOf(samples.startNanos, samples.size),
                Arrays.copyOf(samples.endNanos, samples.size),
                Arrays.copyOf(samples.usage, samples.size),
                Arrays.copyOf(samples.capacity, samples.size));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * Tells two sinks the same, one after the other. Allocates nothing.
 *
 * @param first told first
 * @param second told then, unless the first fails
 */
public record SampleTee(SampleSink first, SampleSink second) implements SampleSink {
    @Override
    public void sample(long startNanos, long endNanos, double usage, double capacity) {
        first.sample(startNanos, endNanos, usage, capacity);
        second.sample(startNanos, endNanos, usage, capacity);
    }

    @Override
    public void unlimited(long startNanos, long endNanos, double usage) {
        first.unlimited(startNanos, endNanos, usage);
        second.unlimited(startNanos, endNanos, usage);
    }

    @Override
    public void hole(long startNanos, long endNanos, double observedSeconds) {
        first.hole(startNanos, endNanos, observedSeconds);
        second.hole(startNanos, endNanos, observedSeconds);
    }

    @Override
    public void limit(long timeNanos, Limit limit) {
        first.limit(timeNanos, limit);
        second.limit(timeNanos, limit);
    }
}

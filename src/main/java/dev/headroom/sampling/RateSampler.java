// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * Turns readings of one counter into samples against a limit per second. The limit read at a sample's start applies to it.
 *
 * <p>Not thread safe.
 */
final class RateSampler {
    /** A counter that moved more than this many times what its limit allows did not count what it says. */
    static final double PLAUSIBLE = 1.5;

    private final SampleSink sink;
    private final long longestSampleNanos;
    private long previousNanos;
    private double previousCounter;
    private Limit limit = new Limit.Unknown("not read yet");
    private boolean hasPrevious;

    RateSampler(SampleSink sink, long longestSampleNanos) {
        this.sink = sink;
        this.longestSampleNanos = longestSampleNanos;
    }

    void accept(long timeNanos, double counter, Limit limitNow) {
        if (hasPrevious && timeNanos > previousNanos) {
            sample(previousNanos, timeNanos, counter - previousCounter);
        }
        if (!limitNow.equals(limit)) {
            limit = limitNow;
            sink.limit(timeNanos, limitNow);
        }
        previousNanos = timeNanos;
        previousCounter = counter;
        hasPrevious = true;
    }

    private void sample(long startNanos, long endNanos, double usage) {
        if (usage < 0 || endNanos - startNanos > longestSampleNanos) {
            sink.hole(startNanos, endNanos, 0);
            return;
        }
        switch (limit) {
            case Limit.Unknown unknown -> sink.unlimited(startNanos, endNanos, usage);
            case Limit.Known known -> {
                double capacity = known.perSecond() * ((endNanos - startNanos) / 1e9);
                if (usage > PLAUSIBLE * capacity) {
                    sink.hole(startNanos, endNanos, 0);
                } else {
                    sink.sample(startNanos, endNanos, usage, capacity);
                }
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * Turns readings of a level into samples against its limit. A counter tells of all the time between two readings, a level only of
 * the moment: kube-apiserver's requests in flight are the highest number of the last second, its seats those of the instant. So a
 * reading speaks for the time since the one before only where that is about a second; of a longer time it speaks for the last
 * second, and of the rest nothing is known. Whoever reads every 15 s has observed a fifteenth of the time, and is told so.
 *
 * <p>Not thread safe.
 */
final class GaugeSampler {
    /** A reading each second, and one of them late. */
    private static final long LONGEST_HELD_NANOS = 2_000_000_000L;

    private static final long SPOKEN_FOR_NANOS = 1_000_000_000L;

    private final SampleSink sink;
    private long previousNanos;
    private Limit limit = new Limit.Unknown("not read yet");
    private boolean hasPrevious;

    GaugeSampler(SampleSink sink) {
        this.sink = sink;
    }

    void accept(long timeNanos, double value, Limit limitNow) {
        if (hasPrevious && timeNanos > previousNanos) {
            if (value < 0) {
                sink.hole(previousNanos, timeNanos, 0);
            } else if (timeNanos - previousNanos <= LONGEST_HELD_NANOS) {
                sample(previousNanos, timeNanos, value);
            } else {
                sink.hole(previousNanos, timeNanos - SPOKEN_FOR_NANOS, 0);
                sample(timeNanos - SPOKEN_FOR_NANOS, timeNanos, value);
            }
        }
        if (!limitNow.equals(limit) || !hasPrevious) {
            limit = limitNow;
            sink.limit(timeNanos, limitNow);
        }
        previousNanos = timeNanos;
        hasPrevious = true;
    }

    private void sample(long startNanos, long endNanos, double value) {
        double seconds = (endNanos - startNanos) / 1e9;
        switch (limit) {
            case Limit.Unknown unknown -> sink.unlimited(startNanos, endNanos, value * seconds);
            case Limit.Known known -> sink.sample(startNanos, endNanos, value * seconds, known.perSecond() * seconds);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

/** Adds up samples: how many, how long, how high. Not thread safe. */
final class Totals {
    private static final long COARSE_NANOS = 1_000_000_000L;

    int samples;
    double seconds;
    double levelSeconds;
    double capacity;
    double peak;
    boolean coarse;

    void clear() {
        samples = 0;
        seconds = 0;
        levelSeconds = 0;
        capacity = 0;
        peak = 0;
        coarse = false;
    }

    void add(long startNanos, long endNanos, double level, double sampleCapacity) {
        double length = (endNanos - startNanos) / 1e9;
        samples++;
        seconds += length;
        levelSeconds += level * length;
        capacity += sampleCapacity;
        peak = Math.max(peak, level);
        coarse |= endNanos - startNanos > COARSE_NANOS;
    }

    void add(Totals other) {
        samples += other.samples;
        seconds += other.seconds;
        levelSeconds += other.levelSeconds;
        capacity += other.capacity;
        peak = Math.max(peak, other.peak);
        coarse |= other.coarse;
    }

    /** The mean level, weighted by time. */
    double mean() {
        return levelSeconds / seconds;
    }
}

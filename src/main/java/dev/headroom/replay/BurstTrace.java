// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.util.Arrays;

/**
 * The shape of one signal over a stretch of time of unknown length in bounded memory: the maximum of each of at most 256 equal
 * buckets, which double in length whenever they are used up. Not thread safe.
 */
final class BurstTrace {
    static final int BUCKETS = 256;

    private static final long FIRST_BUCKET_NANOS = 50_000_000;

    private final long startNanos;
    private final float[] maxima = new float[BUCKETS];
    private long bucketNanos = FIRST_BUCKET_NANOS;

    /**
     * Begins an empty trace.
     *
     * @param startNanos what lies before is not kept, nanoseconds since the epoch
     */
    BurstTrace(long startNanos) {
        this.startNanos = startNanos;
        Arrays.fill(maxima, Float.NaN);
    }

    /** Adds what one sample says of the time between two readings. */
    void add(long fromNanos, long toNanos, double level) {
        if (toNanos <= startNanos) {
            return;
        }
        while (toNanos - startNanos > bucketNanos * BUCKETS) {
            halve();
        }
        int last = (int) ((toNanos - startNanos - 1) / bucketNanos);
        for (int bucket = bucket(fromNanos); bucket <= last; bucket++) {
            maxima[bucket] = larger(maxima[bucket], (float) level);
        }
    }

    private void halve() {
        for (int bucket = 0; bucket < BUCKETS / 2; bucket++) {
            maxima[bucket] = larger(maxima[2 * bucket], maxima[2 * bucket + 1]);
        }
        Arrays.fill(maxima, BUCKETS / 2, BUCKETS, Float.NaN);
        bucketNanos *= 2;
    }

    /**
     * The maximum of each of some equal columns of a stretch of time; NaN where nothing is known.
     *
     * @param fromNanos where the first column begins
     * @param toNanos where the last column ends
     * @param columns how many, 1 or more
     */
    float[] columns(long fromNanos, long toNanos, int columns) {
        float[] levels = new float[columns];
        Arrays.fill(levels, Float.NaN);
        double columnNanos = (double) (toNanos - fromNanos) / columns;
        for (int column = 0; column < columns; column++) {
            long columnFrom = fromNanos + (long) (column * columnNanos);
            long columnTo = Math.max(columnFrom + 1, fromNanos + (long) ((column + 1) * columnNanos));
            for (int bucket = bucket(columnFrom); bucket < BUCKETS && bucketStart(bucket) < columnTo; bucket++) {
                levels[column] = larger(levels[column], maxima[bucket]);
            }
        }
        return levels;
    }

    private int bucket(long nanos) {
        return (int) Math.clamp((nanos - startNanos) / bucketNanos, 0L, BUCKETS - 1L);
    }

    private long bucketStart(int bucket) {
        return startNanos + bucket * bucketNanos;
    }

    private static float larger(float one, float other) {
        if (Float.isNaN(one)) {
            return other;
        }
        return Float.isNaN(other) ? one : Math.max(one, other);
    }
}

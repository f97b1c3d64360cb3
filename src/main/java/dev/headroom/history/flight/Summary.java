// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.util.Arrays;

/**
 * What is known of one signal over a stretch of time, in points that follow one another; where one does not begin at the end of the one
 * before, nothing is known of the time between. Columns of numbers, written once and never compared.
 *
 * @param startNanos where each point begins: with its first sample, nanoseconds since the epoch
 * @param endNanos where it ends: with its last sample
 * @param observedSeconds how much of it is covered by samples
 * @param lowest the lowest level of its samples; NaN, like mean, highest and capacity, where no limit is known
 * @param mean its level: what was used of what could have been
 * @param highest the highest level of its samples
 * @param usagePerSecond what was used each second, in the signal's own unit
 * @param lowestUsagePerSecond the least of its samples against no limit; NaN where there are none
 * @param highestUsagePerSecond the most of its samples against no limit; NaN where there are none
 * @param capacityPerSecond what could have been used each second
 */
@SuppressWarnings("ArrayRecordComponent") // columns of numbers, written once and never compared
public record Summary(
        long[] startNanos,
        long[] endNanos,
        double[] observedSeconds,
        double[] lowest,
        double[] mean,
        double[] highest,
        double[] usagePerSecond,
        double[] lowestUsagePerSecond,
        double[] highestUsagePerSecond,
        double[] capacityPerSecond) {
    /** How many points there are. */
    public int size() {
        return startNanos.length;
    }

    /** A summary with room for so many points. */
    static Summary ofSize(int size) {
        return new Summary(
                new long[size],
                new long[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size],
                new double[size]);
    }

    /** Its first points. */
    Summary first(int size) {
        return new Summary(
                Arrays.copyOf(startNanos, size),
                Arrays.copyOf(endNanos, size),
                Arrays.copyOf(observedSeconds, size),
                Arrays.copyOf(lowest, size),
                Arrays.copyOf(mean, size),
                Arrays.copyOf(highest, size),
                Arrays.copyOf(usagePerSecond, size),
                Arrays.copyOf(lowestUsagePerSecond, size),
                Arrays.copyOf(highestUsagePerSecond, size),
                Arrays.copyOf(capacityPerSecond, size));
    }
}

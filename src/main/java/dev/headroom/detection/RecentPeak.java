// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import java.util.OptionalDouble;

/** The highest level of the last minute, kept a second each. Not thread safe. */
final class RecentPeak {
    private static final int SECONDS = 60;
    private static final int SLOTS = 64;

    private final long[] seconds = new long[SLOTS];
    private final double[] peaks = new double[SLOTS];
    private long newest = Long.MIN_VALUE;

    void add(long endNanos, double level) {
        long second = Math.floorDiv(endNanos, 1_000_000_000L);
        int slot = (int) (second & (SLOTS - 1));
        if (newest == Long.MIN_VALUE || seconds[slot] != second) {
            seconds[slot] = second;
            peaks[slot] = level;
        } else {
            peaks[slot] = Math.max(peaks[slot], level);
        }
        newest = second;
    }

    /** The highest level that ended in the minute up to the newest; empty before the first. */
    OptionalDouble get() {
        if (newest == Long.MIN_VALUE) {
            return OptionalDouble.empty();
        }
        double highest = 0;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (seconds[slot] > newest - SECONDS && seconds[slot] <= newest) {
                highest = Math.max(highest, peaks[slot]);
            }
        }
        return OptionalDouble.of(highest);
    }
}

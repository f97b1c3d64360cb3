// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

/**
 * What is known of one signal over one stretch of time.
 *
 * @param startNanos its start, nanoseconds since the epoch
 * @param endNanos its end
 * @param limited true where a limit is known: lowest and highest are then levels, else usage per second
 * @param observedNanos how much of it is covered by samples
 * @param usage what was used in it, in the signal's unit times seconds
 * @param capacity what could have been used; 0 where no limit is known
 * @param lowest of its samples
 * @param highest of its samples
 */
record TierRow(
        long startNanos,
        long endNanos,
        boolean limited,
        long observedNanos,
        double usage,
        double capacity,
        double lowest,
        double highest) {
    /** Takes rows, oldest first. */
    @FunctionalInterface
    interface Sink {
        void row(TierRow row);
    }

    /** A sample against a limit. */
    static TierRow sample(long startNanos, long endNanos, double usage, double capacity) {
        double level = level(usage, capacity);
        return new TierRow(startNanos, endNanos, true, endNanos - startNanos, usage, capacity, level, level);
    }

    /** A sample against none. */
    static TierRow unlimited(long startNanos, long endNanos, double usage) {
        double perSecond = usage / ((endNanos - startNanos) / 1e9);
        return new TierRow(startNanos, endNanos, false, endNanos - startNanos, usage, 0, perSecond, perSecond);
    }

    /** The level as detection sees it: what is used where there is nothing to use is all of it. */
    static double level(double usage, double capacity) {
        return capacity > 0 ? usage / capacity : usage > 0 ? 1 : 0;
    }
}

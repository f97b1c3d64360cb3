// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * The fixed instants at which ticks are due: number 0 at the start, then one every interval.
 *
 * @param startNanos tick 0, on the monotonic clock
 * @param intervalNanos between two ticks; greater than 0
 */
record TickGrid(long startNanos, long intervalNanos) {
    /** When the tick of this number is due, on the monotonic clock. */
    long at(long index) {
        return startNanos + index * intervalNanos;
    }

    /** The number of the first tick that is not due before the given instant, which is at or after the start. */
    long firstFrom(long monotonicNanos) {
        return Math.ceilDiv(monotonicNanos - startNanos, intervalNanos);
    }
}

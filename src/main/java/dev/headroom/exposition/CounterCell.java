// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

/** The last value of one raw counter or gauge of a target, and when it was given. Not thread safe. */
public final class CounterCell {
    private double value = Double.NaN;
    private long timeNanos = Long.MIN_VALUE;

    /**
     * Takes a value.
     *
     * @return false where another value was given for the same time
     */
    public boolean put(long timeNanos, double value) {
        if (timeNanos == this.timeNanos) {
            return value == this.value;
        }
        this.timeNanos = timeNanos;
        this.value = value;
        return true;
    }

    /** Whether a value was given at this very time. */
    boolean givenAt(long timeNanos) {
        return this.timeNanos == timeNanos;
    }

    /** Whether a value was ever given. */
    boolean known() {
        return timeNanos != Long.MIN_VALUE;
    }

    /** The last value given; NaN where none was. */
    public double value() {
        return value;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

/** Takes the samples of one page, in the order of its lines, after the whole page was found right. */
@FunctionalInterface
public interface SampleVisitor {
    /** Stands for the time of a sample that has none of its own, which is the rule: it was measured when the page was asked for. */
    long NO_TIME = Long.MIN_VALUE;

    /**
     * Takes one sample.
     *
     * @param series its name and labels
     * @param value the value; may be NaN or infinite
     * @param timeNanos the sample's own time in nanoseconds since 1970, or {@link #NO_TIME}
     */
    void sample(Series series, double value, long timeNanos);
}

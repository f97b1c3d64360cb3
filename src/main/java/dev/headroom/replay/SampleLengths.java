// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

/**
 * How long samples are, all signals together: what they cannot show is shorter.
 *
 * @param shortestNanos the shortest sample; 0 where there is none
 * @param longestNanos the longest; 0 where there is none
 * @param totalNanos the time in all samples
 * @param coarseNanos the time in samples longer than 1 s
 */
record SampleLengths(long shortestNanos, long longestNanos, long totalNanos, long coarseNanos) {
    /** A sample longer than this hides what lasts for seconds. */
    static final long COARSE_NANOS = 1_000_000_000;

    static final SampleLengths NONE = new SampleLengths(0, 0, 0, 0);

    /** With the samples of another signal. */
    SampleLengths and(SampleLengths other) {
        return new SampleLengths(
                totalNanos == 0
                        ? other.shortestNanos
                        : other.totalNanos == 0 ? shortestNanos : Math.min(shortestNanos, other.shortestNanos),
                Math.max(longestNanos, other.longestNanos),
                totalNanos + other.totalNanos,
                coarseNanos + other.coarseNanos);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * Takes the samples of one signal in order of time. Called by one thread at a time.
 *
 * <p>A sample is what two readings say about the time between them: how much was used, of how much there was. Both add up, so that
 * the level of any stretch of time is the sum of usage over the sum of capacity.
 */
public interface SampleSink {
    /**
     * An observed sample.
     *
     * @param startNanos the first reading, nanoseconds since the epoch
     * @param endNanos the second reading; later than the first
     * @param usage what was used between them (core-seconds, bytes, retransmitted segments); 0 or more
     * @param capacity what could have been used (limit times seconds; for retransmits the segments sent); 0 or more
     */
    void sample(long startNanos, long endNanos, double usage, double capacity);

    /** Time that was observed, but against no known limit: there is a usage and no utilisation. */
    void unlimited(long startNanos, long endNanos, double usage);

    /**
     * Time about which nothing can be said.
     *
     * @param observedSeconds how much of it the counters account for all the same (a paused machine's), 0 or more
     */
    void hole(long startNanos, long endNanos, double observedSeconds);

    /** The limit now in force; called once at first and then when it changes. */
    void limit(long timeNanos, Limit limit);
}

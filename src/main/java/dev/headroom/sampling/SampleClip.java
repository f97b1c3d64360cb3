// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * Samples of one signal, one after the other.
 *
 * @param startNanos each sample's start, nanoseconds since the epoch
 * @param endNanos each sample's end
 * @param usage what was used in it
 * @param capacity what could have been used in it; 0 where there was nothing to use
 */
@SuppressWarnings("ArrayRecordComponent") // a block of numbers, written once and never compared
public record SampleClip(long[] startNanos, long[] endNanos, double[] usage, double[] capacity) {
    /** How many samples there are. */
    public int size() {
        return startNanos.length;
    }
}

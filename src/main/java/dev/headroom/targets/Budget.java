// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

/**
 * What watching one server may cost it.
 *
 * @param cores CPU time a second, 0.01 for 1% of a core
 * @param bytesPerSecond bytes it sends for us a second
 */
record Budget(double cores, double bytesPerSecond) {
    /** The share of an idle server's egress would be nothing: at least that share of what a link of 20 Mbit/s carries. */
    private static final double LEAST_EGRESS_BYTES_PER_SECOND = 2_500_000;

    /**
     * The share of one core, and of what the server sends.
     *
     * @param share above 0, at most 1
     * @param egressBytesPerSecond what it sends all in all; 0 where that is not known
     */
    static Budget of(double share, double egressBytesPerSecond) {
        return new Budget(share, share * Math.max(egressBytesPerSecond, LEAST_EGRESS_BYTES_PER_SECOND));
    }

    /** The part of the budget that so much a second uses up; above 1 where it is more than all. */
    double usedBy(Cost cost, double intervalSeconds) {
        return Math.max(cost.cpuSeconds() / cores, cost.bytes() / bytesPerSecond) / intervalSeconds;
    }
}

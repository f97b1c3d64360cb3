// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.Arrays;

/**
 * kappa: how the time from a deploy to a burst it causes is distributed, as a histogram of 15 s bins from 0 to L.
 *
 * <p>Nothing is assumed of its shape: before any burst is seen it is uniform, and half a burst in every bin keeps it smooth
 * afterwards (the non-parametric form of stochastic declustering: Marsan and Lengliné, "Extending earthquakes' reach through
 * cascading", Science 319, 2008).
 *
 * @param perSecond the density of each bin; over all bins it integrates to 1
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record LagDensity(double[] perSecond) {
    /** The width of a bin. */
    static final double BIN_SECONDS = 15;

    /** L before any lag is known. */
    static final double FIRST_REACH_SECONDS = 180;

    /** The share of the lags that L is to cover once they are known. */
    private static final double REACH_SHARE = 0.99;

    private static final double PRIOR_PER_BIN = 0.5;

    /**
     * The density after bursts were attributed.
     *
     * @param attributed the (fractional) bursts in each bin
     */
    static LagDensity fitted(double[] attributed) {
        double total = Arrays.stream(attributed).sum() + PRIOR_PER_BIN * attributed.length;
        return new LagDensity(Arrays.stream(attributed)
                .map(bursts -> (bursts + PRIOR_PER_BIN) / total / BIN_SECONDS)
                .toArray());
    }

    int bins() {
        return perSecond.length;
    }

    /** L: a burst that begins later than this after a deploy's end is not its. */
    double reachSeconds() {
        return perSecond.length * BIN_SECONDS;
    }

    /** The number of bins that hold 99% of the lags: the next L. */
    int binsForReach() {
        return (int) Math.ceil(quantileSeconds(REACH_SHARE) / BIN_SECONDS - 1e-9);
    }

    /** The lag that this share of the caused bursts does not exceed. */
    double quantileSeconds(double share) {
        double below = 0;
        for (int bin = 0; bin < perSecond.length; bin++) {
            double inBin = perSecond[bin] * BIN_SECONDS;
            if (below + inBin >= share) {
                return (bin + (share - below) / inBin) * BIN_SECONDS;
            }
            below += inBin;
        }
        return reachSeconds();
    }

    /** The intensity of a dose: the density over the bins it falls into. */
    double weigh(double[] doseByBin) {
        double sum = 0;
        for (int bin = 0; bin < perSecond.length; bin++) {
            sum += perSecond[bin] * doseByBin[bin];
        }
        return sum;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Whether a series rises or falls at all, whatever the shape: S counts the pairs that rise less those that fall (Mann 1945, Kendall
 * 1975), and Theil and Sen's slope is the median slope of all pairs.
 *
 * <p>Weeks resemble their neighbours, which makes chance look like a trend: the variance of S is multiplied by what the
 * autocorrelation of the ranks of the detrended series adds to it (Hamed and Rao, "A modified Mann-Kendall trend test for
 * autocorrelated data", Journal of Hydrology 204, 1998; significant lags only, never made smaller than for independent values).
 *
 * @param slope Theil and Sen's, per step of the series
 * @param pValue the two-sided chance to see this without a trend
 */
record MannKendall(double slope, double pValue) {
    private static final double SIGNIFICANT = 1.96;

    /** Tests a series of three values or more. */
    static MannKendall of(double[] values) {
        int n = values.length;
        double[] slopes = new double[n * (n - 1) / 2];
        int pair = 0;
        double s = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                s += Math.signum(values[j] - values[i]);
                slopes[pair++] = (values[j] - values[i]) / (j - i);
            }
        }
        double slope = Quantiles.median(slopes);
        double variance = variance(values) * inflation(values, slope);
        // continuity: S moves in steps of 2
        double z = variance == 0 ? 0 : Math.max(0, Math.abs(s) - 1) / Math.sqrt(variance);
        return new MannKendall(slope, 2 * NormalDistribution.of(0, 1).survivalProbability(z));
    }

    /** The variance of S for independent values: (n(n-1)(2n+5) - sum over ties of t(t-1)(2t+5)) / 18. */
    private static double variance(double[] values) {
        Map<Double, Integer> ties = new HashMap<>();
        for (double value : values) {
            ties.merge(value, 1, Integer::sum);
        }
        double sum = term(values.length);
        for (int tied : ties.values()) {
            sum -= term(tied);
        }
        return sum / 18;
    }

    private static double term(double n) {
        return n * (n - 1) * (2 * n + 5);
    }

    /** n/n*: how many of the values say what a neighbour has said already. */
    private static double inflation(double[] values, double slope) {
        int n = values.length;
        double[] detrended = new double[n];
        Arrays.setAll(detrended, i -> values[i] - slope * i);
        double[] ranks = ranks(detrended);
        double sum = 0;
        for (int lag = 1; lag < n - 2; lag++) {
            double correlation = Autocorrelation.of(ranks, lag);
            if (Math.abs(correlation) > SIGNIFICANT / Math.sqrt(n)) {
                sum += (double) (n - lag) * (n - lag - 1) * (n - lag - 2) * correlation;
            }
        }
        return Math.max(1, 1 + 2 * sum / ((double) n * (n - 1) * (n - 2)));
    }

    /** The rank of each value; equal ones share the mean of theirs. */
    private static double[] ranks(double[] values) {
        double[] ranks = new double[values.length];
        Arrays.setAll(ranks, i -> {
            long below =
                    Arrays.stream(values).filter(value -> value < values[i]).count();
            long equal =
                    Arrays.stream(values).filter(value -> value == values[i]).count();
            return below + (equal + 1) / 2.0;
        });
        return ranks;
    }
}

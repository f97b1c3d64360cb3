// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The least-squares line through values at steps 0, 1, 2, ...: a + b (t - tbar).
 *
 * @param n how many values
 * @param a the level at the middle
 * @param b the slope per step
 * @param residuals what the line leaves
 */
@SuppressWarnings("ArrayRecordComponent") // computed once, never compared
record LineFit(int n, double a, double b, double[] residuals) {
    /** Neighbours that resemble each other more than this would need far more weeks than there are. */
    private static final double MOST_AUTOCORRELATION = 0.8;

    /** Fits three values or more. */
    static LineFit of(double[] values) {
        int n = values.length;
        double middle = (n - 1) / 2.0;
        double a = Arrays.stream(values).average().orElseThrow();
        double slope = 0;
        for (int t = 0; t < n; t++) {
            slope += (t - middle) * values[t];
        }
        double b = slope / sumOfSquares(n);
        double[] residuals = new double[n];
        Arrays.setAll(residuals, t -> values[t] - a - b * (t - middle));
        return new LineFit(n, a, b, residuals);
    }

    /** tbar. */
    double middle() {
        return (n - 1) / 2.0;
    }

    /** Sxx: the sum of (t - tbar)^2. */
    double sumOfSquares() {
        return sumOfSquares(n);
    }

    /** s^2: the variance of the residuals, with n - 2 degrees of freedom. */
    double variance() {
        return Arrays.stream(residuals).map(r -> r * r).sum() / (n - 2);
    }

    /**
     * f = (1 + r1)/(1 - r1): how much wider neighbours that resemble each other make an interval; r1 is held to 0 to 0.8. A short
     * series shows less of its autocorrelation than it has, by about (2 + 4 r1)/n around a line: that is put back first.
     */
    double inflation() {
        return inflation(residuals);
    }

    /** The same for the residuals of another fit. */
    static double inflation(double[] residuals) {
        int n = residuals.length;
        double unbiased = (n * Autocorrelation.of(residuals, 1) + 2) / Math.max(1, n - 4);
        double r1 = Math.clamp(unbiased, 0, MOST_AUTOCORRELATION);
        return (1 + r1) / (1 - r1);
    }

    /** The 97.5% quantile of Student's t with n - 2 degrees of freedom. */
    double t975() {
        return TDistribution.of(n - 2).inverseCumulativeProbability(0.975);
    }

    private static double sumOfSquares(int n) {
        return n * ((double) n * n - 1) / 12;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Finds where a series last jumped: a new node, a halved fleet, a fixed deploy tool. A trend fitted across a jump is the jump's.
 *
 * <p>For every place with four values on both sides, a line with a step there is compared with the line without (a t test of the
 * step, both sides sharing one slope); the clearest step counts if it is significant at 1% for all places together (Bonferroni). Neighbours that
 * resemble each other look like steps: t is divided by what their autocorrelation adds to the error.
 */
final class StepChange {
    private static final int BESIDE = 4;
    private static final double ALPHA = 0.01;

    /** Below this a step is the rounding of the numbers. */
    private static final double NO_STEP = 1e-9;

    private StepChange() {}

    /** The index from which on there is no more step: 0 for a series without one. */
    static int last(double[] values) {
        int from = 0;
        int step = clearest(values);
        while (step > 0) {
            from += step;
            step = clearest(Arrays.copyOfRange(values, from, values.length));
        }
        return from;
    }

    private static int clearest(double[] values) {
        int n = values.length;
        int places = n - 2 * BESIDE + 1;
        if (places <= 0) {
            return 0;
        }
        double needed = TDistribution.of(n - 3).inverseSurvivalProbability(ALPHA / 2 / places);
        double[] residuals = LineFit.of(values).residuals();
        int clearest = 0;
        double clearestT = needed;
        for (int place = BESIDE; place <= n - BESIDE; place++) {
            double t = t(residuals, place);
            if (t > clearestT) {
                clearestT = t;
                clearest = place;
            }
        }
        return clearest;
    }

    /** |t| of a step at this place: the step, freed of the line as the residuals are, regressed on them (Frisch and Waugh, 1933). */
    private static double t(double[] residuals, int place) {
        int n = residuals.length;
        double[] indicator = new double[n];
        Arrays.fill(indicator, place, n, 1);
        double[] step = LineFit.of(indicator).residuals();
        double products = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            products += step[i] * residuals[i];
            squares += step[i] * step[i];
        }
        double height = products / squares;
        double[] left = new double[n];
        Arrays.setAll(left, i -> residuals[i] - height * step[i]);
        double error = Math.sqrt(Arrays.stream(left).map(r -> r * r).sum() / (n - 3) / squares);
        return Math.abs(height) <= NO_STEP ? 0 : Math.abs(height) / error / Math.sqrt(LineFit.inflation(left));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.Arrays;

/** How much a series resembles itself some steps later: the sample autocorrelation, -1 to 1. */
final class Autocorrelation {
    private Autocorrelation() {}

    /** The autocorrelation at a lag shorter than the series; 0 for a constant one. */
    static double of(double[] values, int lag) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double products = 0;
        double squares = 0;
        for (int i = 0; i < values.length; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
            if (i + lag < values.length) {
                products += (values[i] - mean) * (values[i + lag] - mean);
            }
        }
        return squares == 0 ? 0 : products / squares;
    }
}

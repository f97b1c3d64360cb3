// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.util.Arrays;

/**
 * What is known of one signal over a stretch of time, in columns of equal width. Numbers written once and never compared.
 *
 * @param limited true where a limit is known of some of it: lowest, mean and highest are then levels, and what was used against no limit
 *     is left out of them; else they are usage per second
 * @param observed how much of each column samples cover, 0 to 1
 * @param lowest the lowest sample of each column; NaN, like mean and highest, where there is none
 * @param mean what was used of what could have been, or each second
 * @param highest the highest sample of each column: in however few columns, none is averaged away
 * @param capacityPerSecond what could be used each second, as last known; NaN where it is not
 */
@SuppressWarnings("ArrayRecordComponent") // columns of numbers, written once and never compared
public record TimeColumns(
        boolean limited,
        double[] observed,
        double[] lowest,
        double[] mean,
        double[] highest,
        double capacityPerSecond) {
    /** Whether nothing is known of all that time. */
    public boolean isEmpty() {
        return Arrays.stream(observed).allMatch(share -> share == 0);
    }
}

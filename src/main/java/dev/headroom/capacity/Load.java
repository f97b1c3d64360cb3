// SPDX-License-Identifier: Apache-2.0
package dev.headroom.capacity;

import java.util.Arrays;

/**
 * What one target carried of one signal, in columns of time that are the same for all targets that are compared. Numbers in the signal's
 * own unit; NaN where nothing is known of a column. Not thread safe while it is filled.
 *
 * @param target its name
 * @param device which of its links or processes it is; empty where a target has only one
 * @param peak the most that was used in each column
 * @param limit what could have been used in each column, above 0; known where the peak is
 * @param used what was used in each column, multiplied by the seconds of it that were observed
 * @param available what could have been used, multiplied likewise
 */
@SuppressWarnings("ArrayRecordComponent") // columns of numbers, written once and never compared
public record Load(String target, String device, double[] peak, double[] limit, double[] used, double[] available) {
    public Load {
        int columns = peak.length;
        if (limit.length != columns || used.length != columns || available.length != columns) {
            throw new IllegalArgumentException("a load has all its numbers for the same columns");
        }
    }

    /** A load of which nothing is known yet. */
    public static Load unknown(String target, String device, int columns) {
        Load load = new Load(
                target, device, new double[columns], new double[columns], new double[columns], new double[columns]);
        Arrays.fill(load.peak, Double.NaN);
        Arrays.fill(load.limit, Double.NaN);
        return load;
    }

    /** Takes note of a peak and the limit it had, unless the column has one that came nearer to its limit. */
    public void raise(int column, double usage, double limitThen) {
        if (!isKnown(column) || usage / limitThen > utilisation(column)) {
            peak[column] = usage;
            limit[column] = limitThen;
        }
    }

    /** How many columns there are. */
    public int columns() {
        return peak.length;
    }

    /** The peak of a column as a share of its limit; NaN where nothing is known. */
    double utilisation(int column) {
        return peak[column] / limit[column];
    }

    /** The column with the highest utilisation, the first of several; -1 where nothing is known at all. */
    int peakColumn() {
        int highest = -1;
        for (int column = 0; column < columns(); column++) {
            if (isKnown(column) && (highest < 0 || utilisation(column) > utilisation(highest))) {
                highest = column;
            }
        }
        return highest;
    }

    /** The highest utilisation; NaN where nothing is known. */
    double peakUtilisation() {
        int column = peakColumn();
        return column < 0 ? Double.NaN : utilisation(column);
    }

    /** The utilisation of all that was observed; NaN where nothing was. */
    double meanUtilisation() {
        double sum = 0;
        double possible = 0;
        for (int column = 0; column < columns(); column++) {
            sum += used[column];
            possible += available[column];
        }
        return sum / possible;
    }

    /** The limit of the last column of which one is known; NaN where none is. */
    double lastLimit() {
        for (int column = columns() - 1; column >= 0; column--) {
            if (isKnown(column)) {
                return limit[column];
            }
        }
        return Double.NaN;
    }

    /** Whether something is known of a column. */
    boolean isKnown(int column) {
        return !Double.isNaN(peak[column]) && limit[column] > 0;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.util.Arrays;

/**
 * Puts rows and samples of one signal into columns. What is no longer than a column belongs to the one it begins in, what is longer to all it
 * lies in; what it covers is told of each column by its very share. Not thread safe.
 */
final class TimeColumnsBuilder implements SamplesAsRows {
    private final long fromNanos;
    private final int columns;
    private final double widthNanos;
    private final double[] observedNanos;
    private final Values levels;
    private final Values usages;
    private boolean limited;
    private double capacityPerSecond = Double.NaN;

    /** The values of all columns, of one kind. */
    private static final class Values {
        private final double[] lowest;
        private final double[] highest;
        private final double[] used;
        private final double[] available;

        Values(int columns) {
            lowest = new double[columns];
            highest = new double[columns];
            used = new double[columns];
            available = new double[columns];
            Arrays.fill(lowest, Double.NaN);
            Arrays.fill(highest, Double.NaN);
        }

        void add(int column, TierRow row, double amount, double of) {
            boolean first = Double.isNaN(lowest[column]);
            lowest[column] = first ? row.lowest() : Math.min(lowest[column], row.lowest());
            highest[column] = first ? row.highest() : Math.max(highest[column], row.highest());
            used[column] += amount;
            available[column] += of;
        }

        double[] mean() {
            double[] mean = new double[lowest.length];
            for (int column = 0; column < mean.length; column++) {
                mean[column] =
                        Double.isNaN(lowest[column]) ? Double.NaN : TierRow.level(used[column], available[column]);
            }
            return mean;
        }
    }

    /**
     * @param toNanos later than fromNanos
     * @param columns 1 or more
     */
    TimeColumnsBuilder(long fromNanos, long toNanos, int columns) {
        this.fromNanos = fromNanos;
        this.columns = columns;
        this.widthNanos = (double) (toNanos - fromNanos) / columns;
        this.observedNanos = new double[columns];
        this.levels = new Values(columns);
        this.usages = new Values(columns);
    }

    @Override
    public void row(TierRow row) {
        // from where the columns begin: a double has no room for nanoseconds since the epoch
        double start = Math.max(0, row.startNanos() - fromNanos);
        double end = Math.min(columns * widthNanos, row.endNanos() - fromNanos);
        if (start >= end) {
            return;
        }
        int first = Math.min(columns - 1, (int) (start / widthNanos));
        double length = row.endNanos() - row.startNanos();
        boolean longer = length > widthNanos;
        double covered = row.observedNanos() / length;
        for (int column = first; column < columns && column * widthNanos < end; column++) {
            double overlap = Math.min((column + 1) * widthNanos, end) - Math.max(column * widthNanos, start);
            observedNanos[column] += covered * Math.max(0, overlap);
            if (longer) {
                add(row, column, overlap / length);
            }
        }
        if (!longer) {
            add(row, first, 1);
        }
        if (row.limited()) {
            limited = true;
            capacityPerSecond = row.capacity() / (row.observedNanos() / 1e9);
        }
    }

    private void add(TierRow row, int column, double share) {
        if (row.limited()) {
            levels.add(column, row, row.usage() * share, row.capacity() * share);
        } else {
            usages.add(column, row, row.usage() * share, row.observedNanos() / 1e9 * share);
        }
    }

    TimeColumns build() {
        double[] observed = new double[columns];
        for (int column = 0; column < columns; column++) {
            observed[column] = Math.min(1, observedNanos[column] / widthNanos);
        }
        Values values = limited ? levels : usages;
        return new TimeColumns(limited, observed, values.lowest, values.mean(), values.highest, capacityPerSecond);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

/** Puts rows and samples together into so many points at most, each of those that begin in the same part of the time asked for. Not thread safe. */
final class SummaryBuilder implements SamplesAsRows {
    private final long fromNanos;
    private final long widthNanos;
    private final int points;
    private final Summary summary;

    private int size;
    private int part = -1;
    private long observedNanos;
    private long limitedNanos;
    private double usage;
    private double limitedUsage;
    private double capacity;

    /**
     * @param fromNanos where the time asked for begins
     * @param widthNanos how much of it makes one point
     * @param points how many points there are at most
     */
    SummaryBuilder(long fromNanos, long widthNanos, int points) {
        this.fromNanos = fromNanos;
        this.widthNanos = widthNanos;
        this.points = points;
        this.summary = Summary.ofSize(points);
    }

    @Override
    public void row(TierRow row) {
        int belongsTo = (int) Math.clamp((row.startNanos() - fromNanos) / widthNanos, 0, points - 1);
        if (belongsTo > part) {
            begin(belongsTo, row.startNanos());
        }
        int point = size - 1;
        summary.endNanos()[point] = Math.max(summary.endNanos()[point], row.endNanos());
        observedNanos += row.observedNanos();
        usage += row.usage();
        if (row.limited()) {
            limitedNanos += row.observedNanos();
            limitedUsage += row.usage();
            capacity += row.capacity();
            widen(summary.lowest(), summary.highest(), row);
            summary.mean()[point] = TierRow.level(limitedUsage, capacity);
            summary.capacityPerSecond()[point] = capacity / (limitedNanos / 1e9);
        } else {
            widen(summary.lowestUsagePerSecond(), summary.highestUsagePerSecond(), row);
        }
        summary.observedSeconds()[point] = observedNanos / 1e9;
        summary.usagePerSecond()[point] = usage / (observedNanos / 1e9);
    }

    private void begin(int belongsTo, long startNanos) {
        part = belongsTo;
        observedNanos = 0;
        limitedNanos = 0;
        usage = 0;
        limitedUsage = 0;
        capacity = 0;
        summary.startNanos()[size] = startNanos;
        summary.lowest()[size] = Double.NaN;
        summary.mean()[size] = Double.NaN;
        summary.highest()[size] = Double.NaN;
        summary.lowestUsagePerSecond()[size] = Double.NaN;
        summary.highestUsagePerSecond()[size] = Double.NaN;
        summary.capacityPerSecond()[size] = Double.NaN;
        size++;
    }

    private void widen(double[] lowest, double[] highest, TierRow row) {
        int point = size - 1;
        boolean first = Double.isNaN(lowest[point]);
        lowest[point] = first ? row.lowest() : Math.min(lowest[point], row.lowest());
        highest[point] = first ? row.highest() : Math.max(highest[point], row.highest());
    }

    Summary build() {
        return summary.first(size);
    }
}

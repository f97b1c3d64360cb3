// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;

/**
 * Puts the samples of one signal, or the rows of a finer tier, together into rows of a fixed length that begin at its multiples. A
 * sample that lies in several of them is shared out by time; its level counts in each, so that no peak is lost. Not thread safe.
 */
final class TierBuilder implements SampleSink, TierRow.Sink {
    private final long lengthNanos;
    private final TierRow.Sink rows;

    private boolean open;
    private boolean limited;
    private long startNanos;
    private long observedNanos;
    private double usage;
    private double capacity;
    private double lowest;
    private double highest;

    /**
     * @param rows told each row once it is complete
     */
    TierBuilder(long lengthNanos, TierRow.Sink rows) {
        this.lengthNanos = lengthNanos;
        this.rows = rows;
    }

    @Override
    public void sample(long start, long end, double used, double available) {
        row(TierRow.sample(start, end, used, available));
    }

    @Override
    public void unlimited(long start, long end, double used) {
        row(TierRow.unlimited(start, end, used));
    }

    @Override
    public void hole(long start, long end, double observedSeconds) {
        closeBefore(end);
    }

    @Override
    public void limit(long timeNanos, Limit limit) {}

    @Override
    public void row(TierRow part) {
        long from = part.startNanos();
        double span = part.endNanos() - from;
        while (from < part.endNanos()) {
            long bucket = Math.floorDiv(from, lengthNanos) * lengthNanos;
            long to = Math.min(part.endNanos(), bucket + lengthNanos);
            double share = (to - from) / span;
            // the rows of a finer tier lie within one bucket: their observed time is shared out only where it is all of
            // them
            long observed = share == 1 ? part.observedNanos() : Math.round(part.observedNanos() * share);
            add(bucket, part, observed, share);
            from = to;
        }
    }

    private void add(long bucket, TierRow part, long observed, double share) {
        if (!open || bucket != startNanos || part.limited() != limited) {
            close();
            open = true;
            limited = part.limited();
            startNanos = bucket;
            lowest = part.lowest();
            highest = part.highest();
        }
        observedNanos += observed;
        usage += part.usage() * share;
        capacity += part.capacity() * share;
        lowest = Math.min(lowest, part.lowest());
        highest = Math.max(highest, part.highest());
    }

    /** Completes the row that is being built if it ends at or before an instant: nothing more is expected of it. */
    void closeBefore(long timeNanos) {
        if (open && startNanos + lengthNanos <= timeNanos) {
            close();
        }
    }

    /** Completes the row that is being built, as far as it has come. */
    void close() {
        if (open) {
            open = false;
            rows.row(new TierRow(
                    startNanos, startNanos + lengthNanos, limited, observedNanos, usage, capacity, lowest, highest));
            observedNanos = 0;
            usage = 0;
            capacity = 0;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tier while it is written: takes the samples, or the rows of the finer tier, of every signal as time goes by and writes the rows
 * they make, many at a time. Written are the rows that end half a minute ago or earlier: by then every source has said what it has to
 * say of them. Not thread safe, but for what says so.
 */
final class Tier {
    /** How long after its end a row may still gain a sample: those of a source that is read four times a minute are as long as this. */
    private static final long LATE_NANOS = Duration.ofSeconds(30).toNanos();

    /** Rows that wait for a disk: an hour of those of one second. */
    private static final int MOST_WAITING = 3_600;

    private final Track track;
    private final @Nullable Tier above;
    private final long rowNanos;
    private final long everyNanos;
    private final TierRuns runs = new TierRuns();
    private final ByteWriter run = new ByteWriter();
    private final BlockWriter block;
    private final List<Signal> signals = new ArrayList<>();
    private boolean unwritten;
    private long nextNanos = Long.MIN_VALUE;
    private boolean recovering;
    private volatile long droppedRows;
    private volatile long writtenNanos = Long.MIN_VALUE;

    /** The rows of one signal. */
    private final class Signal {
        private final TierBuilder builder;
        private final List<TierRow> waiting = new ArrayList<>();

        Signal(int id) {
            TierRow.Sink coarser = above == null ? row -> {} : above.builder(id);
            builder = new TierBuilder(rowNanos, row -> {
                if (!recovering || row.endNanos() > writtenNanos) { // else it was written before the program ended
                    add(row);
                    coarser.row(row);
                }
            });
        }

        private void add(TierRow row) {
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
                droppedRows = droppedRows + 1; // one thread writes
            }
            waiting.add(row);
        }
    }

    /**
     * @param every how much time passes between two writes
     * @param above the next coarser tier; null where this is the coarsest
     */
    Tier(Track track, Duration every, @Nullable Tier above) {
        this.track = track;
        this.above = above;
        this.rowNanos = track.resolution().rowNanos();
        this.everyNanos = every.toNanos();
        this.block = new BlockWriter(track.resolution());
    }

    /** Finds out up to when rows were written. What it is told from now on, until it is recovered, may lie before that. */
    void open() throws IOException {
        List<Segment> segments = track.segments();
        for (int i = segments.size() - 1; i >= 0 && writtenNanos == Long.MIN_VALUE; i--) {
            writtenNanos = segments.get(i).lastNanos().orElse(Long.MIN_VALUE);
        }
        recovering = true;
    }

    /** Says that what was lost when the program ended has been told again. */
    void recovered() {
        recovering = false;
        nextNanos = Long.MIN_VALUE; // the clock may have been set back since
    }

    /** Up to when its rows are in the files. Any thread. */
    long writtenNanos() {
        return writtenNanos;
    }

    /** Rows that were lost because they could not be written for too long. Any thread. */
    long droppedRows() {
        return droppedRows;
    }

    /** What is told the samples, or the finer rows, of a signal; its rows go on to the tier above. */
    TierBuilder builder(int id) {
        while (signals.size() <= id) {
            signals.add(new Signal(signals.size()));
        }
        return signals.get(id).builder;
    }

    /** Writes what has come together, where that is due. */
    void write(long newestNanos) throws IOException {
        if (unwritten) {
            append();
        }
        if (newestNanos >= nextNanos) {
            long settled = Math.floorDiv(newestNanos - LATE_NANOS, rowNanos) * rowNanos;
            signals.forEach(signal -> signal.builder.closeBefore(settled));
            write(settled, settled);
            nextNanos = Math.floorDiv(newestNanos, everyNanos) * everyNanos + everyNanos;
        }
    }

    /** Writes all there is, rows that are not complete included: nothing follows. */
    void finish(long newestNanos) throws IOException {
        if (unwritten) {
            append();
        }
        signals.forEach(signal -> signal.builder.close());
        write(Long.MAX_VALUE, newestNanos);
    }

    private void write(long settled, long reached) throws IOException {
        long first = signals.stream()
                .filter(signal -> !signal.waiting.isEmpty())
                .mapToLong(signal -> signal.waiting.getFirst().startNanos())
                .min()
                .orElse(settled);
        if (first >= settled) {
            return;
        }
        block.begin(first);
        for (int id = 0; id < signals.size(); id++) {
            take(id, first, settled, reached);
            if (block.isFull()) {
                append();
                block.begin(first);
            }
        }
        if (!block.isEmpty()) {
            append();
        }
        track.force();
        writtenNanos = reached;
    }

    private void take(int id, long first, long settled, long reached) {
        List<TierRow> waiting = signals.get(id).waiting;
        int count = 0;
        while (count < waiting.size() && waiting.get(count).endNanos() <= settled) {
            count++;
        }
        if (count > 0) {
            List<TierRow> rows = waiting.subList(0, count);
            run.clear();
            runs.write(run, rows, first, rowNanos);
            block.add(id, run, false);
            block.reach(Math.min(reached, rows.getLast().endNanos()));
            rows.clear();
            unwritten = true;
        }
    }

    private void append() throws IOException {
        unwritten = true;
        track.append(block);
        unwritten = false;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Reads the files of a flight recorder while they are written. Thread safe; holds nothing but what it is just reading. */
final class FlightReader {
    private final FlightFiles files;

    FlightReader(FlightFiles files) {
        this.files = files;
    }

    /** Tells a sink the samples of a signal that overlap the time between two instants, holes and limits included, in their order. */
    void samples(SignalKey key, long fromNanos, long toNanos, SampleSink sink) throws IOException {
        BlockReader reader = new BlockReader();
        for (Stretch stretch : Stretch.between(files.trackOf(Resolution.SAMPLES), fromNanos, toNanos)) {
            TimeWindow window = new TimeWindow(stretch.fromNanos(), stretch.toNanos(), sink);
            for (Segment segment : stretch.segments()) {
                read(
                        segment,
                        key,
                        stretch,
                        (block, wanted) -> reader.samples(block, id -> id == wanted ? window : null));
            }
        }
    }

    /** Tells a sink the rows of a signal that begin between two instants, in their order. */
    private void rows(SignalKey key, Resolution resolution, long fromNanos, long toNanos, TierRow.Sink sink)
            throws IOException {
        BlockReader reader = new BlockReader();
        for (Stretch stretch : Stretch.between(files.trackOf(resolution), fromNanos, toNanos)) {
            TierRow.Sink within = row -> {
                if (row.startNanos() >= fromNanos && row.startNanos() < toNanos) {
                    sink.row(row);
                }
            };
            for (Segment segment : stretch.segments()) {
                read(
                        segment,
                        key,
                        stretch,
                        (block, wanted) ->
                                reader.rows(block, resolution.rowNanos(), id -> id == wanted ? within : null));
            }
        }
    }

    @FunctionalInterface
    private interface SignalBlocks {
        void block(BlockScanner block, int wanted) throws DamagedBlockException;
    }

    private static void read(Segment segment, SignalKey key, Stretch stretch, SignalBlocks blocks) throws IOException {
        int wanted = segment.id(key);
        if (wanted >= 0) {
            segment.read(stretch.fromNanos(), stretch.toNanos(), block -> blocks.block(block, wanted));
        }
    }

    /**
     * What is known of a signal between two instants, in so many points at most: from the coarsest tier that still has as many, where it is
     * kept; from coarser ones where it is not any more, and from finer ones where it is not written yet.
     */
    Summary summary(SignalKey key, long fromNanos, long toNanos, int points) throws IOException {
        long width = Math.max(1, Math.ceilDiv(toNanos - fromNanos, points));
        SummaryBuilder builder = new SummaryBuilder(fromNanos, width, points);
        Resolution resolution = coarsest(width);
        long next = older(key, resolution, fromNanos, toNanos, builder);
        for (int finer = resolution.ordinal(); finer >= 0 && next < toNanos; finer--) {
            next = rowsOrSamples(key, Resolution.values()[finer], next, toNanos, builder);
        }
        return builder.build();
    }

    private static Resolution coarsest(long widthNanos) {
        Resolution coarsest = Resolution.SAMPLES;
        for (Resolution resolution : Resolution.values()) {
            coarsest = resolution.rowNanos() <= widthNanos ? resolution : coarsest;
        }
        return coarsest;
    }

    /** Reads what a resolution does not keep any more from the coarser ones: where it left off. */
    private long older(SignalKey key, Resolution resolution, long fromNanos, long toNanos, SummaryBuilder builder)
            throws IOException {
        int coarser = resolution.ordinal() + 1;
        if (coarser == Resolution.values().length) {
            return fromNanos;
        }
        long row = Resolution.values()[coarser].rowNanos();
        long oldest = oldestNanos(files.trackOf(resolution));
        long end = oldest == Long.MAX_VALUE ? toNanos : Math.min(toNanos, Math.ceilDiv(oldest, row) * row);
        if (oldest <= fromNanos || end <= fromNanos) {
            return fromNanos;
        }
        long next = older(key, Resolution.values()[coarser], fromNanos, end, builder);
        return Math.max(next, rowsOrSamples(key, Resolution.values()[coarser], next, end, builder));
    }

    /** Reads as far as a resolution is written: where it left off. */
    private long rowsOrSamples(
            SignalKey key, Resolution resolution, long fromNanos, long toNanos, SummaryBuilder builder)
            throws IOException {
        long end = Math.min(toNanos, files.writtenNanos(resolution));
        if (end <= fromNanos) {
            return fromNanos;
        }
        if (resolution == Resolution.SAMPLES) {
            samples(key, fromNanos, end, new FromThen(fromNanos, builder));
        } else {
            rows(key, resolution, fromNanos, end, builder);
        }
        return end;
    }

    private static long oldestNanos(Track track) {
        return track.segments().stream()
                .mapToLong(segment -> TimeUnit.MILLISECONDS.toNanos(segment.startMillis()))
                .min()
                .orElse(Long.MAX_VALUE);
    }
}

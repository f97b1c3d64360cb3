// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Reads the files of a flight recorder while they are written. Thread safe; holds nothing but what it is just reading. */
final class FlightReader {
    private final FlightFiles files;

    FlightReader(FlightFiles files) {
        this.files = files;
    }

    /** Tells a sink the samples of a signal that overlap the time between two instants, holes and limits included, in their order. */
    void samples(SignalKey key, long fromNanos, long toNanos, SampleSink sink) throws IOException {
        samples(Map.of(key, sink), fromNanos, toNanos);
    }

    /** Tells the sink of each signal its samples. */
    private void samples(Map<SignalKey, ? extends SampleSink> sinks, long fromNanos, long toNanos) throws IOException {
        BlockReader reader = new BlockReader();
        for (Stretch stretch : Stretch.between(files.trackOf(Resolution.SAMPLES), fromNanos, toNanos)) {
            Map<SignalKey, SampleSink> windows = new HashMap<>();
            sinks.forEach(
                    (key, sink) -> windows.put(key, new TimeWindow(stretch.fromNanos(), stretch.toNanos(), sink)));
            for (Segment segment : stretch.segments()) {
                if (segment.hasAnyOf(sinks.keySet())) {
                    segment.read(
                            stretch.fromNanos(),
                            stretch.toNanos(),
                            block -> reader.samples(block, id -> windows.get(segment.signal(id))));
                }
            }
        }
    }

    /** Tells the sink of each signal its rows that begin between two instants, in their order. */
    private void rows(Map<SignalKey, ? extends TierRow.Sink> sinks, Resolution resolution, long fromNanos, long toNanos)
            throws IOException {
        BlockReader reader = new BlockReader();
        Map<SignalKey, TierRow.Sink> within = new HashMap<>();
        sinks.forEach((key, sink) -> within.put(key, row -> {
            if (row.startNanos() >= fromNanos && row.startNanos() < toNanos) {
                sink.row(row);
            }
        }));
        for (Stretch stretch : Stretch.between(files.trackOf(resolution), fromNanos, toNanos)) {
            for (Segment segment : stretch.segments()) {
                if (segment.hasAnyOf(sinks.keySet())) {
                    segment.read(
                            stretch.fromNanos(),
                            stretch.toNanos(),
                            block -> reader.rows(block, resolution.rowNanos(), id -> within.get(segment.signal(id))));
                }
            }
        }
    }

    /**
     * What is known of a signal between two instants, in so many points at most: from the coarsest tier that still has as many, where it is
     * kept; from coarser ones where it is not any more, and from finer ones where it is not written yet.
     */
    Summary summary(SignalKey key, long fromNanos, long toNanos, int points) throws IOException {
        long width = Math.max(1, Math.ceilDiv(toNanos - fromNanos, points));
        SummaryBuilder builder = new SummaryBuilder(fromNanos, width, points);
        tell(Map.of(key, builder), width, fromNanos, toNanos);
        return builder.build();
    }

    /** What is known of signals between two instants in so many columns, all of them read at once. */
    Map<SignalKey, TimeColumns> columns(Collection<SignalKey> keys, long fromNanos, long toNanos, int columns)
            throws IOException {
        Map<SignalKey, TimeColumnsBuilder> builders = new HashMap<>();
        keys.forEach(key -> builders.put(key, new TimeColumnsBuilder(fromNanos, toNanos, columns)));
        long coarsestRow = Resolution.MINUTES.rowNanos(); // one that has begun before may reach into the time asked for
        tell(
                builders,
                Math.max(1, (toNanos - fromNanos) / columns),
                Math.floorDiv(fromNanos, coarsestRow) * coarsestRow,
                toNanos);
        Map<SignalKey, TimeColumns> built = new HashMap<>();
        builders.forEach((key, builder) -> built.put(key, builder.build()));
        return built;
    }

    /** The signals that may have something between two instants: those in the files of a tier, not what is not written into it yet. */
    Set<SignalKey> signals(long fromNanos, long toNanos, int columns) throws IOException {
        Resolution tier = coarsest(Math.max(Resolution.SECONDS.rowNanos(), (toNanos - fromNanos) / columns));
        Set<SignalKey> signals = new TreeSet<>();
        for (int coarser = tier.ordinal(); coarser < Resolution.values().length; coarser++) {
            for (Stretch stretch : Stretch.between(files.trackOf(Resolution.values()[coarser]), fromNanos, toNanos)) {
                for (Segment segment : stretch.segments()) {
                    signals.addAll(segment.signals());
                }
            }
        }
        return signals;
    }

    private <S extends SampleSink & TierRow.Sink> void tell(
            Map<SignalKey, S> sinks, long widthNanos, long fromNanos, long toNanos) throws IOException {
        Resolution resolution = coarsest(widthNanos);
        long next = older(sinks, resolution, fromNanos, toNanos);
        for (int finer = resolution.ordinal(); finer >= 0 && next < toNanos; finer--) {
            next = rowsOrSamples(sinks, Resolution.values()[finer], next, toNanos);
        }
    }

    private static Resolution coarsest(long widthNanos) {
        Resolution coarsest = Resolution.SAMPLES;
        for (Resolution resolution : Resolution.values()) {
            coarsest = resolution.rowNanos() <= widthNanos ? resolution : coarsest;
        }
        return coarsest;
    }

    /** Reads what a resolution does not keep any more from the coarser ones: where it left off. */
    private <S extends SampleSink & TierRow.Sink> long older(
            Map<SignalKey, S> sinks, Resolution resolution, long fromNanos, long toNanos) throws IOException {
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
        long next = older(sinks, Resolution.values()[coarser], fromNanos, end);
        return Math.max(next, rowsOrSamples(sinks, Resolution.values()[coarser], next, end));
    }

    /** Reads as far as a resolution is written: where it left off. */
    private <S extends SampleSink & TierRow.Sink> long rowsOrSamples(
            Map<SignalKey, S> sinks, Resolution resolution, long fromNanos, long toNanos) throws IOException {
        long end = Math.min(toNanos, files.writtenNanos(resolution));
        if (end <= fromNanos) {
            return fromNanos;
        }
        if (resolution == Resolution.SAMPLES) {
            Map<SignalKey, SampleSink> fromThen = new HashMap<>();
            sinks.forEach((key, sink) -> fromThen.put(key, new FromThen(fromNanos, sink)));
            samples(fromThen, fromNanos, end);
        } else {
            rows(sinks, resolution, fromNanos, end);
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

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.api.TimelineRecord.SignalRow;
import dev.headroom.detection.SignalStatus;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.TimeColumns;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws all signals over the same time out of the flight recorder, a few at a time, so that any number of them fits into memory. Thread safe. */
final class Timelines {
    /** What the signals that are read at once may take. */
    private static final int MOST_BYTES = 2_000_000;

    private static final int BYTES_A_COLUMN = 80;

    private final LiveView live;
    private final FlightRecorder recorder;

    Timelines(LiveView live, FlightRecorder recorder) {
        this.live = live;
        this.recorder = recorder;
    }

    /**
     * Every signal that is watched by now, and those of before of which something is known of that time.
     *
     * @param until after since
     * @param columns 1 or more
     */
    TimelineRecord of(Instant since, Instant until, int columns) throws IOException {
        long from = RequestTime.nanos(since);
        long to = RequestTime.nanos(until);
        Map<SignalKey, SignalStatus> watched = new TreeMap<>();
        live.signals().forEach(status -> watched.put(status.key(), status));
        TreeSet<SignalKey> all = new TreeSet<>(recorder.signals(from, to, columns));
        all.addAll(watched.keySet());
        Stream<SignalRow> rows = chunks(List.copyOf(all), Math.max(1, MOST_BYTES / BYTES_A_COLUMN / columns))
                .flatMap(keys -> read(keys, from, to, columns).entrySet().stream())
                .filter(read ->
                        watched.containsKey(read.getKey()) || !read.getValue().isEmpty())
                .map(read -> SignalRow.of(read.getKey(), read.getValue(), limit(watched.get(read.getKey()))));
        return new TimelineRecord(since, until, (to - from) / 1e9 / columns, rows);
    }

    private static Stream<List<SignalKey>> chunks(List<SignalKey> keys, int size) {
        return IntStream.range(0, Math.ceilDiv(keys.size(), size))
                .mapToObj(chunk -> keys.subList(chunk * size, Math.min(keys.size(), (chunk + 1) * size)));
    }

    private Map<SignalKey, TimeColumns> read(List<SignalKey> keys, long from, long to, int columns) {
        try {
            return new TreeMap<>(recorder.columns(keys, from, to, columns));
        } catch (IOException e) {
            throw new UncheckedIOException("the recorded samples cannot be read", e);
        }
    }

    private static @Nullable Double limit(@Nullable SignalStatus status) {
        return status != null && status.limit() instanceof Limit.Known known ? known.perSecond() : null;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.correlation.Verdict;
import dev.headroom.detection.Burst;
import dev.headroom.detection.SignalStatus;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.History;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.DeployApps;
import dev.headroom.history.History.Page;
import dev.headroom.history.History.Position;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about bursts out of the history and, for those that go on, out of what is watched right now. Thread safe.
 *
 * <p>What goes on is always asked first: a burst that closes in between is then found twice, never not at all, and what the history
 * says of it counts.
 */
final class Bursts {
    /** How much of a flight recording lies before the onset and after the end, where that is still held. */
    static final Duration MARGIN = Duration.ofSeconds(10);

    private static final DeployApps NONE_YET = deploy -> Optional.empty();

    /** A clip is answered as a whole: 100 Hz for as long as this take 13 MB. */
    private static final Duration MOST_RECORDED = Duration.ofHours(1);

    private final History history;
    private final LiveView live;
    private final FlightRecorder recorder;

    Bursts(History history, LiveView live, FlightRecorder recorder) {
        this.history = history;
        this.live = live;
        this.recorder = recorder;
    }

    /** A page as {@link History#bursts} gives it, open bursts included. */
    Page page(BurstQuery query, int limit, @Nullable Position after) {
        List<BurstRecord> open = live.signals().stream()
                .map(SignalStatus::open)
                .flatMap(Stream::ofNullable)
                .map(burst -> BurstRecord.of(burst, Verdict.BURST_GOES_ON))
                .filter(burst ->
                        query.matches(burst, NONE_YET) && (after == null || after.compareTo(Position.of(burst)) < 0))
                .toList();
        Page kept = history.bursts(query, limit, after);
        if (open.isEmpty()) {
            return kept;
        }
        Map<Position, BurstRecord> joined = new TreeMap<>();
        open.forEach(burst -> joined.put(Position.of(burst), burst));
        kept.bursts().stream()
                .filter(burst -> burst.end() != null || !joined.containsKey(Position.of(burst)))
                .forEach(burst -> joined.put(Position.of(burst), burst));
        List<BurstRecord> page = joined.values().stream().limit(limit).toList();
        boolean last = kept.next() == null && joined.size() <= limit;
        return new Page(page, last ? null : Position.of(page.getLast()));
    }

    /** The burst with this id, kept or open. */
    Optional<BurstRecord> burst(String id) {
        Optional<Burst> open = open(id);
        Optional<BurstRecord> kept = history.burst(id);
        return kept.filter(burst -> burst.end() != null || open.isEmpty())
                .or(() -> open.map(burst -> BurstRecord.of(burst, Verdict.BURST_GOES_ON)));
    }

    /** The flight recording of a burst: as kept with it, else what is still held of those seconds, or was recorded; empty where nothing is. */
    Optional<FlightRecording> recording(BurstRecord burst) {
        SignalKind kind = SignalKind.of(burst.signal());
        return history.clip(burst.id())
                .or(() -> heldClip(burst, kind).filter(clip -> reachesBackTo(burst.start(), clip)))
                .or(() -> recordedClip(burst, kind))
                .or(() -> heldClip(burst, kind))
                .filter(clip -> clip.size() > 0)
                .map(clip -> new FlightRecording(burst, kind, clip));
    }

    private static boolean reachesBackTo(Instant start, SampleClip clip) {
        return clip.size() > 0 && clip.startNanos()[0] <= nanos(start);
    }

    /** What the flight recorder has of the burst, of a long one the beginning. */
    private Optional<SampleClip> recordedClip(BurstRecord burst, SignalKind kind) {
        Instant most = burst.start().plus(MOST_RECORDED);
        Instant end = burst.end();
        try {
            return Optional.of(recorder.clip(
                            new SignalKey(burst.target(), kind, burst.device()),
                            nanos(burst.start().minus(MARGIN)),
                            nanos(end == null || end.plus(MARGIN).isAfter(most) ? most : end.plus(MARGIN))))
                    .filter(clip -> clip.size() > 0);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Optional<SampleClip> heldClip(BurstRecord burst, SignalKind kind) {
        Instant end = burst.end();
        return live.clip(
                new SignalKey(burst.target(), kind, burst.device()),
                nanos(burst.start().minus(MARGIN)),
                end == null ? Long.MAX_VALUE : nanos(end.plus(MARGIN)));
    }

    private Optional<Burst> open(String id) {
        return live.signals().stream()
                .map(SignalStatus::open)
                .flatMap(Stream::ofNullable)
                .filter(burst -> burst.id().equals(id))
                .findFirst();
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.detection.CoarseTrace;
import dev.headroom.detection.CoarseTracer;
import dev.headroom.detection.Dashboard;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.History;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Draws what dashboards would have shown around a burst: from the flight recorder's samples, where it has none any more from those that
 * are kept with the burst. Thread safe; one request works, the others wait for it.
 */
final class CoarseTraces {
    static final int MAX_POINTS = 5_000;

    /** How far from the burst and its ranges points may be asked for. */
    static final Duration MOST_AROUND = Duration.ofHours(1);

    /** Under half a second. */
    private static final long MOST_EVALUATIONS = 20_000_000;

    private final History history;
    private final LiveView live;
    private final FlightRecorder recorder;
    private final DetectionSettings settings;

    CoarseTraces(History history, LiveView live, FlightRecorder recorder, DetectionSettings settings) {
        this.history = history;
        this.live = live;
        this.recorder = recorder;
        this.settings = settings;
    }

    /** The dashboard that is drawn where a request names none. */
    Dashboard usual() {
        return settings.dashboards().isEmpty()
                ? Dashboard.DEFAULTS.getFirst()
                : settings.dashboards().getFirst();
    }

    /**
     * What a dashboard would have drawn.
     *
     * @param since points from this on; null for one range before the burst
     * @param until points up to this; null for one range after the burst
     * @return empty where no samples of the burst are kept any more
     */
    synchronized Optional<CoarseTraceRecord> of(
            BurstRecord burst, Dashboard dashboard, @Nullable Instant since, @Nullable Instant until) {
        Instant from = since == null ? burst.start().minus(dashboard.range()) : since;
        Instant earliest = burst.start().minus(dashboard.range()).minus(MOST_AROUND);
        if (from.isBefore(earliest)) {
            throw InvalidParameterException.value(
                    "since",
                    from.toString(),
                    "an instant from " + earliest + " on",
                    "Leave it out for one range before.");
        }
        CoarseTracer tracer = new CoarseTracer();
        Instant oldest = (from.isBefore(burst.start()) ? from : burst.start()).minus(CoarseTracer.reach(dashboard));
        if (!read(burst, oldest, newest(burst, dashboard, until), tracer)) {
            tracer = new CoarseTracer();
            Optional<SampleClip> clip = history.clip(burst.id());
            if (clip.isEmpty()) {
                return Optional.empty();
            }
            tell(clip.get(), Long.MIN_VALUE, tracer);
        }
        return tracer.isEmpty() ? Optional.empty() : Optional.of(drawn(burst, dashboard, from, until, tracer));
    }

    private CoarseTraceRecord drawn(
            BurstRecord burst, Dashboard dashboard, Instant from, @Nullable Instant until, CoarseTracer tracer) {
        long startNanos = nanos(burst.start());
        long endNanos = burst.end() == null ? Math.max(startNanos, tracer.lastNanos()) : nanos(burst.end());
        requireEffort(dashboard, Duration.ofNanos(endNanos - startNanos));
        Instant lastPoint = Instant.EPOCH.plusNanos(endNanos).plus(dashboard.range());
        Instant most = from.plus(dashboard.step().multipliedBy(MAX_POINTS));
        Instant to = until == null ? (lastPoint.isAfter(most) ? most : lastPoint) : until;
        Instant latest = lastPoint.plus(MOST_AROUND);
        if (!from.isBefore(to) || to.isAfter(latest) || to.isAfter(most)) {
            throw InvalidParameterException.value(
                    "until",
                    to.toString(),
                    "an instant after 'since' (" + from + "), no later than " + (latest.isBefore(most) ? latest : most)
                            + ": " + MAX_POINTS + " points at most",
                    "Leave it out for one range after the burst.");
        }
        double enter =
                settings.thresholds(SignalKind.of(burst.signal())).enter().level();
        CoarseTrace trace = tracer.trace(
                dashboard,
                new CoarseTracer.Drawing(startNanos, endNanos, burst.before(), enter),
                nanos(from),
                nanos(to));
        return CoarseTraceRecord.of(burst.id(), trace, enter, from, to);
    }

    private static void requireEffort(Dashboard dashboard, Duration burst) {
        if (CoarseTracer.evaluations(dashboard, burst) > MOST_EVALUATIONS) {
            throw InvalidParameterException.value(
                    "step",
                    dashboard.step().toMillis() + "ms",
                    "a step that is a multiple of 'scrape' and no small part of 'range' and of the burst",
                    "Ask for a longer step, or a shorter range.");
        }
    }

    /** Up to where samples matter. */
    private static long newest(BurstRecord burst, Dashboard dashboard, @Nullable Instant until) {
        Instant end = burst.end();
        if (end == null) {
            return Long.MAX_VALUE;
        }
        Instant last = end.plus(dashboard.range());
        Instant asked = until == null || until.isBefore(last) ? last : until;
        Instant most = last.plus(MOST_AROUND);
        return nanos((asked.isAfter(most) ? most : asked).plus(dashboard.scrape()));
    }

    /** Tells what is recorded and what is still held of the signal; false where that does not reach back to the burst. */
    private boolean read(BurstRecord burst, Instant oldest, long to, CoarseTracer tracer) {
        SignalKey key = new SignalKey(burst.target(), SignalKind.of(burst.signal()), burst.device());
        long from = nanos(oldest);
        try {
            recorder.read(key, from, to, tracer);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the recorded samples of " + key + " cannot be read", unreadable);
        }
        long known = tracer.isEmpty() ? from : tracer.lastNanos();
        live.clip(key, known, to).ifPresent(held -> tell(held, known, tracer));
        return !tracer.isEmpty() && tracer.firstNanos() <= nanos(burst.start());
    }

    private static void tell(SampleClip clip, long fromNanos, CoarseTracer tracer) {
        for (int i = 0; i < clip.size(); i++) {
            if (clip.startNanos()[i] >= fromNanos) {
                tracer.sample(clip.startNanos()[i], clip.endNanos()[i], clip.usage()[i], clip.capacity()[i]);
            }
        }
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}

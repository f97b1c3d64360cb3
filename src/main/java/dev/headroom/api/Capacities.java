// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.capacity.Headroom;
import dev.headroom.capacity.Load;
import dev.headroom.detection.SignalStatus;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.Summary;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much room is left, out of what the flight recorder keeps. Thread safe; one request works, the others wait for it.
 */
final class Capacities {
    static final int COLUMNS = 600;

    /** Signals whose load moves to the others when a target is lost. */
    private static final Set<SignalKind> SHARED = EnumSet.of(
            SignalKind.CPU,
            SignalKind.NETWORK_RECEIVE,
            SignalKind.NETWORK_TRANSMIT,
            SignalKind.PROCESS_CPU,
            SignalKind.APISERVER_INFLIGHT,
            SignalKind.APISERVER_SEATS);

    /** Signals whose devices have other names on other targets: of each target the one nearest to its limit is compared. */
    private static final Set<SignalKind> LINKS = EnumSet.of(SignalKind.NETWORK_RECEIVE, SignalKind.NETWORK_TRANSMIT);

    private final LiveView live;
    private final FlightRecorder recorder;

    Capacities(LiveView live, FlightRecorder recorder) {
        this.live = live;
        this.recorder = recorder;
    }

    /** What is compared: the same signal of all targets. */
    private record Shared(SignalKind kind, String device) implements Comparable<Shared> {
        private static final Comparator<Shared> ORDER =
                Comparator.comparing(Shared::kind).thenComparing(Shared::device);

        static Shared of(SignalKey key) {
            return new Shared(key.kind(), LINKS.contains(key.kind()) ? "" : key.device());
        }

        @Override
        public int compareTo(Shared other) {
            return ORDER.compare(this, other);
        }
    }

    /** The room there was between two instants. */
    synchronized CapacityRecord between(Instant since, Instant until) {
        Map<Shared, List<Load>> loads = new TreeMap<>();
        Map<SignalKey, Summary> summaries = new HashMap<>();
        for (SignalStatus status : live.signals()) {
            SignalKey key = status.key();
            if (SHARED.contains(key.kind())) {
                Summary summary = summary(key, nanos(since), nanos(until));
                summaries.put(key, summary);
                loads.computeIfAbsent(Shared.of(key), shared -> new ArrayList<>())
                        .add(load(key, summary, nanos(since), nanos(until)));
            }
        }
        List<CapacityRecord.Signal> signals = new ArrayList<>();
        loads.forEach((shared, ofTargets) ->
                Headroom.of(ofTargets).ifPresent(headroom -> signals.add(signal(shared, headroom, summaries))));
        return new CapacityRecord(since, until, signals);
    }

    private CapacityRecord.Signal signal(Shared shared, Headroom headroom, Map<SignalKey, Summary> summaries) {
        return new CapacityRecord.Signal(
                shared.kind().id(),
                shared.device(),
                SampleStream.unit(shared.kind()),
                headroom.targets().stream()
                        .map(target -> new CapacityRecord.Target(
                                target.target(),
                                target.device(),
                                target.limit(),
                                target.peakUsage(),
                                target.peakUtilisation(),
                                target.meanUtilisation(),
                                peakOf(new SignalKey(target.target(), shared.kind(), target.device()), summaries),
                                orNull(target.withoutBusiest())))
                        .toList(),
                headroom.headroom(),
                headroom.busiest(),
                orNull(headroom.withoutOne()),
                orNull(headroom.skew()),
                headroom.skewed());
    }

    private static @Nullable Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    /** When the peak was: in the finest there is of the column it is in. */
    private Instant peakOf(SignalKey key, Map<SignalKey, Summary> summaries) {
        Summary coarse = Optional.ofNullable(summaries.get(key)).orElseThrow();
        int column = highest(coarse);
        Summary fine = summary(key, coarse.startNanos()[column], coarse.endNanos()[column]);
        int point = highest(fine);
        return Instant.ofEpochSecond(0, point < 0 ? coarse.startNanos()[column] : fine.startNanos()[point]);
    }

    /** The first point with the highest level; -1 where none is known. */
    private static int highest(Summary summary) {
        int highest = -1;
        for (int point = 0; point < summary.size(); point++) {
            double level = summary.highest()[point];
            if (!Double.isNaN(level) && (highest < 0 || level > summary.highest()[highest])) {
                highest = point;
            }
        }
        return highest;
    }

    private Summary summary(SignalKey key, long fromNanos, long toNanos) {
        try {
            return recorder.summary(key, fromNanos, toNanos, COLUMNS);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the recorded samples of " + key + " cannot be read", unreadable);
        }
    }

    /** A point lies in the column it begins in; a longer one also in those it fills by half. */
    private static Load load(SignalKey key, Summary summary, long fromNanos, long toNanos) {
        Load load = Load.unknown(key.target(), key.device(), COLUMNS);
        long width = Math.max(1, Math.ceilDiv(toNanos - fromNanos, COLUMNS));
        for (int point = 0; point < summary.size(); point++) {
            double limit = summary.capacityPerSecond()[point];
            if (Double.isNaN(summary.highest()[point]) || !(limit > 0)) {
                continue;
            }
            int first = (int) Math.clamp((summary.startNanos()[point] - fromNanos) / width, 0, COLUMNS - 1);
            double observed = summary.observedSeconds()[point];
            load.used()[first] += summary.mean()[point] * limit * observed;
            load.available()[first] += limit * observed;
            double peak = summary.highest()[point] * limit;
            long end = summary.endNanos()[point];
            for (int column = first;
                    column == first || column < COLUMNS && end - fromNanos - column * width >= width / 2;
                    column++) {
                load.raise(column, peak, limit);
            }
        }
        return load;
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}

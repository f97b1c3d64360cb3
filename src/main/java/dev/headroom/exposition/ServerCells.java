// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an API server says of itself at one time, and what a probe of it took.
 *
 * <p>kube-apiserver does not export the two flags that bound its requests in flight. With priority and fairness, which is how every
 * version since 1.29 runs, it does not apply them one by one either: their sum is shared out to the priority levels as nominal seats.
 * So the sum of the nominal seats is the bound of the reading and of the changing requests alike, unless {@code
 * headroom_limit_requests} says another. Not thread safe.
 */
final class ServerCells {
    private static final String REQUEST_KIND = "request_kind";
    private static final String DEVICE = "device";
    private static final String PRIORITY_LEVEL = "priority_level";
    private static final String FLOW_SCHEMA = "flow_schema";
    /** What a probe may take where nothing else is said: a kubelet's own default. */
    private static final Limit DEFAULT_PROBE_LIMIT = new Limit.Known(1);

    private static final String NO_PROBE_LIMIT = "no limit of the probe is given";

    private final TreeMap<String, Requests> requestsByKind = new TreeMap<>();
    private List<Requests> requests = List.of();
    private final TreeMap<String, Seats> seatsByLevel = new TreeMap<>();
    private List<Seats> levels = List.of();
    private final CounterCell probe = new CounterCell();
    private final CounterCell probeLimitSeconds = new CounterCell();
    private final CellLimit probeLimit = new CellLimit(probeLimitSeconds, NO_PROBE_LIMIT);
    private double sharedSeats = Double.NaN;
    private Limit shared = new Limit.Unknown("");

    /** Where values of the series are kept. */
    CounterCell cell(CounterFamily family, CounterLabels labels) throws ExpositionException {
        return switch (family) {
            case INFLIGHT -> {
                String kind = labels.required(REQUEST_KIND, "the kind of requests, such as request_kind=\"readOnly\"");
                yield requests(kind.toLowerCase(Locale.ROOT)).number;
            }
            case LIMIT_REQUESTS ->
                requests(labels.required(DEVICE, "the kind of requests, such as device=\"readonly\"")).limitRequests;
            case SEATS -> seats(labels).used(labels.find(FLOW_SCHEMA));
            case LIMIT_SEATS -> seats(labels).limitSeats;
            case LIMIT_SECONDS -> probeLimitSeconds;
            case PROBE -> probe;
            default -> throw new IllegalArgumentException(family + " is not told by an API server");
        };
    }

    private Requests requests(String kind) {
        Requests found = requestsByKind.computeIfAbsent(kind, Requests::new);
        requests = new ArrayList<>(requestsByKind.values());
        return found;
    }

    private Seats seats(CounterLabels labels) throws ExpositionException {
        Seats found = seatsByLevel.computeIfAbsent(
                labels.required(PRIORITY_LEVEL, "the priority level, such as priority_level=\"system\""), Seats::new);
        levels = new ArrayList<>(seatsByLevel.values());
        return found;
    }

    /** Pushes what was given at this time. */
    void push(long timeNanos, CounterSink sink) {
        for (int i = 0; i < requests.size(); i++) {
            Requests kind = requests.get(i);
            if (kind.number.givenAt(timeNanos)) {
                sink.level(timeNanos, SignalKind.APISERVER_INFLIGHT, kind.name, kind.number.value(), limit(kind));
            }
        }
        for (int i = 0; i < levels.size(); i++) {
            levels.get(i).push(timeNanos, sink);
        }
        if (probe.givenAt(timeNanos)) {
            Limit limit = probeLimitSeconds.known() ? probeLimit.get() : DEFAULT_PROBE_LIMIT;
            sink.level(timeNanos, SignalKind.PROBE_LATENCY, "", probe.value(), limit);
        }
    }

    private Limit limit(Requests kind) {
        return kind.limitRequests.known() ? kind.limit.get() : shared();
    }

    /** What both kinds of requests share; made anew only when it changes. */
    private Limit shared() {
        double seats = 0;
        for (int i = 0; i < levels.size(); i++) {
            seats += Math.max(
                    0,
                    levels.get(i).limitSeats.known() ? levels.get(i).limitSeats.value() : 0);
        }
        if (seats != sharedSeats) {
            sharedSeats = seats;
            shared = seats > 0
                    ? new Limit.Known(seats)
                    : new Limit.Unknown(
                            "the most requests in flight are not told: there are no nominal seats to add up");
        }
        return shared;
    }

    private static final class Requests {
        private final String name;
        private final CounterCell number = new CounterCell();
        private final CounterCell limitRequests = new CounterCell();
        private final CellLimit limit = new CellLimit(limitRequests, "the limit given is 0");

        Requests(String name) {
            this.name = name;
        }
    }

    /** One priority level: its seats are told apart by flow schema, which appear as they are first used. */
    private static final class Seats {
        private final String level;
        private final TreeMap<String, CounterCell> usedBySchema = new TreeMap<>();
        private List<CounterCell> used = List.of();
        private final CounterCell limitSeats = new CounterCell();
        private final CellLimit limit =
                new CellLimit(limitSeats, "the level has no seats of its own: it is never made to wait");

        Seats(String level) {
            this.level = level;
        }

        CounterCell used(@Nullable String schema) {
            CounterCell found = usedBySchema.computeIfAbsent(schema == null ? "" : schema, any -> new CounterCell());
            used = new ArrayList<>(usedBySchema.values());
            return found;
        }

        void push(long timeNanos, CounterSink sink) {
            boolean given = false;
            double seats = 0;
            for (int i = 0; i < used.size(); i++) {
                if (used.get(i).givenAt(timeNanos)) {
                    given = true;
                    seats += used.get(i).value();
                }
            }
            if (given) {
                sink.level(timeNanos, SignalKind.APISERVER_SEATS, level, seats, limit.get());
            }
        }
    }
}

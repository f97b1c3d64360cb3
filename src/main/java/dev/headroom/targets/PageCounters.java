// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import dev.headroom.exposition.CounterCell;
import dev.headroom.exposition.CounterFamily;
import dev.headroom.exposition.CounterLabels;
import dev.headroom.exposition.ExpositionException;
import dev.headroom.exposition.MetricNames;
import dev.headroom.exposition.SampleVisitor;
import dev.headroom.exposition.Series;
import dev.headroom.exposition.TargetCounters;
import dev.headroom.sampling.CounterSink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes what is wanted of the pages of one server, and what they say of the server itself. A page is taken whole, then handed on or
 * not. Not thread safe.
 */
final class PageCounters implements SampleVisitor {
    private static final String START_TIME = "process_start_time_seconds";
    private static final String COLLECTOR_SECONDS = "node_scrape_collector_duration_seconds";
    private static final String RESPONSE_BYTES = "apiserver_response_sizes_sum";
    private static final String WATCH_BYTES = "apiserver_watch_events_sizes_sum";

    /**
     * Every pod has such an interface: their names come and go for ever, and none of them has a speed of its own. The loopback has no
     * wire.
     */
    private static final Pattern OF_PODS =
            Pattern.compile("lo|(veth|cali|lxc|tap|azv|gke|eni|nodelocaldns|kube-ipvs|dummy|ifb|vnet).*");

    private final TargetCounters counters;
    private final Map<String, CounterFamily> families = new HashMap<>();
    private final Map<Series, Place> places = new IdentityHashMap<>();
    private final List<CounterCell> cells = new ArrayList<>();
    private final Set<String> configuredSpeeds = new HashSet<>();
    private double[] values = new double[64];
    private double startSeconds;
    private double ownSeconds;
    private double sentBytes;

    /** Where a series is kept; nowhere where it is of no use. */
    private record Place(@Nullable CounterCell cell) {}

    /**
     * @param target its name
     * @param job whose CPU time a server's own is; null where it is of no interest
     * @param families what is read for
     * @param sink where readings go
     */
    PageCounters(String target, @Nullable String job, List<CounterFamily> families, CounterSink sink) {
        this.counters = new TargetCounters(target, job, any -> sink);
        for (CounterFamily family : families) {
            this.families.put(family.metric(), family);
        }
    }

    /** Takes the most requests in flight by their kind, from a configuration: the server's pages do not tell them. */
    void limitRequests(Map<String, Double> limits) {
        limits.forEach((kind, limit) -> {
            CounterCell cell = place(
                            CounterFamily.LIMIT_REQUESTS,
                            Series.of(CounterFamily.LIMIT_REQUESTS.metric(), Map.of("device", kind)))
                    .cell();
            if (cell != null) {
                cell.put(0, limit);
            }
        });
    }

    /** Takes the speeds of links from a configuration: they count whatever the pages say of these links. */
    void linkSpeeds(Map<String, Double> speeds) {
        speeds.forEach((device, bytesPerSecond) -> {
            CounterCell cell = place(
                            CounterFamily.NETWORK_SPEED,
                            Series.of(CounterFamily.NETWORK_SPEED.metric(), Map.of("device", device)))
                    .cell();
            if (cell != null) {
                cell.put(0, bytesPerSecond);
                configuredSpeeds.add(device);
            }
        });
    }

    /** The metrics a page is read for. */
    MetricNames names() {
        List<String> names = new ArrayList<>(families.keySet());
        names.addAll(List.of(START_TIME, COLLECTOR_SECONDS, RESPONSE_BYTES, WATCH_BYTES));
        return MetricNames.of(names);
    }

    /** Forgets the page before. */
    void begin() {
        if (places.size() > 2 * cells.size() + 64) {
            // series that are no longer on the page; those that are find their cells again
            places.clear();
        }
        cells.clear();
        startSeconds = Double.NaN;
        ownSeconds = 0;
        sentBytes = 0;
    }

    @Override
    public void sample(Series series, double value, long timeNanos) {
        switch (series.name()) {
            case START_TIME -> startSeconds = value;
            case COLLECTOR_SECONDS -> ownSeconds += value;
            case RESPONSE_BYTES, WATCH_BYTES -> sentBytes += value;
            default -> keep(series, value);
        }
    }

    private void keep(Series series, double value) {
        CounterCell cell = places.computeIfAbsent(series, this::place).cell();
        if (cell != null && !Double.isNaN(value)) {
            if (cells.size() == values.length) {
                values = Arrays.copyOf(values, values.length * 2);
            }
            values[cells.size()] = value;
            cells.add(cell);
        }
    }

    private Place place(Series series) {
        CounterFamily family = families.get(series.name());
        String device = series.label("device");
        boolean configured = configuredSpeeds.contains(device);
        return family == null
                        || (configured
                                ? family == CounterFamily.NETWORK_SPEED
                                : OF_PODS.matcher(device).matches())
                ? new Place(null)
                : place(family, series);
    }

    private Place place(CounterFamily family, Series series) {
        try {
            return new Place(counters.cell(family, CounterLabels.of(series, family)));
        } catch (ExpositionException e) {
            // a series without the label that says what it counts: of no use, as one of another name
            return new Place(null);
        }
    }

    /** Hands the page on as a reading of this time. */
    void push(long timeNanos) {
        for (int i = 0; i < cells.size(); i++) {
            cells.get(i).put(timeNanos, values[i]);
        }
        counters.push(timeNanos);
    }

    /** When the server's process started, in seconds since the epoch; empty where the page does not say. */
    OptionalDouble startSeconds() {
        return Double.isNaN(startSeconds) ? OptionalDouble.empty() : OptionalDouble.of(startSeconds);
    }

    /** How long the server says it took for the page; 0 where it does not say. */
    double ownSeconds() {
        return ownSeconds;
    }

    /** The bytes an API server says it has sent since its start, watches included; 0 where it does not say. */
    double sentBytes() {
        return sentBytes;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.kubernetes.KubernetesStatus;
import dev.headroom.kubernetes.KubernetesStatus.Watch;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The metrics of the watch of a cluster: whether rollouts are seen, and what that costs the API server. None where no cluster is watched. Thread safe. */
final class KubernetesMetrics implements MultiCollector {
    private static final long NO_CREATED_TIME = 0;

    private static final MetricMetadata LEADER = new MetricMetadata(
            "headroom_kubernetes_leader", "1 while this Headroom is the one of several that watches rollouts");
    private static final MetricMetadata REACHABLE =
            new MetricMetadata("headroom_kubernetes_reachable", "1 while the API server answers");
    private static final MetricMetadata FORBIDDEN = new MetricMetadata(
            "headroom_kubernetes_forbidden",
            "1 for each verb on a resource that the role lacks: what depends on it is not seen");
    private static final MetricMetadata REQUESTS = new MetricMetadata(
            "headroom_kubernetes_requests",
            "Requests to the API server by the code they were answered with, or unreachable");
    private static final MetricMetadata RECEIVED = new MetricMetadata(
            "headroom_kubernetes_received_bytes", "Bytes of the API server's answers, without what TLS and HTTP add");
    private static final MetricMetadata DROPPED = new MetricMetadata(
            "headroom_kubernetes_dropped_reports", "Reports of rollouts dropped because too many waited to be kept");
    private static final MetricMetadata EVENTS =
            new MetricMetadata("headroom_kubernetes_watch_events", "Changes that the watch was told of");
    private static final MetricMetadata AGE = new MetricMetadata(
            "headroom_kubernetes_watch_last_event_age_seconds",
            "Time since the watch was last told anything, bookmarks included; these come every minute");
    private static final MetricMetadata RELISTS = new MetricMetadata(
            "headroom_kubernetes_relists",
            "Lists made anew by reason: the server no longer knew the version (gone), or closed the watch at once (closed)");
    private static final MetricMetadata SILENCES = new MetricMetadata(
            "headroom_kubernetes_silent_watches", "Watches replaced because nothing was heard for 3 minutes");
    private static final MetricMetadata SKIPPED =
            new MetricMetadata("headroom_kubernetes_skipped_objects", "Objects that were too large to be read");

    private final Supplier<Optional<KubernetesStatus>> status;

    /** @param status how the watch is doing, a consistent copy at each call; empty where there is none */
    KubernetesMetrics(Supplier<Optional<KubernetesStatus>> status) {
        this.status = status;
    }

    @Override
    public MetricSnapshots collect() {
        return status.get().map(KubernetesMetrics::snapshots).orElseGet(MetricSnapshots::new);
    }

    private static MetricSnapshots snapshots(KubernetesStatus status) {
        List<MetricSnapshot> families = new ArrayList<>();
        families.add(gauge(LEADER, List.of(point(status.leader() ? 1 : 0, Labels.EMPTY))));
        families.add(gauge(REACHABLE, List.of(point(status.reachable() ? 1 : 0, Labels.EMPTY))));
        families.add(gauge(
                FORBIDDEN,
                status.refusals().stream()
                        .map(refusal -> point(1, Labels.of("action", refusal)))
                        .toList()));
        families.add(new CounterSnapshot(REQUESTS, counts(status.requests(), "code", Labels.EMPTY)));
        families.add(new CounterSnapshot(RECEIVED, List.of(count(status.receivedBytes(), Labels.EMPTY))));
        families.add(new CounterSnapshot(DROPPED, List.of(count(status.droppedReports(), Labels.EMPTY))));
        families.add(counter(EVENTS, status, Watch::events));
        families.add(gauge(
                AGE,
                status.watches().stream()
                        .map(watch -> point(watch.silentSeconds(), labels(watch)))
                        .toList()));
        families.add(new CounterSnapshot(
                RELISTS,
                status.watches().stream()
                        .flatMap(watch -> counts(watch.relists(), "reason", labels(watch)).stream())
                        .toList()));
        families.add(counter(SILENCES, status, Watch::silences));
        families.add(counter(SKIPPED, status, Watch::skipped));
        return new MetricSnapshots(families);
    }

    private static Labels labels(Watch watch) {
        return Labels.of("resource", watch.resource());
    }

    private static List<CounterDataPointSnapshot> counts(Map<String, Long> counts, String label, Labels labels) {
        return counts.entrySet().stream()
                .map(entry -> count(entry.getValue(), labels.add(label, entry.getKey())))
                .toList();
    }

    private static CounterSnapshot counter(
            MetricMetadata metadata, KubernetesStatus status, ToDoubleFunction<Watch> value) {
        return new CounterSnapshot(
                metadata,
                status.watches().stream()
                        .map(watch -> count(value.applyAsDouble(watch), labels(watch)))
                        .toList());
    }

    private static GaugeSnapshot gauge(MetricMetadata metadata, List<GaugeDataPointSnapshot> points) {
        return new GaugeSnapshot(metadata, points);
    }

    private static GaugeDataPointSnapshot point(double value, Labels labels) {
        return new GaugeDataPointSnapshot(value, labels, null);
    }

    private static CounterDataPointSnapshot count(double value, Labels labels) {
        return new CounterDataPointSnapshot(value, labels, null, NO_CREATED_TIME);
    }
}

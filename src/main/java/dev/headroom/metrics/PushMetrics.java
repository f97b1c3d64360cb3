// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.alerting.PushStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The metrics of pushing alerts and annotations. None where nothing is pushed. Thread safe. */
final class PushMetrics implements MultiCollector {
    private static final long NO_CREATED_TIME = 0;

    private static final MetricMetadata SENT = new MetricMetadata(
            "headroom_alerts_sent", "Alerts and annotations the server has taken, each time they were told");
    private static final MetricMetadata FAILED =
            new MetricMetadata("headroom_alerts_failed", "Requests with alerts or annotations that failed, by reason");
    private static final MetricMetadata DROPPED = new MetricMetadata(
            "headroom_alerts_dropped",
            "Alerts and annotations given up before the server had taken how they ended; more than 0 means that somebody was not told");
    private static final MetricMetadata PENDING = new MetricMetadata(
            "headroom_alerts_pending", "Alerts and annotations the server has not taken yet as they are now");

    private final PushFigures figures;

    PushMetrics(PushFigures figures) {
        this.figures = figures;
    }

    @Override
    public MetricSnapshots collect() {
        List<PushStatus> destinations = figures.destinations().get();
        if (destinations.isEmpty()) {
            return new MetricSnapshots();
        }
        List<CounterDataPointSnapshot> failed = destinations.stream()
                .flatMap(one -> one.failures().entrySet().stream()
                        .map(failure -> counter(failure.getValue(), labels(one).add("reason", failure.getKey()))))
                .toList();
        return new MetricSnapshots(
                counters(SENT, destinations, PushStatus::sent),
                new CounterSnapshot(FAILED, failed),
                counters(DROPPED, destinations, PushStatus::dropped),
                new GaugeSnapshot(
                        PENDING,
                        destinations.stream()
                                .map(one -> new GaugeDataPointSnapshot(one.pending(), labels(one), null))
                                .toList()));
    }

    private static CounterSnapshot counters(
            MetricMetadata metadata, List<PushStatus> destinations, ToDoubleFunction<PushStatus> value) {
        return new CounterSnapshot(
                metadata,
                destinations.stream()
                        .map(one -> counter(value.applyAsDouble(one), labels(one)))
                        .toList());
    }

    private static CounterDataPointSnapshot counter(double value, Labels labels) {
        return new CounterDataPointSnapshot(value, labels, null, NO_CREATED_TIME);
    }

    private static Labels labels(PushStatus status) {
        return Labels.of("destination", status.destination());
    }
}

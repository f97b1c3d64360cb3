// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.history.HistoryStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/** The metrics of the history: nothing is lost silently. Thread safe. */
final class HistoryMetrics implements MultiCollector {
    private static final long NO_CREATED_TIME = 0;

    private final Supplier<HistoryStatus> status;

    /** @param status how the history is doing, asked at each scrape */
    HistoryMetrics(Supplier<HistoryStatus> status) {
        this.status = status;
    }

    @Override
    public MetricSnapshots collect() {
        HistoryStatus now = status.get();
        return new MetricSnapshots(
                gauge(
                        "headroom_history_writable",
                        "1 while the last attempt to write to the history worked",
                        now.writable() ? 1 : 0),
                counter(
                        "headroom_history_write_failures",
                        "Attempts to write to the history that failed; what was to be written is tried again",
                        now.writeFailures()),
                gauge(
                        "headroom_history_pending",
                        "Bursts and flight recordings that wait to be written to the history",
                        now.pending()),
                gauge(
                        "headroom_history_lag_seconds",
                        "How long the first of those that wait has waited",
                        now.lagSeconds()),
                counter(
                        "headroom_history_dropped",
                        "Bursts and flight recordings that were given up, because too many waited or the database refused them",
                        now.dropped()),
                counter(
                        "headroom_history_recoveries",
                        "Files of the history that were set aside because they were damaged or not ours",
                        now.recoveries()),
                gauge("headroom_history_size_bytes", "What the history takes where it is kept", now.bytes()),
                gauge(
                        "headroom_previous_exit_unclean",
                        "1 when the process before this one ended without closing the history",
                        now.uncleanStart() ? 1 : 0));
    }

    private static GaugeSnapshot gauge(String name, String help, double value) {
        return new GaugeSnapshot(
                new MetricMetadata(name, help), List.of(new GaugeDataPointSnapshot(value, Labels.EMPTY, null)));
    }

    private static CounterSnapshot counter(String name, String help, double value) {
        return new CounterSnapshot(
                new MetricMetadata(name, help),
                List.of(new CounterDataPointSnapshot(value, Labels.EMPTY, null, NO_CREATED_TIME)));
    }
}

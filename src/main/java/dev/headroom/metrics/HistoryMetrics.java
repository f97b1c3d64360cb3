// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.history.HistoryStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/** The metrics of the history: nothing is lost silently. Thread safe. */
final class HistoryMetrics implements MultiCollector {
    private final Supplier<HistoryStatus> status;

    /** @param status how the history is doing, asked at each scrape */
    HistoryMetrics(Supplier<HistoryStatus> status) {
        this.status = status;
    }

    @Override
    public MetricSnapshots collect() {
        HistoryStatus now = status.get();
        return new MetricSnapshots(
                Unlabelled.gauge(
                        "headroom_history_writable",
                        "1 while the last attempt to write to the history worked",
                        now.writable() ? 1 : 0),
                Unlabelled.counter(
                        "headroom_history_write_failures",
                        "Attempts to write to the history that failed; what was to be written is tried again",
                        now.writeFailures()),
                Unlabelled.gauge(
                        "headroom_history_pending",
                        "Bursts and flight recordings that wait to be written to the history",
                        now.pending()),
                Unlabelled.gauge(
                        "headroom_history_lag_seconds",
                        "How long the first of those that wait has waited",
                        now.lagSeconds()),
                Unlabelled.counter(
                        "headroom_history_dropped",
                        "Bursts and flight recordings that were given up, because too many waited or the database refused them",
                        now.dropped()),
                Unlabelled.counter(
                        "headroom_history_recoveries",
                        "Files of the history that were set aside because they were damaged or not ours",
                        now.recoveries()),
                Unlabelled.gauge("headroom_history_size_bytes", "What the history takes where it is kept", now.bytes()),
                Unlabelled.gauge(
                        "headroom_previous_exit_unclean",
                        "1 when the process before this one ended without closing the history",
                        now.uncleanStart() ? 1 : 0));
    }
}

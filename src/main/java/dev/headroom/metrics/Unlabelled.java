// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;

/** Metrics of one series, without labels. */
final class Unlabelled {
    private static final long NO_CREATED_TIME = 0;

    private Unlabelled() {}

    /** A gauge as it stands. */
    static GaugeSnapshot gauge(String name, String help, double value) {
        return new GaugeSnapshot(
                new MetricMetadata(name, help), List.of(new GaugeDataPointSnapshot(value, Labels.EMPTY, null)));
    }

    /** A counter as it stands; its name without {@code _total}. */
    static CounterSnapshot counter(String name, String help, double value) {
        return new CounterSnapshot(
                new MetricMetadata(name, help),
                List.of(new CounterDataPointSnapshot(value, Labels.EMPTY, null, NO_CREATED_TIME)));
    }
}

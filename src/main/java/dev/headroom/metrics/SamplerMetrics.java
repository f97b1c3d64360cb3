// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.sampling.SamplerStatus;
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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The metrics of the samplers: how late they are and what they missed. Thread safe. */
final class SamplerMetrics implements MultiCollector {
    private static final long NO_CREATED_TIME = 0;

    private static final MetricMetadata INTERVAL =
            new MetricMetadata("headroom_sampler_interval_seconds", "Time between two ticks of the sampler");
    private static final MetricMetadata TICKS = new MetricMetadata("headroom_sampler_ticks", "Ticks the sampler ran");
    private static final MetricMetadata MISSED = new MetricMetadata(
            "headroom_sampler_missed",
            "Ticks that could not be run because an earlier one, or the machine, took too long");
    private static final MetricMetadata LATE =
            new MetricMetadata("headroom_sampler_late_seconds", "How late the ticks began, all together");
    private static final MetricMetadata GAP = new MetricMetadata(
            "headroom_sampler_gap_seconds", "Time in gaps of more than 5 s without a sample: blind spots");
    private static final MetricMetadata CLOCK_STEPS = new MetricMetadata(
            "headroom_sampler_clock_steps", "How often the wall clock was seen to step by more than 0.5 s");
    private final Supplier<List<SamplerStatus>> samplers;

    /** @param samplers how each sampler is doing, consistent copies at each call */
    SamplerMetrics(Supplier<List<SamplerStatus>> samplers) {
        this.samplers = samplers;
    }

    @Override
    public MetricSnapshots collect() {
        List<SamplerStatus> statuses = samplers.get();
        if (statuses.isEmpty()) {
            return new MetricSnapshots();
        }
        List<MetricSnapshot> families = new ArrayList<>(6);
        families.add(new GaugeSnapshot(
                INTERVAL,
                statuses.stream()
                        .map(status ->
                                new GaugeDataPointSnapshot(status.interval().toNanos() / 1e9, target(status), null))
                        .toList()));
        families.add(counter(TICKS, statuses, SamplerStatus::ticks));
        families.add(counter(MISSED, statuses, SamplerStatus::missedTicks));
        families.add(counter(LATE, statuses, SamplerStatus::lateSeconds));
        families.add(counter(GAP, statuses, SamplerStatus::gapSeconds));
        families.add(counter(CLOCK_STEPS, statuses, SamplerStatus::clockSteps));
        return new MetricSnapshots(families);
    }

    private static CounterSnapshot counter(
            MetricMetadata metadata, List<SamplerStatus> statuses, ToDoubleFunction<SamplerStatus> value) {
        Function<SamplerStatus, CounterDataPointSnapshot> point = status ->
                new CounterDataPointSnapshot(value.applyAsDouble(status), target(status), null, NO_CREATED_TIME);
        return new CounterSnapshot(metadata, statuses.stream().map(point).toList());
    }

    private static Labels target(SamplerStatus status) {
        return Labels.of("target", status.target());
    }
}

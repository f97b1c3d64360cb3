// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.history.flight.FlightStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.function.Supplier;

/** The metrics of the flight recorder: nothing is lost silently. Thread safe. */
final class FlightMetrics implements MultiCollector {
    private final Supplier<FlightStatus> status;

    /** @param status how the recorder is doing, asked at each scrape */
    FlightMetrics(Supplier<FlightStatus> status) {
        this.status = status;
    }

    @Override
    public MetricSnapshots collect() {
        FlightStatus now = status.get();
        return new MetricSnapshots(
                Unlabelled.gauge(
                        "headroom_flight_writable",
                        "1 while the last attempt to write to the flight recorder worked",
                        now.writable() ? 1 : 0),
                Unlabelled.counter(
                        "headroom_flight_written_samples", "Samples the flight recorder wrote", now.writtenSamples()),
                Unlabelled.counter(
                        "headroom_flight_dropped_samples",
                        "Samples, and rows of its tiers, that the flight recorder lost because they could not be written in time",
                        now.droppedSamples()),
                Unlabelled.counter(
                        "headroom_flight_write_failures",
                        "Attempts to write to the flight recorder that failed; what was to be written is tried again",
                        now.writeFailures()),
                Unlabelled.counter(
                        "headroom_flight_damages",
                        "Stretches of the flight recorder's files that turned out to be damaged, as far as they were read",
                        now.damages()),
                Unlabelled.gauge("headroom_flight_size_bytes", "What the flight recorder's files take", now.bytes()),
                Unlabelled.gauge("headroom_flight_max_size_bytes", "What they may take", now.maxBytes()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.api.AboutRecord.DashboardRecord;
import dev.headroom.api.AboutRecord.FlightRecord;
import dev.headroom.api.AboutRecord.HistoryRecord;
import dev.headroom.api.AboutRecord.KubernetesRecord;
import dev.headroom.api.AboutRecord.RecordingRecord;
import dev.headroom.api.AboutRecord.RetentionRecord;
import dev.headroom.api.AboutRecord.StreamsRecord;
import dev.headroom.api.AboutRecord.ThresholdRecord;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.history.HistoryStatus;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.sampling.SignalKind;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Says what this Headroom is and how it is doing: what a page has to know before it can say anything of what is watched. */
@RestController
class AboutController {
    private final ServiceDescription service;
    private final InstantSource clock;
    private final FlightRecorder recorder;
    private final Supplier<HistoryStatus> history;
    private final LiveStreams streams;
    private final Supplier<ProcessCost> cost;

    AboutController(
            ServiceDescription service,
            InstantSource clock,
            FlightRecorder recorder,
            Supplier<HistoryStatus> history,
            LiveStreams streams,
            Supplier<ProcessCost> cost) {
        this.service = service;
        this.clock = clock;
        this.recorder = recorder;
        this.history = history;
        this.streams = streams;
        this.cost = cost;
    }

    /** As it is by now. */
    @GetMapping(path = "/api/v1/about", produces = MediaType.APPLICATION_JSON_VALUE)
    AboutRecord about() {
        DetectionSettings detection = service.detection();
        ProcessCost taken = cost.get();
        return new AboutRecord(
                service.version(),
                clock.instant(),
                service.startedAt(),
                AboutRecord.seconds(service.interval()),
                RecordingRecord.of(service.recording()),
                thresholds(detection),
                detection.dashboards().stream().map(DashboardRecord::of).toList(),
                AboutRecord.seconds(detection.minDuration()),
                taken.cpuSeconds(),
                taken.residentBytes(),
                FlightRecord.of(recorder.status()),
                RetentionRecord.OF_THE_RECORDER,
                HistoryRecord.of(history.get()),
                new StreamsRecord(streams.count(), LiveStreams.MOST),
                new KubernetesRecord(service.followsRollouts(), service.cluster()));
    }

    private static List<ThresholdRecord> thresholds(DetectionSettings detection) {
        return Arrays.stream(SignalKind.values())
                .map(kind -> ThresholdRecord.of(kind, detection.thresholds(kind)))
                .filter(threshold -> Double.isFinite(threshold.enter()))
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.api.TargetRecord.SamplerRecord;
import dev.headroom.api.TargetRecord.SignalRecord;
import dev.headroom.api.TargetRecord.SourceRecord;
import dev.headroom.detection.Burst;
import dev.headroom.detection.SignalStatus;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.SamplerStatus.SourceStatus;
import dev.headroom.sampling.SourceException.Reason;
import dev.headroom.targets.TargetStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves what is watched, against which limits, and how well that works. */
@RestController
@RequestMapping("/api/v1/targets")
class TargetController {
    private final LiveView live;

    TargetController(LiveView live) {
        this.live = live;
    }

    /** All targets, each with its signals and the health of its sources. */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    TargetList list() {
        Map<String, SamplerStatus> samplers =
                live.samplers().stream().collect(Collectors.toMap(SamplerStatus::target, Function.identity()));
        Map<String, List<SignalStatus>> signals = live.signals().stream()
                .collect(Collectors.groupingBy(status -> status.key().target()));
        Map<String, List<TargetStatus>> servers =
                live.servers().stream().collect(Collectors.groupingBy(TargetStatus::target));
        TreeSet<String> names = new TreeSet<>(samplers.keySet());
        names.addAll(signals.keySet());
        names.addAll(servers.keySet());
        return new TargetList(names.stream()
                .map(name -> target(
                        name,
                        samplers.get(name),
                        signals.getOrDefault(name, List.of()),
                        servers.getOrDefault(name, List.of())))
                .toList());
    }

    private static TargetRecord target(
            String name, @Nullable SamplerStatus sampler, List<SignalStatus> signals, List<TargetStatus> servers) {
        List<SourceStatus> sources = sampler == null ? List.of() : sampler.sources();
        return new TargetRecord(
                name,
                health(sources, servers),
                sampler == null ? null : sampler(sampler),
                sources.stream().map(TargetController::source).toList(),
                signals.stream().map(TargetController::signal).toList(),
                servers.stream().map(ServerRecord::of).toList());
    }

    private static String health(List<SourceStatus> sources, List<TargetStatus> servers) {
        // what a system does not have, and what was not asked yet, is no fault of it
        List<Boolean> up = Stream.concat(
                        sources.stream()
                                .filter(source -> source.failure() != Reason.ABSENT)
                                .map(SourceStatus::up),
                        servers.stream()
                                .flatMap(server -> server.sources().stream())
                                .filter(TargetStatus.SourceStatus::asked)
                                .map(TargetStatus.SourceStatus::up))
                .toList();
        if (up.contains(true)) {
            return up.contains(false) ? "degraded" : "ok";
        }
        return up.isEmpty() && sources.isEmpty() ? "ok" : "down";
    }

    private static SamplerRecord sampler(SamplerStatus status) {
        return new SamplerRecord(
                status.interval().toNanos() / 1e9,
                status.ticks(),
                status.missedTicks(),
                status.lateSeconds(),
                status.gapSeconds(),
                status.clockSteps());
    }

    private static SourceRecord source(SourceStatus status) {
        Reason failure = status.failure();
        return new SourceRecord(
                status.name(),
                status.up(),
                failure == null ? null : failure.id(),
                status.message(),
                status.reads(),
                status.failures(),
                status.readSeconds());
    }

    private static SignalRecord signal(SignalStatus status) {
        Limit limit = status.limit();
        Burst open = status.open();
        return new SignalRecord(
                status.key().kind().id(),
                status.key().device(),
                status.key().kind().unit().id(),
                limit instanceof Limit.Known known ? known.perSecond() : null,
                limit instanceof Limit.Known ? null : reason(limit),
                status.observedSeconds(),
                status.saturatedSeconds(),
                status.peak(),
                status.recentPeak(),
                status.bursts(),
                open == null ? null : open.id());
    }

    private static String reason(@Nullable Limit limit) {
        return limit instanceof Limit.Unknown unknown ? unknown.reason() : "not read yet";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.SourceException.Reason;
import dev.headroom.targets.TargetStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of all sources, of this machine and of servers over the network: which of them fail, and what they cost. Thread safe.
 *
 * <p>A source has one series of {@code headroom_source_up} at any time; the label {@code reason} is empty while it works.
 */
final class SourceMetrics implements MultiCollector {
    private static final long NO_CREATED_TIME = 0;

    private static final MetricMetadata UP = new MetricMetadata(
            "headroom_source_up", "1 when the last read of the source worked, else 0 with the reason in one word");
    private static final MetricMetadata FAILURES =
            new MetricMetadata("headroom_source_failures", "Reads of the source that failed");
    private static final MetricMetadata READ =
            new MetricMetadata("headroom_source_read_seconds", "Time the reads of the source took");
    private static final MetricMetadata RECEIVED = new MetricMetadata(
            "headroom_source_received_bytes", "Bytes received over the network for the source, which the target sent");
    private static final MetricMetadata ESTIMATED_CPU = new MetricMetadata(
            "headroom_source_estimated_cpu_seconds",
            "CPU time that the reads of the source are estimated to have cost the target");
    private static final MetricMetadata INTERVAL = new MetricMetadata(
            "headroom_source_interval_seconds", "Time between two reads of the source now, as its budget allows it");
    private static final MetricMetadata RESTARTS = new MetricMetadata(
            "headroom_target_restarts", "How often the process of the watched server was seen to be a new one");
    private static final MetricMetadata IDENTITY_CHANGES = new MetricMetadata(
            "headroom_target_identity_changes",
            "How often another server was seen to answer at the address of the watched one");
    private static final MetricMetadata INSECURE = new MetricMetadata(
            "headroom_target_insecure", "1 where the certificate of the watched server is not checked, else 0");

    private final Supplier<List<SamplerStatus>> samplers;
    private final Supplier<List<TargetStatus>> servers;

    /** A source, whatever it reads. */
    private record Source(Labels labels, String reason, long reads, double readSeconds, long failures) {}

    /** A source over the network. */
    private record Remote(Labels labels, TargetStatus.SourceStatus status) {}

    /**
     * @param samplers how each sampler is doing, consistent copies at each call
     * @param servers how each watched server is doing, consistent copies at each call
     */
    SourceMetrics(Supplier<List<SamplerStatus>> samplers, Supplier<List<TargetStatus>> servers) {
        this.samplers = samplers;
        this.servers = servers;
    }

    @Override
    public MetricSnapshots collect() {
        List<TargetStatus> watched = servers.get();
        List<Remote> remote = remote(watched);
        List<Source> sources = local(samplers.get());
        remote.stream()
                .filter(source -> source.status().asked())
                .map(SourceMetrics::source)
                .forEach(sources::add);
        List<MetricSnapshot> families = new ArrayList<>(9);
        if (!sources.isEmpty()) {
            ofAll(families, sources);
        }
        if (!remote.isEmpty()) {
            ofServers(families, watched, remote);
        }
        return new MetricSnapshots(families);
    }

    private static void ofAll(List<MetricSnapshot> families, List<Source> sources) {
        families.add(gauge(
                UP,
                sources,
                source -> source.labels().add("reason", source.reason()),
                source -> source.reason().isEmpty() ? 1 : 0));
        families.add(counter(FAILURES, sources, Source::labels, Source::failures));
        families.add(new SummarySnapshot(
                READ,
                sources.stream()
                        .map(source -> new SummaryDataPointSnapshot(
                                source.reads(),
                                source.readSeconds(),
                                Quantiles.EMPTY,
                                source.labels(),
                                Exemplars.EMPTY,
                                NO_CREATED_TIME))
                        .toList()));
    }

    private static void ofServers(List<MetricSnapshot> families, List<TargetStatus> watched, List<Remote> remote) {
        families.add(counter(
                RECEIVED, remote, Remote::labels, source -> source.status().receivedBytes()));
        families.add(counter(
                ESTIMATED_CPU, remote, Remote::labels, source -> source.status().estimatedCpuSeconds()));
        families.add(gauge(
                INTERVAL,
                remote,
                Remote::labels,
                source -> source.status().interval().toNanos() / 1e9));
        families.add(counter(RESTARTS, watched, SourceMetrics::labels, TargetStatus::restarts));
        families.add(counter(IDENTITY_CHANGES, watched, SourceMetrics::labels, TargetStatus::identityChanges));
        families.add(gauge(INSECURE, watched, SourceMetrics::labels, server -> server.insecure() ? 1 : 0));
    }

    private static List<Source> local(List<SamplerStatus> statuses) {
        List<Source> sources = new ArrayList<>();
        for (SamplerStatus status : statuses) {
            for (SamplerStatus.SourceStatus source : status.sources()) {
                Reason failure = source.failure();
                sources.add(new Source(
                        Labels.of("target", status.target(), "source", source.name()),
                        failure == null ? "" : failure.id(),
                        source.reads(),
                        source.readSeconds(),
                        source.failures()));
            }
        }
        return sources;
    }

    private static List<Remote> remote(List<TargetStatus> statuses) {
        List<Remote> sources = new ArrayList<>();
        for (TargetStatus status : statuses) {
            for (TargetStatus.SourceStatus source : status.sources()) {
                sources.add(new Remote(Labels.of("target", status.target(), "source", source.name()), source));
            }
        }
        return sources;
    }

    private static Source source(Remote remote) {
        TargetStatus.SourceStatus status = remote.status();
        String reason = status.reason();
        return new Source(
                remote.labels(),
                reason == null ? "" : reason,
                status.requests(),
                status.readSeconds(),
                status.failures());
    }

    private static Labels labels(TargetStatus server) {
        return Labels.of("target", server.target(), "kind", server.kind().id());
    }

    private static <T> CounterSnapshot counter(
            MetricMetadata metadata, List<T> all, Function<T, Labels> labels, ToDoubleFunction<T> value) {
        return new CounterSnapshot(
                metadata,
                all.stream()
                        .map(one -> new CounterDataPointSnapshot(
                                value.applyAsDouble(one), labels.apply(one), null, NO_CREATED_TIME))
                        .toList());
    }

    private static <T> GaugeSnapshot gauge(
            MetricMetadata metadata, List<T> all, Function<T, Labels> labels, ToDoubleFunction<T> value) {
        return new GaugeSnapshot(
                metadata,
                all.stream()
                        .map(one -> new GaugeDataPointSnapshot(value.applyAsDouble(one), labels.apply(one), null))
                        .toList());
    }
}

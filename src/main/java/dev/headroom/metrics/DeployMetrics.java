// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.deploys.Deploy;
import dev.headroom.metrics.DeployFigures.Blamed;
import dev.headroom.sampling.SignalKey;
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
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The metrics of deploys. Thread safe. */
final class DeployMetrics implements MultiCollector {
    private static final long NO_CREATED_TIME = 0;

    private static final MetricMetadata TOLD =
            new MetricMetadata("headroom_deploys", "Reports of deploys that were taken in and told something new");
    private static final MetricMetadata RUNNING =
            new MetricMetadata("headroom_deploy_running", "1 from the start of a deploy to its end, then gone");
    private static final MetricMetadata START = new MetricMetadata(
            "headroom_deploy_start_timestamp_seconds",
            "When the deploy started; there from its start until 10 minutes after its end, while bursts may still be its own");
    private static final MetricMetadata BLAME = new MetricMetadata(
            "headroom_last_burst_blame_probability",
            "Probability that the deploy caused the signal's last burst; there for 15 minutes, where a verdict names a deploy");
    private static final MetricMetadata BURSTS = new MetricMetadata(
            "headroom_deploy_bursts", "Bursts attributed to the app's deploys, once the verdict is final");
    private static final MetricMetadata SATURATED = new MetricMetadata(
            "headroom_deploy_saturated_seconds", "Saturated time inside the bursts attributed to the app's deploys");

    private static final MetricMetadata REFUSED = new MetricMetadata(
            "headroom_webhook_rejected", "Requests that told of deploys and were refused, webhooks and plain records");

    private final DeployFigures figures;

    DeployMetrics(DeployFigures figures) {
        this.figures = figures;
    }

    @Override
    public MetricSnapshots collect() {
        List<MetricSnapshot> families = new ArrayList<>(7);
        List<CounterDataPointSnapshot> told = figures.told().get().stream()
                .map(one -> counter(one.reports(), Labels.of("source", one.source(), "phase", one.phase())))
                .toList();
        if (!told.isEmpty()) {
            families.add(new CounterSnapshot(TOLD, told));
        }
        Map<Labels, Double> running = new TreeMap<>();
        for (Deploy deploy : figures.running().get()) {
            Labels labels = Labels.of(
                    "cluster", text(deploy.cluster()),
                    "namespace", text(deploy.namespace()),
                    "kind", text(deploy.kind()),
                    "name", text(deploy.name()),
                    "app", text(deploy.app()));
            running.put(labels, 1.0);
        }
        addGauge(families, RUNNING, running);
        addGauge(families, START, starts());
        addGauge(families, BLAME, blame());
        List<CounterDataPointSnapshot> bursts = figures.attributed().get().stream()
                .map(one -> counter(one.bursts(), Labels.of("app", one.app(), "verdict", one.verdict())))
                .toList();
        if (!bursts.isEmpty()) {
            families.add(new CounterSnapshot(BURSTS, bursts));
        }
        List<CounterDataPointSnapshot> saturated = figures.saturated().get().stream()
                .map(one -> counter(one.seconds(), Labels.of("app", one.app())))
                .toList();
        if (!saturated.isEmpty()) {
            families.add(new CounterSnapshot(SATURATED, saturated));
        }
        List<CounterDataPointSnapshot> refused = figures.refused().get().stream()
                .map(one -> counter(one.requests(), Labels.of("source", one.source(), "reason", one.reason())))
                .toList();
        if (!refused.isEmpty()) {
            families.add(new CounterSnapshot(REFUSED, refused));
        }
        return new MetricSnapshots(families);
    }

    /** Of two deploys that are called the same the earlier start, since bursts from then on may be either's. */
    private Map<Labels, Double> starts() {
        Map<Labels, Double> starts = new TreeMap<>();
        for (Deploy deploy : figures.recent().get()) {
            starts.merge(labels(deploy), deploy.startedAt().toEpochMilli() / 1e3, Math::min);
        }
        return starts;
    }

    private Map<Labels, Double> blame() {
        Map<Labels, Double> blame = new TreeMap<>();
        for (Blamed blamed : figures.blamed().get()) {
            SignalKey signal = blamed.signal();
            Labels labels =
                    Labels.of("target", signal.target(), "signal", signal.kind().id(), "device", signal.device());
            blame.put(labels.merge(labels(blamed.deploy())), blamed.probability());
        }
        return blame;
    }

    /**
     * What people call a deploy, in one label: the labels of its parts would collide with those that Prometheus gives to what it scrapes
     * (cluster, namespace). Its id is none of them: the number of ids has no bound.
     */
    private static Labels labels(Deploy deploy) {
        return Labels.of("deploy", called(deploy), "app", text(deploy.app()));
    }

    private static String called(Deploy deploy) {
        String name = Objects.requireNonNullElse(deploy.name(), text(deploy.app()));
        String namespace = deploy.namespace();
        String whole = namespace == null || name.isEmpty() ? name : namespace + "/" + name;
        return (Objects.requireNonNullElse(deploy.kind(), deploy.source()) + " " + whole).strip();
    }

    private static void addGauge(List<MetricSnapshot> families, MetricMetadata metadata, Map<Labels, Double> values) {
        if (!values.isEmpty()) {
            families.add(new GaugeSnapshot(
                    metadata,
                    values.entrySet().stream()
                            .map(entry -> new GaugeDataPointSnapshot(entry.getValue(), entry.getKey(), null))
                            .toList()));
        }
    }

    private static CounterDataPointSnapshot counter(double value, Labels labels) {
        return new CounterDataPointSnapshot(value, labels, null, NO_CREATED_TIME);
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}

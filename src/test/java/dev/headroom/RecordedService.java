// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.correlation.LiveAttribution;
import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployLines;
import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstListener;
import dev.headroom.detection.Detection;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.metrics.DeployFigures;
import dev.headroom.metrics.DeployFigures.Told;
import dev.headroom.metrics.HeadroomMetrics;
import dev.headroom.replay.ReadProgress;
import dev.headroom.replay.RecordingReader;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.TargetSampling;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The service as it would have been while a recording happened: the same detection, attribution, counts and metrics, on the
 * recording's clock. Whoever scrapes it sees at each instant what a Prometheus would have seen then.
 */
public final class RecordedService {
    /** How long a deploy is of interest after its end. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final List<Burst> bursts = new ArrayList<>();
    private final Detection detection = new Detection(DetectionSettings.defaults(), new Closed());
    private final VerdictCounts counts = new VerdictCounts();
    private final Map<String, Told> told = new TreeMap<>();
    private final Set<String> reported = new HashSet<>();
    private final List<Deploy> deploys;

    private final Gauge startTime = Gauge.builder()
            .withoutExemplars()
            .name("process_start_time_seconds")
            .help("When the recording begins: the service begins with it")
            .register(registry);
    private final Duration interval;
    private final BiConsumer<Instant, PrometheusRegistry> scrape;
    private @Nullable LiveAttribution attribution;
    private Instant now = Instant.EPOCH;

    private RecordedService(List<Deploy> deploys, Duration interval, BiConsumer<Instant, PrometheusRegistry> scrape) {
        this.deploys = deploys;
        this.interval = interval;
        this.scrape = scrape;
        new HeadroomMetrics(
                        detection::statuses,
                        List::of,
                        List::of,
                        counts::unexplained,
                        detection.settings(),
                        Duration.ofMillis(100),
                        "recorded")
                .registerIn(registry);
        new DeployFigures(
                        () -> List.copyOf(told.values()),
                        this::running,
                        this::recent,
                        List::of,
                        counts::attributed,
                        counts::saturated,
                        List::of)
                .registerIn(registry);
    }

    /**
     * Runs a recording.
     *
     * @param folder with {@code recording.om.gz} and {@code deploys.ndjson}; each deploy is told of when it starts and when it ends
     * @param interval the time between two scrapes
     * @param scrape takes the metrics at each of them, in order of time
     * @return the bursts, in the order in which they ended
     */
    public static List<Burst> run(Path folder, Duration interval, BiConsumer<Instant, PrometheusRegistry> scrape)
            throws Exception {
        List<Deploy> deploys;
        try (InputStream lines = Files.newInputStream(folder.resolve("deploys.ndjson"))) {
            deploys = DeployLines.read(lines, "deploys.ndjson");
        }
        RecordedService service = new RecordedService(deploys, interval, scrape);
        new RecordingReader(service::target, ReadProgress.NONE).read(folder.resolve("recording.om.gz"));
        service.detection.finish(false);
        return service.bursts;
    }

    private List<Deploy> running() {
        return deploys.stream()
                .filter(deploy -> !deploy.startedAt().isAfter(now))
                .filter(deploy ->
                        deploy.finishedAt() == null || deploy.finishedAt().isAfter(now))
                .toList();
    }

    private List<Deploy> recent() {
        Instant since = now.minus(KEPT);
        return deploys.stream()
                .filter(deploy -> !deploy.startedAt().isAfter(now))
                .filter(deploy ->
                        deploy.finishedAt() == null || deploy.finishedAt().isAfter(since))
                .toList();
    }

    private CounterSink target(String name) {
        return new Clocked(new TargetSampling(name, detection::sinkFor, false));
    }

    private LiveAttribution attribution() {
        LiveAttribution known = attribution;
        if (known == null) {
            known = new LiveAttribution(now);
            attribution = known;
        }
        return known;
    }

    /** Lets the time pass until a reading, with all that happens and all that is scraped before it. */
    private void advanceTo(Instant reading) {
        if (attribution == null) {
            now = reading;
            startTime.set(reading.getEpochSecond());
            attribution();
        }
        while (!now.plus(interval).isAfter(reading)) {
            now = now.plus(interval);
            for (Deploy deploy : deploys) {
                tell(deploy, deploy.startedAt(), Deploy.Phase.STARTED);
                tell(deploy, deploy.finishedAt(), deploy.phase());
            }
            attribution().advanceTo(now).forEach(this::take);
            scrape.accept(now, registry);
        }
    }

    private void tell(Deploy deploy, @Nullable Instant at, Deploy.Phase phase) {
        if (at != null && !at.isAfter(now) && reported.add(deploy.id() + phase)) {
            told.merge(
                    deploy.source() + phase,
                    new Told(deploy.source(), phase.id(), 1),
                    (all, one) -> new Told(all.source(), all.phase(), all.reports() + one.reports()));
            counts.expect(deploy.app());
            attribution().deployReported(deploy, now);
        }
    }

    private void take(Judged judged) {
        if (judged.settled()) {
            String deploy = judged.verdict().deploy();
            counts.settled(judged, deploy == null ? null : attribution().app(deploy));
        }
    }

    private final class Closed implements BurstListener {
        @Override
        public void opened(Burst burst) {}

        @Override
        public void closed(Burst burst) {
            bursts.add(burst);
            take(attribution().burstClosed(burst, now));
        }

        @Override
        public void settled(Burst burst) {}
    }

    /** Hands readings on once the time before them has passed. */
    private final class Clocked implements CounterSink {
        private final CounterSink next;

        Clocked(CounterSink next) {
            this.next = next;
        }

        private CounterSink at(long timeNanos) {
            advanceTo(Instant.EPOCH.plusNanos(timeNanos));
            return next;
        }

        @Override
        public void cpu(long timeNanos, CpuReading reading) {
            at(timeNanos).cpu(timeNanos, reading);
        }

        @Override
        public void cpuPressure(long timeNanos, double waitingSeconds) {
            at(timeNanos).cpuPressure(timeNanos, waitingSeconds);
        }

        @Override
        public void network(long timeNanos, Direction direction, String device, double bytes, Limit speed) {
            at(timeNanos).network(timeNanos, direction, device, bytes, speed);
        }

        @Override
        public void tcp(long timeNanos, double sentSegments, double retransmittedSegments) {
            at(timeNanos).tcp(timeNanos, sentSegments, retransmittedSegments);
        }

        @Override
        public void process(long timeNanos, String process, double cpuSeconds) {
            at(timeNanos).process(timeNanos, process, cpuSeconds);
        }

        @Override
        public void level(long timeNanos, SignalKind kind, String device, double value, Limit limit) {
            at(timeNanos).level(timeNanos, kind, device, value, limit);
        }
    }
}

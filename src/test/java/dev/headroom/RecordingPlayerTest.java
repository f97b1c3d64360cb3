// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.Verdict;
import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployLines;
import dev.headroom.deploys.DeployMerge;
import dev.headroom.deploys.DeployReport;
import dev.headroom.deploys.DeployTelling;
import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstListener;
import dev.headroom.detection.Detection;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.DeployQuery;
import dev.headroom.history.SqlHistory;
import dev.headroom.history.TemporaryHistory;
import dev.headroom.metrics.DeployFigures.Attributed;
import dev.headroom.replay.PlayedRecording;
import dev.headroom.replay.ReadProgress;
import dev.headroom.replay.RecordingReader;
import dev.headroom.sampling.TargetSampling;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The 2024 incident, played into the parts of the service on a clock that the test moves. */
class RecordingPlayerTest {
    private static final Path DEMO = Path.of("docs/demo/2024-05-28-wikikube");
    private static final Path RECORDING = DEMO.resolve("recording.om.gz");
    private static final Instant FROM = Instant.parse("2024-05-28T12:10:00.004Z");
    private static final Instant TO = Instant.parse("2024-05-28T12:53:00.007Z");

    private static final Verdict ANY_VERDICT =
            new Verdict(null, List.of(), 0, Verdict.Decision.PENDING, List.of(), List.of());

    private static List<Burst> replayed = List.of();
    private static List<DeployReport> reports = List.of();

    @TempDir
    private Path folder;

    @BeforeAll
    static void replay() throws Exception {
        replayed = new ArrayList<>();
        Detection detection = new Detection(DetectionSettings.defaults(), new BurstListener() {
            @Override
            public void opened(Burst burst) {}

            @Override
            public void closed(Burst burst) {}

            @Override
            public void settled(Burst burst) {
                replayed.add(burst);
            }
        });
        new RecordingReader(target -> new TargetSampling(target, detection::sinkFor, false), ReadProgress.NONE)
                .read(RECORDING);
        detection.finish(false);
        try (InputStream in = Files.newInputStream(DEMO.resolve("deploys.ndjson"))) {
            reports = DeployLines.reports(in, "deploys.ndjson");
        }
    }

    @Test
    void whatIsPlayedIsFoundAsReplayFindsItAndEveryVerdictIsFinalInTheEnd() throws Exception {
        try (Service service = new Service(folder, 60, FROM)) {
            service.play();

            assertThat(service.bursts())
                    .usingRecursiveFieldByFieldElementComparatorIgnoringFields("verdict")
                    .containsExactlyInAnyOrderElementsOf(replayed.stream()
                            .map(burst -> BurstRecord.of(burst, ANY_VERDICT))
                            .toList());
            assertThat(service.deploys())
                    .containsExactlyInAnyOrderElementsOf(
                            DeployMerge.of(reports).stream().map(Deploy::id).toList());
            assertThat(service.bursts())
                    .extracting(burst -> burst.verdict().decision())
                    .doesNotContain("pending");
            assertThat(service.counts.attributed().stream()
                            .mapToLong(Attributed::bursts)
                            .sum())
                    .as("counted as attributed")
                    .isEqualTo(service.bursts().stream()
                            .filter(burst -> burst.verdict().deploy() != null)
                            .count())
                    .isGreaterThanOrEqualTo(15);
        }
    }

    @Test
    void whatIsFoundDoesNotDependOnTheSpeedNorOnWhereThePlayingBegins() throws Exception {
        try (Service slow = new Service(Files.createDirectory(folder.resolve("slow")), 1, FROM);
                Service late = new Service(
                        Files.createDirectory(folder.resolve("late")), 1_000, Instant.parse("2024-05-28T12:40:00Z"))) {
            slow.play();
            late.play();

            assertThat(late.bursts()).isEqualTo(slow.bursts());
            assertThat(late.waitedNanos())
                    .as("only what comes after 12:40 is waited for")
                    .isCloseTo(
                            Duration.between(late.recording.at(), TO.plusSeconds(180))
                                            .toNanos()
                                    / 1_000,
                            Percentage.withPercentage(1));
        }
    }

    @Test
    void deploysRunFromTheirStartToTheirEndByTheClockOfTheRecording() throws Exception {
        List<String> changes = new ArrayList<>();
        try (Service service = new Service(folder, 60, FROM)) {
            service.whileWaiting = nanos -> {
                String running = service.desk.running().stream()
                        .map(Deploy::externalId)
                        .toList()
                        .toString();
                if (changes.isEmpty() || !changes.getLast().endsWith(running)) {
                    changes.add(Duration.between(FROM, service.clock.instant()).toSeconds() + " s: " + running);
                }
            };
            service.play();
        }
        assertThat(changes)
                .containsExactly(
                        "0 s: []",
                        "361 s: [sync-prod-k8s-1]",
                        "790 s: []",
                        "1039 s: [rdf-streaming-updater-41]",
                        "1084 s: []",
                        "1508 s: [sync-prod-k8s-2]",
                        "2112 s: []",
                        "2119 s: [sync-prod-k8s-3]",
                        "2524 s: []");
    }

    /** The parts as the service joins them, and a monotonic clock that goes on as the player waits. */
    private static final class Service implements AutoCloseable {
        private final AtomicLong nanos = new AtomicLong();
        private final PlayedRecording recording;
        private final RecordingClock clock;
        private final SqlHistory history;
        private final Facts facts = new Facts(fact -> {});
        private final VerdictCounts counts = new VerdictCounts();
        private final Verdicts verdicts;
        private final DeployDesk desk;
        private final Flight flight;
        private final LivePipeline pipeline;
        private LongConsumer whileWaiting = nanos -> {};

        Service(Path folder, double speed, Instant at) {
            recording = new PlayedRecording(RECORDING, FROM, TO, at, speed, DeployTelling.of(reports), List.of());
            clock = new RecordingClock(nanos::get, FROM, at, speed);
            history = TemporaryHistory.in(folder.resolve("history"));
            verdicts = new Verdicts(history, facts, counts, clock);
            desk = new DeployDesk(history, verdicts, facts, clock);
            HeadroomProperties properties = new Binder(
                            new MapConfigurationPropertySource(Map.of("headroom.history.directory", folder.toString())))
                    .bindOrCreate("headroom", HeadroomProperties.class);
            flight = new Flight(properties);
            pipeline = new LivePipeline(
                    properties.detection().settings(),
                    new BurstRecorder(history, verdicts, facts),
                    verdicts,
                    flight,
                    facts,
                    properties.sampling().interval(),
                    false);
        }

        void play() {
            pipeline.start();
            new RecordingPlayer(recording, clock, pipeline, desk, flight.recorder(), left -> {
                        whileWaiting.accept(left);
                        nanos.addAndGet(left);
                    })
                    .play();
            verdicts.close();
            assertThat(history.flush(Duration.ofSeconds(20))).isTrue();
            assertThat(flight.recorder().status().droppedSamples()).isZero();
        }

        long waitedNanos() {
            return nanos.get();
        }

        List<BurstRecord> bursts() {
            return history.bursts(new BurstQuery(null, null, null, null, null, null), 500, null)
                    .bursts();
        }

        List<String> deploys() {
            return history.deploys(new DeployQuery(null, null, null, null, null, null), 500, null).deploys().stream()
                    .map(deploy -> deploy.id())
                    .toList();
        }

        @Override
        public void close() {
            pipeline.stop();
            facts.close();
            flight.close();
            history.close();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import dev.headroom.exposition.Scraper;
import dev.headroom.realparts.AlertmanagerServer;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two real Alertmanagers in a cluster, one of which is killed and started again, and a Headroom that starts again too. */
class AlertmanagerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration RESEND = Duration.ofSeconds(5);
    private static final Duration KEEP_FIRING = Duration.ofSeconds(8);
    private static final SignalKey CPU = new SignalKey("api-1", SignalKind.CPU, "");

    @TempDir
    private Path directory;

    private final AtomicReference<List<Burst>> open = new AtomicReference<>(List.of());
    private final AtomicReference<List<Judged>> past = new AtomicReference<>(List.of());

    private final class Known implements Pushes.Sources {
        @Override
        public List<Burst> open() {
            return open.get();
        }

        @Override
        public List<Judged> bursts(Instant since, Instant until) {
            return past.get();
        }

        @Override
        public List<Deploy> deploys(Instant since) {
            return List.of();
        }

        @Override
        public String sentence(Burst burst) {
            return burst.id();
        }
    }

    private Pushes push(Scraper scraper, AlertmanagerServer... replicas) {
        AlertSettings settings = new AlertSettings(
                Duration.ofSeconds(30),
                3,
                KEEP_FIRING,
                RESEND,
                AlertSettings.PATIENCE,
                Map.of("cluster", "prod"),
                "http://headroom.example.net:19847");
        List<Destination> destinations = List.of(replicas).stream()
                .map(replica -> Destination.of(replica.address().toString(), null, null))
                .toList();
        Pushes pushes = new Pushes(
                settings,
                new Pushes.Destinations(destinations, null),
                new Known(),
                scraper,
                System::nanoTime,
                InstantSource.system());
        pushes.start();
        return pushes;
    }

    private static Burst burst(Instant from, Instant to, boolean isOpen) {
        long fromNanos = TimeUnit.SECONDS.toNanos(from.getEpochSecond()) + from.getNano();
        long toNanos = TimeUnit.SECONDS.toNanos(to.getEpochSecond()) + to.getNano();
        double seconds = (toNanos - fromNanos) / 1e9;
        return new Burst(
                "01HYZB0C7T0000000000000000",
                CPU,
                fromNanos,
                toNanos,
                isOpen,
                false,
                1,
                0.99,
                seconds,
                0.2,
                400,
                false,
                0,
                List.of(),
                true);
    }

    private AlertmanagerServer alertmanager(String name, String configuration, AlertmanagerServer... peers)
            throws Exception {
        return AlertmanagerServer.start(Files.createDirectory(directory.resolve(name)), configuration, peers);
    }

    @Test
    void theOnCallIsToldOnceOfTheAlertAndOnceOfItsEndWhoeverDiesMeanwhile() throws Exception {
        Instant started = Instant.now().minusSeconds(40).truncatedTo(ChronoUnit.MILLIS);
        try (Notifications onCall = new Notifications();
                AlertmanagerServer first = alertmanager("first", onCall.configuration());
                AlertmanagerServer second = alertmanager("second", onCall.configuration(), first);
                Scraper scraper = new Scraper(System::nanoTime, InstantSource.system())) {
            await().atMost(PATIENCE).until(() -> first.isSettledAmong(2) && second.isSettledAmong(2));
            Burst goesOn = burst(started, Instant.now(), true);
            open.set(List.of(goesOn));
            Instant told;
            try (Pushes pushes = push(scraper, first, second)) {
                pushes.burst(goesOn);
                for (AlertmanagerServer replica : List.of(first, second)) {
                    await().atMost(PATIENCE)
                            .untilAsserted(() -> assertThat(replica.alerts())
                                    .singleElement()
                                    .satisfies(alert -> {
                                        assertThat(time(alert, "startsAt")).isEqualTo(started);
                                        assertThat(alert.path("labels")
                                                        .path("alertname")
                                                        .asString())
                                                .isEqualTo("HeadroomBurst");
                                        assertThat(alert.path("generatorURL").asString())
                                                .endsWith("/bursts/" + goesOn.id());
                                    }));
                }
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(onCall.told("firing")).hasSize(1));

                second.kill();
                await().atMost(PATIENCE)
                        .until(() -> !pushes.statuses().get(1).failures().isEmpty());
                second.startAgain();
                Instant back = Instant.now();
                await().atMost(PATIENCE).until(() -> second.alerts().size() == 1);
                assertThat(Duration.between(back, Instant.now()))
                        .as("what it missed it is told by the next resend; a refused connection is tried again sooner")
                        .isLessThan(RESEND.plusSeconds(5));

                Instant end = Instant.now().truncatedTo(ChronoUnit.MILLIS);
                told = end;
                open.set(List.of());
                Judged judged = Given.judged(burst(started, end, false), Decision.UNEXPLAINED, null);
                pushes.burst(judged.burst());
                pushes.judged(judged);
                past.set(List.of(judged));
            }
            assertThat(first.alerts()).as("Headroom's end resolves nothing").hasSize(1);
            try (Pushes restarted = push(scraper, first, second)) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(onCall.told("resolved")).hasSize(1));
                JsonNode resolved =
                        onCall.all("resolved").getFirst().path("alerts").get(0);
                assertThat(time(resolved, "startsAt")).isEqualTo(started);
                assertThat(time(resolved, "endsAt")).isEqualTo(told);
                assertThat(first.alerts()).isEmpty();
                assertThat(second.alerts()).isEmpty();
                // it is told again meanwhile, and that must wake nobody
                await().atMost(PATIENCE)
                        .until(() -> restarted.statuses().stream().allMatch(status -> status.sent() >= 4));
                assertThat(restarted.statuses())
                        .allSatisfy(status -> assertThat(status.failures()).isEmpty());
            }
            assertThat(onCall.told("firing")).hasSize(1);
            assertThat(onCall.told("resolved")).hasSize(1);
        }
    }

    private static Instant time(JsonNode alert, String field) {
        return OffsetDateTime.parse(alert.path(field).asString()).toInstant();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import static dev.headroom.alerting.Given.CPU;
import static dev.headroom.alerting.Given.SETTINGS;
import static dev.headroom.alerting.Given.at;
import static dev.headroom.alerting.Given.deploy;
import static dev.headroom.alerting.Given.ended;
import static dev.headroom.alerting.Given.judged;
import static dev.headroom.alerting.Given.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.alerting.FakeServer.Fault;
import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.detection.Burst;
import dev.headroom.exposition.Scraper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pushing to several servers at once, on its own threads. */
@Timeout(60)
class PushesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicReference<List<Burst>> open = new AtomicReference<>(List.of());
    private List<Judged> past = List.of();
    private boolean unreadable;

    private final class Known implements Pushes.Sources {
        @Override
        public List<Burst> open() {
            return open.get();
        }

        @Override
        public List<Judged> bursts(Instant since, Instant until) {
            if (unreadable) {
                throw new IllegalStateException("the history is away");
            }
            return past;
        }

        @Override
        public List<Deploy> deploys(Instant since) {
            return past.isEmpty() ? List.of() : List.of(deploy("D", Phase.SUCCEEDED, 20.0));
        }

        @Override
        public String sentence(Burst burst) {
            return burst.id();
        }
    }

    private Pushes push(Scraper scraper, @Nullable FakeServer grafana, FakeServer... replicas) {
        List<Destination> destinations = new ArrayList<>();
        for (FakeServer replica : replicas) {
            destinations.add(Destination.of(replica.address(), null, null));
        }
        Destination annotated = grafana == null ? null : Destination.of(grafana.address(), null, null);
        return new Pushes(
                SETTINGS,
                new Pushes.Destinations(destinations, annotated),
                new Known(),
                scraper,
                System::nanoTime,
                () -> at(45));
    }

    @Test
    void aServerThatHangsHoldsUpNeitherTheOthersNorWhoeverTells() throws Exception {
        try (FakeServer hanging = new FakeServer();
                FakeServer well = new FakeServer();
                FakeGrafana grafana = new FakeGrafana();
                Scraper scraper = new Scraper(System::nanoTime, () -> at(45));
                Pushes pushes = push(scraper, grafana, hanging, well)) {
            for (int i = 0; i < 100; i++) {
                hanging.fail(Fault.Kind.HANGS);
            }
            pushes.start();
            long before = System.nanoTime();
            pushes.burst(open(CPU, "A", 0, 0.2));
            open.set(List.of(open(CPU, "A", 0, 40)));
            pushes.deploy(deploy("D", Phase.STARTED, null));
            await().atMost(PATIENCE).until(() -> well.requests().size() >= 1);
            pushes.burst(ended(CPU, "A", 0, 42));
            open.set(List.of());
            pushes.judged(judged(ended(CPU, "A", 0, 42), Decision.CAUSED, "D"));
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(PATIENCE);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(well.last().body()).contains("caused it"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(grafana.annotations()).hasSize(2));
            await().atMost(PATIENCE)
                    .until(() -> pushes.statuses().getFirst().failures().containsKey("timeout"));
            assertThat(pushes.statuses().get(1).failures()).isEmpty();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.startsWith("headroom-push-")));
    }

    @Test
    void atTheStartThePastIsToldAgain() throws Exception {
        past = List.of(judged(ended(CPU, "A", 0, 40), Decision.CAUSED, "D"));
        try (FakeServer replica = new FakeServer();
                FakeGrafana grafana = new FakeGrafana();
                Scraper scraper = new Scraper(System::nanoTime, () -> at(45));
                Pushes pushes = push(scraper, grafana, replica)) {
            pushes.start();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(grafana.annotations()).hasSize(2));
            await().atMost(PATIENCE).until(() -> !replica.requests().isEmpty());
            assertThat(replica.last().body())
                    .contains("web r42 of mediawiki (helm) caused it")
                    .contains("\"startsAt\":\"" + at(0) + "\"");
        }
    }

    @Test
    void aHistoryThatCannotBeReadKeepsNothingFromBeingTold() throws Exception {
        unreadable = true;
        try (FakeServer replica = new FakeServer();
                Scraper scraper = new Scraper(System::nanoTime, () -> at(45));
                Pushes pushes = push(scraper, null, replica)) {
            pushes.start();
            pushes.burst(ended(CPU, "A", 0, 40));
            await().atMost(PATIENCE).until(() -> !replica.requests().isEmpty());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.demo.QuietDay;
import dev.headroom.e2e.OnCall.Page;
import dev.headroom.realparts.HeadroomJar;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The incident of 2024-05-28, faster than it was, through the jar that users start, a real Prometheus with Headroom's rules, and a real Alertmanager with
 * kube-prometheus' configuration: who would have been paged, when, and with what.
 */
@Timeout(400)
class IncidentAlertsIT {
    private static final System.Logger LOG = System.getLogger("incident alerts");
    private static final Path RECORDING =
            Path.of("docs/demo/2024-05-28-wikikube/recording.om.gz").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(240);

    private static final Instant BEGINS = Instant.parse("2024-05-28T12:10:00.004Z");
    private static final Instant DEPLOY_STARTS = Instant.parse("2024-05-28T12:16:02Z");
    private static final Instant DEPLOY_FAILS = Instant.parse("2024-05-28T12:23:11Z");
    private static final Instant PROBE_DOWN = Instant.parse("2024-05-28T12:49:12Z");

    @TempDir
    private Path folder;

    @Test
    void theFirstDeployPagesBeforeItEndsAndEveryPageSaysWhatWhereAndWhy() throws Exception {
        try (Played played = new Played(folder, RECORDING, BEGINS, 20)) {
            played.waitUntil(Duration.ofSeconds(2_579));
            List<Page> pages = played.monitoring.pages();
            played.tell();

            Page first = pages.getFirst();
            assertThat(first.firing()).isTrue();
            assertThat(played.time.recorded(first.at()))
                    .as("the first page")
                    .isBetween(DEPLOY_STARTS, DEPLOY_FAILS)
                    .isBefore(PROBE_DOWN.minus(Duration.ofMinutes(20)));
            assertThat(pages).allSatisfy(page -> {
                assertThat(page.label("severity")).isIn("warning", "critical");
                assertThat(page.receiver())
                        .isEqualTo(page.label("severity").equals("critical") ? "Critical" : "Default");
            });
            assertThat(names(played.firing(DEPLOY_FAILS)))
                    .as("paged during the first deploy")
                    .contains("HeadroomDeployBurst", "HeadroomCpuSaturated");
            assertThat(played.began("HeadroomRetransmits"))
                    .as("when the alert of the slow link began, whenever its group was delivered")
                    .isBetween(DEPLOY_STARTS, DEPLOY_FAILS.plusSeconds(60));
            assertThat(names(played.firing(PROBE_DOWN.plusSeconds(300))))
                    .as("paged in all")
                    .containsExactlyInAnyOrder(
                            "HeadroomDeployBurst",
                            "HeadroomCpuSaturated",
                            "HeadroomRetransmits",
                            "HeadroomLinkSaturated");
            assertThat(pages.stream().filter(Page::firing)).allSatisfy(page -> {
                assertThat(page.annotation("description"))
                        .as("what, where, how long, how full, and which deploy")
                        .contains(page.label("signal"), page.label("target"))
                        .containsPattern("was saturated for \\d+\\.\\d s within 15 minutes \\(bursts: \\d+\\)")
                        .containsPattern("at a peak of \\d+(\\.\\d+)?%")
                        .contains("mw-web/", "sync-prod-k8s", "(app mediawiki)");
                assertThat(page.annotation("summary")).isNotEmpty();
                assertThat(page.annotation("runbook_url")).endsWith(".md");
                assertThat(page.annotation("dashboard_url")).startsWith("https://");
            });
            assertThat(get(first.annotation("burst_url"))).contains("\"id\"", first.label("target"));
            assertThat(played.monitoring.query("count(ALERTS{severity!~\"warning|critical\"})"))
                    .as("alerts that kube-prometheus would mute")
                    .isEmpty();
        }
    }

    @Test
    void aQuietHourWithDeploysThatDoNoHarmPagesNobody() throws Exception {
        Path recording = QuietDay.write(folder, Duration.ofHours(1));
        try (Played played = new Played(folder, recording, QuietDay.START, 30)) {
            played.waitUntil(Duration.ofHours(1).minusSeconds(1));
            played.tell();

            assertThat(played.monitoring
                            .query("sum(headroom_bursts_total)")
                            .get(0)
                            .get("value")
                            .get(1)
                            .asString())
                    .as("the burst that is no reason to page")
                    .isEqualTo("1");
            assertThat(played.monitoring
                            .query("sum(headroom_deploys_total)")
                            .get(0)
                            .get("value")
                            .get(1)
                            .asString())
                    .as("three deploys told of twice")
                    .isEqualTo("6");
            assertThat(played.monitoring.query("target_signal_device:headroom_saturated_seconds:delta15m"))
                    .as("what the rules record, and so that they are evaluated")
                    .isNotEmpty();
            assertThat(played.monitoring.query("count_over_time(ALERTS{alertstate=\"firing\"}[10m])"))
                    .isEmpty();
            assertThat(played.monitoring.pages()).isEmpty();
        }
    }

    private static List<String> names(Map<String, Page> pages) {
        return pages.values().stream()
                .map(page -> page.label("alertname"))
                .distinct()
                .toList();
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    /** A recording that the jar serves, and all that watches it. */
    private static final class Played implements AutoCloseable {
        private final HeadroomJar headroom;
        private final FastForward time;
        private final Monitoring monitoring;

        Played(Path folder, Path recording, Instant begins, int speed) throws Exception {
            headroom = HeadroomJar.play(
                    Files.createDirectory(folder.resolve("headroom")), recording, "--speed", String.valueOf(speed));
            try {
                await().atMost(PATIENCE).ignoreExceptions().until(() -> observedSeconds() > 0);
                Instant asked = Instant.now();
                time = new FastForward(speed, begins.plusMillis((long) (observedSeconds() * 1_000)), asked);
                monitoring = new Monitoring(folder, headroom.port(), time, Duration.ofSeconds(15));
            } catch (Throwable failed) {
                headroom.close();
                throw failed;
            }
        }

        private double observedSeconds() throws IOException, InterruptedException {
            return headroom.metric("headroom_observed_seconds_total", "signal=\"cpu\"", "target=\"kubemaster1001\"");
        }

        void waitUntil(Duration sinceBeginning) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(250))
                    .until(() -> observedSeconds() >= sinceBeginning.toSeconds());
        }

        /** The alerts that were delivered as firing until an instant of the recording, each as it was delivered first. */
        Map<String, Page> firing(Instant until) {
            return monitoring.pages().stream()
                    .filter(page -> page.firing() && !time.recorded(page.at()).isAfter(until))
                    .collect(Collectors.toMap(Page::name, page -> page, (one, later) -> one, TreeMap::new));
        }

        /** When an alert that was delivered first began to fire. */
        Instant began(String alert) {
            return monitoring.pages().stream()
                    .filter(page -> page.label("alertname").equals(alert))
                    .map(page -> time.recorded(
                            OffsetDateTime.parse(page.alert().path("startsAt").asString())
                                    .toInstant()))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
        }

        /** Writes into the log what was delivered, for people to read. */
        void tell() {
            StringBuilder text = new StringBuilder("what was delivered, by the recording's clock:");
            for (Page page : monitoring.pages()) {
                text.append("\n%s %s to %s: %s\n    %s\n    %s"
                        .formatted(
                                time.recorded(page.at()),
                                page.alert().path("status").asString(),
                                page.receiver(),
                                page.name(),
                                page.annotation("summary"),
                                page.annotation("description")));
            }
            text.append("\nHeadroom took %s of CPU time for it".formatted(headroom.cpuTime()));
            LOG.log(System.Logger.Level.INFO, text.toString());
        }

        @Override
        public void close() throws Exception {
            try (headroom) {
                monitoring.close();
            }
        }
    }
}

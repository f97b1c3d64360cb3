// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.dashboards.Dashboard.Panel;
import dev.headroom.dashboards.DashboardViewer.Choices;
import dev.headroom.dashboards.DashboardViewer.Shown;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.PrometheusServer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Every query of every shipped dashboard is run by a real Prometheus, and has data: from the incident of 2024, or, for what exists only
 * live, from the present ({@link IncidentAndPresent}).
 */
class DashboardQueriesIT {
    /** How long each deploy of the incident took. */
    private static final Map<String, Integer> DEPLOY_SECONDS = Map.of(
            "sync-prod-k8s", 429,
            "rdf-streaming-updater", 45,
            "sync-prod-k8s [retry]", 604,
            "roll-back of sync-prod-k8s", 405);

    @TempDir
    private static Path folder;

    private static @Nullable IncidentAndPresent world;

    @BeforeAll
    static void start() throws Exception {
        world = IncidentAndPresent.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (world != null) {
            world.close();
        }
    }

    private static IncidentAndPresent world() {
        return Objects.requireNonNull(world);
    }

    private static PrometheusServer prometheus() {
        return world().prometheus();
    }

    @Test
    void everyPanelHasData() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        List<TimeWindow> windows = world().windows();
        List<String> empty = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (Panel panel : dashboard.panels()) {
                for (JsonNode target : panel.targets()) {
                    Optional<Shown> shown = viewer.shown(panel, target, windows);
                    if (shown.isEmpty()) {
                        empty.add(said(panel, target));
                    } else {
                        System.getLogger("dashboards").log(System.Logger.Level.INFO, panel + ": " + shown.get());
                    }
                }
            }
        }
        assertThat(empty).isEmpty();
    }

    private static String said(Panel panel, JsonNode target) {
        return panel + ": " + AlertRules.oneLine(target.path("expr").asString());
    }

    /** What {@link GrafanaIT} wants to see drawn; the other panels are about what no recording of servers has, such as clients and Headroom itself. */
    @Test
    void theIncidentFillsEightPanelsOfEveryDashboardAtLeast() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        for (Dashboard dashboard : Dashboard.shipped()) {
            Choices choices = viewer.choices(dashboard, RecordedIncident.WINDOW).getFirst();
            List<Panel> filled = viewer.filled(dashboard, choices, RecordedIncident.WINDOW);
            System.getLogger("dashboards").log(System.Logger.Level.INFO, dashboard + ": " + filled);
            assertThat(filled).as(dashboard.uid()).hasSizeGreaterThanOrEqualTo(8);
        }
    }

    /** Where native histograms are scraped there are no classic ones of what has both; no panel may live by those. */
    @Test
    void whatHasDataHasItTooWhereNativeHistogramsAreScraped() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        TimeWindow present = world().present();
        // where a step is minutes, the first point of the present is before all of it, and that of what follows after
        // all of it
        List<TimeWindow> windows = List.of(present, present.later(present.length()));
        List<String> classic = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (Panel panel : dashboard.panels()) {
                for (JsonNode target : panel.targets()) {
                    if (hasData(viewer, panel, target, IncidentAndPresent.CLASSIC, windows)) {
                        classic.add(said(panel, target));
                        if (!hasData(viewer, panel, target, IncidentAndPresent.NATIVE, windows)) {
                            missing.add(said(panel, target));
                        }
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(classic)
                .filteredOn(said -> said.contains("headroom_burst_duration_seconds"))
                .hasSize(2);
        assertThat(count("headroom_burst_duration_seconds", IncidentAndPresent.NATIVE))
                .isPositive();
        assertThat(count("headroom_burst_duration_seconds_bucket", IncidentAndPresent.NATIVE))
                .isZero();
        assertThat(count("headroom_burst_duration_seconds_bucket", IncidentAndPresent.CLASSIC))
                .isPositive();
    }

    private static double count(String metric, String cluster) throws Exception {
        return world().count("count(%s{cluster=\"%s\"})".formatted(metric, cluster));
    }

    private static boolean hasData(
            DashboardViewer viewer, Panel panel, JsonNode target, String cluster, List<TimeWindow> windows)
            throws Exception {
        for (TimeWindow window : windows) {
            for (Choices choices : viewer.choices(panel.dashboard(), window)) {
                Optional<Shown> shown = viewer.shown(panel, target, choices.with("cluster", cluster), window);
                if (shown.isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** 30 s of a CPU within 15 minutes are a warning: so the first deploy of the incident was one, seven minutes after it had begun. */
    @Test
    void theEvidenceOfTheAlertsShowsTheFirstDeployOfTheIncidentBeyondTheThreshold() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        Panel panel = Dashboard.shippedPanels().stream()
                .filter(one -> one.title().equals("Was a CPU saturated for too long?"))
                .findFirst()
                .orElseThrow();
        TimeWindow first = new TimeWindow(
                "first deploy",
                RecordedIncident.WINDOW.from(),
                Instant.parse("2024-05-28T12:23:00Z"),
                RecordedIncident.WINDOW.scrape());
        Choices choices = viewer.choices(panel.dashboard(), first).getFirst();
        double highest = viewer.series(panel, panel.targets().getFirst(), choices, first).stream()
                .flatMap(series -> series.path("values").valueStream())
                .mapToDouble(point -> Double.parseDouble(point.path(1).asString()))
                .max()
                .orElse(0);
        assertThat(highest).isGreaterThan(panel.thresholds().getFirst());
    }

    @Test
    void everyVariableOffersSomethingInTheIncidentAndNow() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (TimeWindow window : world().windows().subList(0, 2)) {
                for (JsonNode variable : dashboard.queryVariables()) {
                    TreeSet<String> offered = new TreeSet<>();
                    for (Choices choices : viewer.choices(dashboard, window)) {
                        offered.addAll(viewer.offered(variable, choices, window));
                    }
                    assertThat(offered)
                            .as("%s of %s in %s", variable.path("name"), dashboard, window.name())
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void aTargetThatNeverAnsweredCanBeChosen() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (JsonNode variable : dashboard.queryVariables()) {
                if (variable.path("name").asString().equals("target")) {
                    TimeWindow live = world().present();
                    assertThat(viewer.offered(
                                    variable, viewer.choices(dashboard, live).getFirst(), live))
                            .contains("gone", "api-1");
                }
            }
        }
    }

    @Test
    void everyDeployOfTheIncidentIsARegionOfItsLength() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (JsonNode annotation : dashboard.prometheusAnnotations()) {
                List<JsonNode> series = viewer.annotated(
                        annotation,
                        viewer.choices(dashboard, RecordedIncident.WINDOW).getFirst(),
                        RecordedIncident.WINDOW);
                Map<String, Integer> seconds = new TreeMap<>();
                series.forEach(one -> seconds.put(
                        one.path("metric").path("name").asString(),
                        one.path("values").size() * 15));
                assertThat(seconds.keySet()).containsExactlyInAnyOrderElementsOf(DEPLOY_SECONDS.keySet());
                DEPLOY_SECONDS.forEach((name, length) -> assertThat(seconds.get(name))
                        .as("%s on %s", name, dashboard)
                        .isCloseTo(length, within(30)));
            }
        }
    }

    @Test
    void anExemplarOfEachBurstPanelLeadsToItsBurst() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        TimeWindow live = world().present();
        TreeSet<String> ids = new TreeSet<>();
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (Panel panel : dashboard.panels()) {
                for (JsonNode target : panel.targets()) {
                    if (target.path("exemplar").asBoolean()) {
                        List<String> named = new ArrayList<>();
                        for (Choices choices : viewer.choices(dashboard, live)) {
                            named.addAll(viewer.exemplars(panel, target, choices, live));
                        }
                        assertThat(named).as(panel.toString()).isNotEmpty();
                        ids.addAll(named);
                    }
                }
            }
        }
        HeadroomJar jar = world().service();
        for (String id : ids) {
            String burst =
                    jar.get("/bursts/" + id).headers().firstValue("Location").orElseThrow();
            assertThat(jar.get(burst).statusCode()).isEqualTo(200);
        }
    }
}

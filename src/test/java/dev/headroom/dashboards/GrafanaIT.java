// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.dashboards.Dashboard.Panel;
import dev.headroom.dashboards.DashboardViewer.Choices;
import dev.headroom.dashboards.DashboardViewer.Shown;
import dev.headroom.dashboards.GrafanaPage.State;
import dev.headroom.realparts.Browser;
import dev.headroom.realparts.BrowserTab;
import dev.headroom.realparts.GrafanaServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A real Grafana is provisioned with what is shipped, gives for every panel what Prometheus has, and draws the incident of 2024. Skipped
 * where the official image cannot be had ({@link GrafanaServer}); that Prometheus has data for every panel is shown everywhere
 * ({@link DashboardQueriesIT}).
 */
class GrafanaIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    void itShowsEveryDashboardAndAnswersAndDrawsItsPanels() throws Exception {
        GrafanaServer.requireImage();
        try (IncidentAndPresent world = IncidentAndPresent.start(folder);
                GrafanaServer grafana = GrafanaServer.start(world.prometheus().address());
                Browser browser = Browser.start()) {
            DashboardViewer viewer = new DashboardViewer(world.prometheus());
            List<TimeWindow> windows = world.windows();
            for (Dashboard dashboard : Dashboard.shipped()) {
                isProvisioned(grafana, dashboard);
                for (Panel panel : dashboard.panels()) {
                    for (JsonNode target : panel.targets()) {
                        isAnswered(
                                grafana,
                                panel,
                                viewer.shown(panel, target, windows).orElseThrow());
                    }
                }
                try (BrowserTab tab = browser.tab()) {
                    isDrawn(new GrafanaPage(tab), grafana, viewer, dashboard);
                }
            }
        }
    }

    private static void isProvisioned(GrafanaServer grafana, Dashboard dashboard) throws Exception {
        String path = "/api/dashboards/uid/" + dashboard.uid();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> grafana.get(path).has("dashboard"));
        JsonNode shown = grafana.get(path);
        assertThat(shown.path("meta").path("provisioned").asBoolean()).isTrue();
        assertThat(shown.path("dashboard").path("title").asString())
                .isEqualTo(dashboard.json().path("title").asString());
        assertThat(shown.path("dashboard").path("panels").size())
                .isEqualTo(dashboard.json().path("panels").size());
    }

    /** As many series as Prometheus gives; of the present, which goes on while it is asked, any. */
    private static void isAnswered(GrafanaServer grafana, Panel panel, Shown shown) throws Exception {
        long frames = frames(grafana, shown);
        assertThat(frames).as("%s, %s", panel, shown).isPositive();
        if (shown.window().equals(RecordedIncident.WINDOW)) {
            assertThat(frames)
                    .as("%s, %s", panel, shown)
                    .isEqualTo(shown.series().size());
        }
    }

    /** How many series Grafana makes of a panel's query. */
    private static long frames(GrafanaServer grafana, Shown shown) throws Exception {
        JsonNode answer = grafana.post(
                "/api/ds/query",
                Map.of(
                        "from",
                        String.valueOf(shown.window().from().toEpochMilli()),
                        "to",
                        String.valueOf(shown.window().to().toEpochMilli()),
                        "queries",
                        List.of(Map.of(
                                "refId",
                                "A",
                                "datasource",
                                Map.of("type", "prometheus", "uid", "headroom-prometheus"),
                                "expr",
                                shown.expression(),
                                "instant",
                                !shown.ranged(),
                                "range",
                                shown.ranged(),
                                "interval",
                                shown.step().toSeconds() + "s",
                                "intervalMs",
                                shown.step().toMillis(),
                                "maxDataPoints",
                                1_000))));
        JsonNode result = answer.path("results").path("A");
        assertThat(result.path("status").asInt()).as(shown.expression()).isEqualTo(200);
        return result.path("frames")
                .valueStream()
                .filter(frame -> frame.path("data").path("values").size() > 1
                        && !frame.path("data").path("values").path(0).isEmpty())
                .count();
    }

    /** Every panel is there, none has failed, and those for which the incident has data show it. */
    private static void isDrawn(GrafanaPage page, GrafanaServer grafana, DashboardViewer viewer, Dashboard dashboard)
            throws Exception {
        Choices choices = viewer.choices(dashboard, RecordedIncident.WINDOW).getFirst();
        List<Panel> filled = viewer.filled(dashboard, choices, RecordedIncident.WINDOW);
        page.open(grafana.address(), dashboard, choices, RecordedIncident.WINDOW);
        try {
            await().pollInSameThread().atMost(PATIENCE).untilAsserted(() -> {
                Map<Panel, State> states = page.states(dashboard.panels());
                assertThat(states).doesNotContainValue(State.FAILED).doesNotContainValue(State.BLANK);
                assertThat(filled).allSatisfy(panel -> assertThat(states).containsEntry(panel, State.DRAWN));
            });
        } finally {
            page.shoot("grafana-" + dashboard.uid());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.dashboards.Dashboard.Panel;
import dev.headroom.dashboards.DashboardViewer.Choices;
import dev.headroom.realparts.GrafanaServer;
import dev.headroom.realparts.PrometheusServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * A real Grafana is provisioned with what is shipped, and gives for every panel what Prometheus has. Skipped where the official image
 * cannot be had ({@link GrafanaServer}).
 */
class GrafanaIT {
    @TempDir
    private Path folder;

    @Test
    void itShowsEveryDashboardAndAnswersEveryPanel() throws Exception {
        GrafanaServer.requireImage();
        RecordedIncident.store(folder);
        try (PrometheusServer prometheus = PrometheusServer.start(folder, "global: {}\n", RecordedIncident.LOOK_BACK);
                GrafanaServer grafana = GrafanaServer.start(prometheus.address())) {
            DashboardViewer viewer = new DashboardViewer(prometheus);
            for (Dashboard dashboard : Dashboard.shipped()) {
                await().atMost(Duration.ofSeconds(60))
                        .ignoreExceptions()
                        .until(() -> grafana.get("/api/dashboards/uid/" + dashboard.uid())
                                .has("dashboard"));
                JsonNode shown = grafana.get("/api/dashboards/uid/" + dashboard.uid());
                assertThat(shown.path("meta").path("provisioned").asBoolean()).isTrue();
                assertThat(shown.path("dashboard").path("title").asString())
                        .isEqualTo(dashboard.json().path("title").asString());
                assertThat(shown.path("dashboard").path("panels").size())
                        .isEqualTo(dashboard.json().path("panels").size());
                Choices choices =
                        viewer.choices(dashboard, RecordedIncident.WINDOW).getFirst();
                for (Panel panel : dashboard.panels()) {
                    for (JsonNode target : panel.targets()) {
                        assertThat(frames(
                                        grafana, viewer.asked(panel, target, choices, RecordedIncident.WINDOW), target))
                                .as(panel.toString())
                                .isEqualTo(viewer.series(panel, target, choices, RecordedIncident.WINDOW)
                                        .size());
                    }
                }
            }
        }
    }

    /** How many series Grafana makes of a panel's query. */
    private static long frames(GrafanaServer grafana, String expression, JsonNode target) throws Exception {
        boolean instant = target.path("instant").asBoolean();
        JsonNode answer = grafana.post(
                "/api/ds/query",
                Map.of(
                        "from",
                        String.valueOf(RecordedIncident.WINDOW.from().toEpochMilli()),
                        "to",
                        String.valueOf(RecordedIncident.WINDOW.to().toEpochMilli()),
                        "queries",
                        List.of(Map.of(
                                "refId",
                                "A",
                                "datasource",
                                Map.of("type", "prometheus", "uid", "headroom-prometheus"),
                                "expr",
                                expression,
                                "instant",
                                instant,
                                "range",
                                !instant,
                                "intervalMs",
                                RecordedIncident.WINDOW.scrape().toMillis(),
                                "maxDataPoints",
                                1_000))));
        JsonNode result = answer.path("results").path("A");
        assertThat(result.path("status").asInt()).as(expression).isEqualTo(200);
        return result.path("frames")
                .valueStream()
                .filter(frame -> frame.path("data").path("values").size() > 1
                        && !frame.path("data").path("values").path(0).isEmpty())
                .count();
    }
}

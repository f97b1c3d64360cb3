// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import dev.headroom.dashboards.Dashboard.Panel;
import dev.headroom.dashboards.DashboardViewer.Choices;
import dev.headroom.realparts.BrowserTab;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A dashboard as Grafana draws it. Its panels are found by the names that Grafana publishes for tests of plugins (the package
 * {@code @grafana/e2e-selectors}: Panels.Panel.title, content, status and PanelDataErrorMessage).
 */
final class GrafanaPage {
    /** What a panel of the page turned out to be. */
    enum State {
        /** It has a drawing, numbers or rows. */
        DRAWN,
        /** It says that there is nothing to draw. */
        NO_DATA,
        /** It says that its query failed. */
        FAILED,
        /** There is nothing in it, or not yet. */
        BLANK
    }

    /** So high is a row of the grid; Grafana draws only what is in the window. */
    private static final int ROW_PIXELS = 38;

    private static final int AROUND_PIXELS = 300;
    private static final int WIDTH_PIXELS = 1600;

    private static final String STATES = """
            () => {
              const named = (name, inside = document) => [...inside.querySelectorAll(`[data-testid^="data-testid ${name}"]`)];
              const state = (panel) => {
                if (named("Panel status error", panel).length > 0) return "FAILED";
                const content = named("panel content", panel)[0];
                const text = content?.textContent.trim() ?? "";
                if (/no data/i.test(text) || named("Panel data error message", panel).length > 0) return "NO_DATA";
                const blank = !content?.querySelector("canvas") && (text === "" || text.startsWith("Loading"));
                return blank ? "BLANK" : "DRAWN";
              };
              const title = (panel) => panel.dataset.testid.replace("data-testid Panel header ", "");
              return Object.fromEntries(named("Panel header ").map((panel) => [title(panel), state(panel)]));
            }""";

    private final BrowserTab tab;

    GrafanaPage(BrowserTab tab) {
        this.tab = tab;
        // what else Grafana says and asks for is its own matter
        tab.expect("");
    }

    /** Opens a dashboard, without all that is around it. */
    void open(URI grafana, Dashboard dashboard, Choices choices, TimeWindow window) {
        int rows = dashboard
                .json()
                .path("panels")
                .valueStream()
                .mapToInt(panel -> panel.path("gridPos").path("y").asInt()
                        + panel.path("gridPos").path("h").asInt())
                .max()
                .orElseThrow();
        tab.page().setViewportSize(WIDTH_PIXELS, rows * ROW_PIXELS + AROUND_PIXELS);
        StringBuilder query = new StringBuilder("?kiosk&var-datasource=headroom-prometheus&from="
                + window.from().toEpochMilli() + "&to=" + window.to().toEpochMilli());
        dashboard.queryVariables().stream()
                .filter(variable -> !variable.has("allValue"))
                .map(variable -> variable.path("name").asString())
                .forEach(name -> query.append("&var-")
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(choices.value(name), StandardCharsets.UTF_8)));
        tab.open(grafana.resolve("/d/" + dashboard.uid() + query).toString());
    }

    /** What has become of each of these panels; one that is not there is blank. */
    @SuppressWarnings("unchecked") // what the function answers
    Map<Panel, State> states(List<Panel> panels) {
        Map<String, String> shown = (Map<String, String>) tab.page().evaluate(STATES);
        return panels.stream()
                .collect(Collectors.toMap(
                        panel -> panel,
                        panel -> shown.entrySet().stream()
                                .filter(one -> one.getKey().matches(title(panel)))
                                .map(one -> State.valueOf(one.getValue()))
                                .findFirst()
                                .orElse(State.BLANK)));
    }

    /** Its title, with anything for what is chosen. */
    private static String title(Panel panel) {
        return Stream.of(panel.title().split("\\$\\w+", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
    }

    /** Keeps a picture of it at {@code target/page-screenshots/NAME.png}. */
    void shoot(String name) {
        tab.shoot(name);
    }
}

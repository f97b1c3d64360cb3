// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.dashboards.Dashboard.Panel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The dashboard of the alerts shows for each of them the very expressions it looks at, and the very thresholds. */
class AlertEvidenceTest {
    private static final String SINCE = "time() - ";
    private static final AlertRules RULES = AlertRules.shipped();

    /** The panels of each row, by its title. */
    private static Map<String, List<Panel>> rows() {
        Dashboard dashboard = Dashboard.shipped().stream()
                .filter(one -> one.uid().equals("headroom-alerts"))
                .findFirst()
                .orElseThrow();
        Map<String, List<Panel>> rows = new LinkedHashMap<>();
        List<Panel> row = new ArrayList<>();
        for (JsonNode panel : dashboard.json().path("panels")) {
            if (panel.path("type").asString().equals("row")) {
                row = new ArrayList<>();
                rows.put(panel.path("title").asString(), row);
            } else {
                row.add(new Panel(dashboard, panel));
            }
        }
        return rows;
    }

    /** What a panel shows of an alert; of a time it shows how long ago that was. */
    private static String part(String expression) {
        String line = AlertRules.oneLine(expression);
        return line.startsWith(SINCE) ? line.substring(SINCE.length()) : line;
    }

    @Test
    void everyAlertHasARowOfItsNameInTheOrderOfTheRules() {
        assertThat(rows().keySet())
                .containsExactlyElementsOf(RULES.expressions().keySet());
    }

    @Test
    void everyPanelOfARowShowsAPartOfTheAlertsExpressionAsItStandsThere() {
        rows().forEach((alert, panels) -> assertThat(panels)
                .isNotEmpty()
                .allSatisfy(panel -> assertThat(panel.expressions())
                        .allMatch(expression -> RULES.looksAt(alert, part(expression)))));
    }

    @Test
    void itsThresholdsAreThoseThatTheAlertComparesThisPartWith() {
        rows().forEach((alert, panels) -> assertThat(panels)
                .allSatisfy(panel -> assertThat(new TreeSet<>(panel.thresholds()))
                        .as("%s of %s", panel, alert)
                        .isEqualTo(RULES.thresholds(
                                alert,
                                part(Objects.requireNonNull(panel.expressions().getFirst()))))));
    }
}

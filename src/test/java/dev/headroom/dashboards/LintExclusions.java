// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What {@code grafana/dashboards/.lint} excuses, in the form that dashboard-linter reads: by rule, with a reason, for named panels. */
record LintExclusions(List<Exclusion> all) {
    static final Path FILE = Dashboard.FOLDER.resolve(".lint");

    /**
     * One excuse.
     *
     * @param dashboard the title of the dashboard
     * @param panel the title of the panel; empty for all of the dashboard
     */
    record Exclusion(String rule, String reason, String dashboard, String panel) {}

    static LintExclusions shipped() {
        List<Exclusion> all = new ArrayList<>();
        for (Map.Entry<String, JsonNode> rule :
                YamlFile.read(FILE).path("exclusions").properties()) {
            for (JsonNode entry : rule.getValue().path("entries")) {
                all.add(new Exclusion(
                        rule.getKey(),
                        rule.getValue().path("reason").asString(""),
                        entry.path("dashboard").asString(""),
                        entry.path("panel").asString("")));
            }
        }
        return new LintExclusions(List.copyOf(all));
    }

    boolean excuse(String rule, Dashboard.Panel panel) {
        String dashboard = panel.dashboard().json().path("title").asString();
        return all.stream()
                .anyMatch(exclusion -> exclusion.rule().equals(rule)
                        && exclusion.dashboard().equals(dashboard)
                        && (exclusion.panel().isEmpty() || exclusion.panel().equals(panel.title())));
    }
}

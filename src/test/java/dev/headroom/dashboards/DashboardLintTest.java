// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.dashboards.Dashboard.Panel;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The seventeen rules of Grafana's dashboard-linter, said again: it cannot be had everywhere, and its rules for panels leave out state
 * timelines and heatmaps, which these do not. The rules for LogQL hold because no panel asks anything but Prometheus. That every
 * expression is valid is shown by running it ({@link DashboardQueriesIT}).
 */
class DashboardLintTest {
    private static final Set<String> UNITS =
            Set.of("none", "short", "percentunit", "s", "bytes", "Bps", "reqps", "ops", "dtdurations");
    private static final LintExclusions EXCLUSIONS = LintExclusions.shipped();

    static List<Dashboard> dashboards() {
        return Dashboard.shipped();
    }

    static List<Panel> panels() {
        return Dashboard.shippedPanels();
    }

    private static List<Panel> panelsHeldTo(String rule) {
        return panels().stream()
                .filter(panel -> !EXCLUSIONS.excuse(rule, panel))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void templateDatasourceRuleThereIsOneVariableForTheDataSource(Dashboard dashboard) {
        List<JsonNode> sources = dashboard.variables().stream()
                .filter(variable -> variable.path("type").asString().equals("datasource"))
                .toList();
        assertThat(sources).hasSize(1);
        assertThat(sources.getFirst().path("name").asString()).isEqualTo("datasource");
        assertThat(sources.getFirst().path("label").asString()).isEqualTo("Data source");
        assertThat(sources.getFirst().path("query").asString()).isEqualTo("prometheus");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void templateJobAndInstanceRulesSeveralMayBeChosenAndAllIsAnyThatIsNotEmpty(Dashboard dashboard) {
        for (String name : List.of("job", "instance")) {
            JsonNode variable = dashboard.queryVariables().stream()
                    .filter(one -> one.path("name").asString().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(variable.path("label").asString()).isEqualToIgnoringCase(name);
            assertThat(variable.path("multi").asBoolean()).isTrue();
            assertThat(variable.path("includeAll").asBoolean()).isTrue();
            assertThat(variable.path("allValue").asString()).isEqualTo(".+");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void templateRulesEachVariableAsksTheChosenSourceForLabelValuesAndAgainWhenTheTimeChanges(Dashboard dashboard) {
        assertThat(dashboard.queryVariables()).isNotEmpty().allSatisfy(variable -> {
            assertThat(variable.path("datasource").path("uid").asString()).isEqualTo("${datasource}");
            assertThat(variable.path("refresh").asInt()).isEqualTo(2);
            assertThat(variable.path("query").path("query").asString()).matches("label_values\\(.+, [a-z]+\\)");
            assertThat(variable.path("definition").asString())
                    .isEqualTo(variable.path("query").path("query").asString());
        });
    }

    @ParameterizedTest
    @MethodSource("panels")
    void panelDatasourceRule(Panel panel) {
        assertThat(Stream.concat(Stream.of(panel.json()), panel.targets().stream()))
                .allSatisfy(
                        node -> assertThat(node.path("datasource").path("uid").asString())
                                .isEqualTo("${datasource}"));
    }

    @ParameterizedTest
    @MethodSource("panels")
    void panelTitleDescriptionRule(Panel panel) {
        assertThat(panel.title()).isNotBlank();
        assertThat(panel.json().path("description").asString()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("panels")
    void panelUnitsRule(Panel panel) {
        assertThat(panel.unit()).isIn(UNITS);
        assertThat(overriddenUnits(panel)).isSubsetOf(UNITS);
    }

    private static Set<String> overriddenUnits(Panel panel) {
        return panel.json()
                .path("fieldConfig")
                .path("overrides")
                .valueStream()
                .flatMap(override -> override.path("properties").valueStream())
                .filter(property -> property.path("id").asString().equals("unit"))
                .map(property -> property.path("value").asString())
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("panels")
    void panelNoTargetsRule(Panel panel) {
        assertThat(panel.expressions()).isNotEmpty().allMatch(expression -> !expression.isBlank());
    }

    @Test
    void targetRateIntervalRuleRatesGoByTheIntervalOfThePanel() {
        assertThat(panelsHeldTo("target-rate-interval-rule"))
                .allSatisfy(panel -> assertThat(
                                selectors(panel, selector -> selector.function().matches("i?rate")))
                        .allMatch(selector -> selector.range().equals("$__rate_interval")));
    }

    @Test
    void targetJobRule() {
        assertThat(panelsHeldTo("target-job-rule"))
                .allSatisfy(panel -> assertThat(selectors(panel, any -> true))
                        .isNotEmpty()
                        .allMatch(selector -> selector.matchers().contains("job=~\"$job\"")));
    }

    @Test
    void targetInstanceRule() {
        assertThat(panelsHeldTo("target-instance-rule"))
                .allSatisfy(panel -> assertThat(selectors(panel, any -> true))
                        .isNotEmpty()
                        .allMatch(selector -> selector.matchers().contains("instance=~\"$instance\"")));
    }

    @Test
    void targetCounterAggRuleCountersAreLookedAtThroughTheirGrowth() {
        assertThat(panelsHeldTo("target-counter-agg-rule"))
                .allSatisfy(panel -> assertThat(selectors(panel, Selector::isCounter))
                        .allMatch(
                                selector -> Set.of("rate", "irate", "increase").contains(selector.function())
                                        && !selector.range().isEmpty()));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void uneditableDashboard(Dashboard dashboard) {
        assertThat(dashboard.json().path("editable").asBoolean(true)).isFalse();
    }

    @Test
    void everyExclusionHasAReasonAndExcusesSomethingThatIsThere() {
        assertThat(EXCLUSIONS.all()).allSatisfy(exclusion -> {
            assertThat(exclusion.reason()).hasSizeGreaterThan(20);
            assertThat(panels())
                    .anyMatch(panel ->
                            panel.dashboard().json().path("title").asString().equals(exclusion.dashboard())
                                    && (exclusion.panel().isEmpty()
                                            || exclusion.panel().equals(panel.title())));
        });
    }

    private static List<Selector> selectors(Panel panel, Predicate<Selector> which) {
        return panel.expressions().stream()
                .flatMap(expression -> Selector.of(expression).stream())
                .filter(which)
                .toList();
    }
}

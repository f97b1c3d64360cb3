// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.dashboards.Dashboard.Panel;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.sampling.SignalKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What the dashboards promise beside the linter's rules: names that stay, questions that are answered, links that lead somewhere. */
class DashboardConventionsTest {
    private static final Path PROVISIONING = Path.of("grafana/provisioning");
    private static final Set<String> UIDS =
            Set.of("headroom-overview", "headroom-target", "headroom-deploys", "headroom-alerts");
    private static final Pattern LINK = Pattern.compile("/d/([\\w-]+)");
    private static final Pattern CHOICE = Pattern.compile("var-(\\w+)=");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(?!__)(\\w+)");
    private static final int COLUMNS = 24;

    /** What Grafana's schema requires of the options of a kind of panel, though Grafana itself would fill it in. */
    private static final Map<String, List<String>> REQUIRED_OPTIONS = Map.of(
            "state-timeline", List.of("/legend/calcs"),
            "stat", List.of("/showPercentChange", "/percentChangeColorMode"),
            "bargauge", List.of("/legend/calcs", "/maxVizHeight"),
            "table", List.of("/frameIndex"));

    /** Panels that draw what an alert looks at, without its rules and over a window of their own; by their titles. */
    private static final Map<String, AlertPart> REDRAWN = Map.of(
            "Does one API server carry more than the others?",
            new AlertPart(
                    "HeadroomApiServerSkew",
                    "max without (target) (target:headroom_apiserver_cpu_cores:mean5m) / min without (target) (target:headroom_apiserver_cpu_cores:mean5m)"));

    private record AlertPart(String alert, String part) {}

    static List<Dashboard> dashboards() {
        return Dashboard.shipped();
    }

    static List<Panel> panels() {
        return Dashboard.shippedPanels();
    }

    /** All but those that {@link AlertEvidenceTest} holds to the alerts. */
    static List<Panel> panelsBesideThoseOfTheAlerts() {
        return panels().stream()
                .filter(panel -> !panel.dashboard().uid().equals("headroom-alerts"))
                .toList();
    }

    @Test
    void theirNamesStay() {
        assertThat(dashboards()).extracting(Dashboard::uid).containsExactlyInAnyOrderElementsOf(UIDS);
        assertThat(dashboards()).allSatisfy(dashboard -> {
            assertThat(dashboard.file()).hasFileName(dashboard.uid() + ".json");
            assertThat(dashboard.uid()).hasSizeLessThanOrEqualTo(40);
            assertThat(dashboard.json().has("id")).isFalse();
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void theyAreOfTheClassicModelAndOfTheLowestVersionThatHasAllTheyUse(Dashboard dashboard) {
        assertThat(dashboard.json().path("schemaVersion").asInt()).isEqualTo(39);
        assertThat(dashboard.json().path("panels").isArray()).isTrue();
        assertThat(dashboard.json().has("elements")).isFalse();
    }

    @ParameterizedTest
    @MethodSource("panels")
    void everyPanelHasTheOptionsThatGrafanasSchemaRequires(Panel panel) {
        assertThat(REQUIRED_OPTIONS.getOrDefault(panel.type(), List.of()))
                .allSatisfy(option -> assertThat(
                                panel.json().path("options").at(option).isMissingNode())
                        .as(option)
                        .isFalse());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableSaysInTextAndAsValueWhatIsChosenAtFirst(Dashboard dashboard) {
        assertThat(dashboard.variables())
                .allSatisfy(variable -> assertThat(variable.path("current").propertyNames())
                        .as(variable.path("name").asString())
                        .contains("text", "value"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void timeIsUtcTheCrosshairIsSharedAndNothingIsAskedMoreOftenThanItIsScraped(Dashboard dashboard) {
        JsonNode json = dashboard.json();
        assertThat(json.path("timezone").asString()).isEqualTo("utc");
        assertThat(json.path("graphTooltip").asInt()).isEqualTo(1);
        assertThat(json.path("tags").valueStream().map(JsonNode::asString)).contains("headroom");
        assertThat(seconds(json.path("refresh").asString())).isGreaterThanOrEqualTo(10);
        assertThat(json.path("timepicker").path("refresh_intervals").valueStream())
                .isNotEmpty()
                .allSatisfy(interval -> assertThat(seconds(interval.asString())).isGreaterThanOrEqualTo(10));
        assertThat(dataSource().path("timeInterval").asString()).isEqualTo("15s");
    }

    private static long seconds(String duration) {
        return Dashboard.duration(duration).toSeconds();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void eachLeadsToTheOthersAtTheSameTimeWithTheSameChoices(Dashboard dashboard) {
        assertThat(dashboard.json().path("links").valueStream()).anySatisfy(link -> {
            assertThat(link.path("type").asString()).isEqualTo("dashboards");
            assertThat(link.path("tags").valueStream().map(JsonNode::asString)).containsExactly("headroom");
            assertThat(link.path("asDropdown").asBoolean()).isTrue();
            assertThat(link.path("keepTime").asBoolean()).isTrue();
            assertThat(link.path("includeVars").asBoolean()).isTrue();
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyLinkLeadsToAShippedDashboard(Dashboard dashboard) {
        assertThat(linked(dashboard.json().toString())).isSubsetOf(UIDS);
    }

    private static Set<String> linked(String text) {
        return LINK.matcher(text).results().map(link -> link.group(1)).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableThatIsUsedIsThere(Dashboard dashboard) {
        Set<String> there = dashboard.variables().stream()
                .map(variable -> variable.path("name").asString())
                .collect(Collectors.toSet());
        assertThat(VARIABLE.matcher(dashboard.json().toString()).results().map(used -> used.group(1)))
                .isSubsetOf(there);
    }

    @ParameterizedTest
    @MethodSource("panels")
    void everyPanelAsksAQuestionAndSaysWhatUnitHowAndWhatToDo(Panel panel) {
        assertThat(panel.title()).endsWith("?");
        assertThat(panel.json().path("description").asString())
                .containsSubsequence("\n\n**Unit:** ", "\n\n**How:** ", "\n\n**Do:** ");
    }

    @ParameterizedTest
    @MethodSource("panels")
    void sharesGoFromNothingToAllAndLevelsMayGoBeyond(Panel panel) {
        if (panel.unit().equals("percentunit")) {
            assertThat(panel.defaults().path("min").asDouble(-1)).isZero();
            assertThat(panel.defaults().path("max").asDouble(0) == 1
                            || panel.defaults().path("custom").has("axisSoftMax"))
                    .as("max 1, or a soft one: a level above 1 is never cut off")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("panels")
    void nothingIsStacked(Panel panel) {
        if (panel.type().equals("timeseries")) {
            assertThat(panel.defaults()
                            .path("custom")
                            .path("stacking")
                            .path("mode")
                            .asString())
                    .isEqualTo("none");
        }
    }

    @ParameterizedTest
    @MethodSource("panelsBesideThoseOfTheAlerts")
    void thresholdsAreThoseOfTheSignalThatIsDrawnOrOfTheAlertThatLooksAtTheSame(Panel panel) {
        assertThat(new TreeSet<>(panel.thresholds())).isEqualTo(wantedThresholds(panel));
        assertThat(panel.json().path("fieldConfig").path("overrides").toString())
                .as("of one axis Grafana draws the lines of the first series only")
                .doesNotContain("thresholds");
    }

    private static Set<Double> wantedThresholds(Panel panel) {
        AlertPart redrawn = REDRAWN.get(panel.title());
        if (redrawn != null) {
            return AlertRules.shipped().thresholds(redrawn.alert(), redrawn.part());
        }
        Set<Set<Double>> wanted =
                levels(panel).flatMap(DashboardConventionsTest::ofItsSignals).collect(Collectors.toSet());
        assertThat(wanted)
                .as("signals with other thresholds need another panel")
                .hasSizeLessThanOrEqualTo(1);
        return wanted.stream().findFirst().orElse(Set.of());
    }

    /** For each signal of a level where it is saturated, and from where on an alert counts. */
    private static Stream<Set<Double>> ofItsSignals(Selector level) {
        AlertRules rules = AlertRules.shipped();
        return Arrays.stream(SignalKind.values()).filter(level::isOf).map(signal -> {
            Set<Double> thresholds = rules.levels(signal);
            thresholds.add(
                    DetectionSettings.defaults().thresholds(signal).enter().level());
            return thresholds;
        });
    }

    private static Stream<Selector> levels(Panel panel) {
        return panel.expressions().stream()
                .flatMap(expression -> Selector.of(expression).stream())
                .filter(selector -> selector.metric().equals("headroom_utilisation_peak_ratio"));
    }

    @ParameterizedTest
    @MethodSource("panelsBesideThoseOfTheAlerts")
    void aLevelOfAnySignalStandsBesideItsThreshold(Panel panel) {
        if (levels(panel).anyMatch(level -> level.signal().isEmpty())) {
            assertThat(panel.expressions())
                    .anyMatch(expression -> expression.contains("headroom_saturation_threshold_ratio"));
        }
    }

    @ParameterizedTest
    @MethodSource("panels")
    void noPeakIsLostBetweenTwoPointsOfAPanel(Panel panel) {
        assertThat(levels(panel)).allSatisfy(level -> {
            assertThat(level.function()).isEqualTo("max_over_time");
            assertThat(level.range()).isIn("$__rate_interval", "$__range");
        });
    }

    @Test
    void panelsOfBurstsShowTheirExemplars() {
        List<JsonNode> targets = panels().stream()
                .filter(panel -> panel.type().equals("timeseries"))
                .flatMap(panel -> panel.targets().stream())
                .filter(target -> target.path("expr")
                        .asString()
                        .matches("(?s).*by \\((le|target, signal|signal)\\).*headroom_burst(s_total|_duration).*"))
                .toList();
        assertThat(targets)
                .hasSizeGreaterThanOrEqualTo(3)
                .allMatch(target -> target.path("exemplar").asBoolean());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void deploysAreRegionsAndWhatIsPushedIsShown(Dashboard dashboard) {
        JsonNode deploys = annotation(dashboard, "Deploys");
        assertThat(deploys.path("target").path("expr").asString()).contains("headroom_deploy_running");
        assertThat(seconds(deploys.path("target").path("interval").asString()))
                .as("points further apart are no region")
                .isLessThanOrEqualTo(60);
        assertThat(deploys.path("useValueForTime").asBoolean()).isFalse();
        JsonNode pushed = annotation(dashboard, "Bursts and verdicts");
        assertThat(pushed.path("datasource").path("uid").asString()).isEqualTo("-- Grafana --");
        assertThat(pushed.path("target").path("tags").valueStream().map(JsonNode::asString))
                .startsWith("headroom", "burst");
        assertThat(pushed.path("target").path("matchAny").asBoolean(true)).isFalse();
    }

    private static JsonNode annotation(Dashboard dashboard, String name) {
        return dashboard
                .json()
                .path("annotations")
                .path("list")
                .valueStream()
                .filter(annotation -> annotation.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsLieBesideEachOtherAndHaveNumbersOfTheirOwn(Dashboard dashboard) {
        List<JsonNode> all = new ArrayList<>();
        dashboard.json().path("panels").forEach(all::add);
        assertThat(all).extracting(panel -> panel.path("id").asInt()).doesNotHaveDuplicates();
        for (JsonNode one : all) {
            assertThat(edge(one, "x") + edge(one, "w")).isLessThanOrEqualTo(COLUMNS);
            assertThat(all).filteredOn(other -> other != one).noneMatch(other -> overlap(one, other));
        }
    }

    private static boolean overlap(JsonNode one, JsonNode other) {
        return edge(one, "x") < edge(other, "x") + edge(other, "w")
                && edge(other, "x") < edge(one, "x") + edge(one, "w")
                && edge(one, "y") < edge(other, "y") + edge(other, "h")
                && edge(other, "y") < edge(one, "y") + edge(one, "h");
    }

    private static int edge(JsonNode panel, String name) {
        return panel.path("gridPos").path(name).asInt();
    }

    @Test
    void everyAlertLeadsToAShippedDashboardAndChoosesOnlyWhatCanBeChosenThere() {
        List<String> links = YamlFile.read(AlertRules.FILE)
                .path("groups")
                .valueStream()
                .flatMap(group -> group.path("rules").valueStream())
                .filter(rule -> rule.has("alert"))
                .map(rule -> rule.path("annotations").path("dashboard_url").asString(""))
                .toList();
        assertThat(links).hasSizeGreaterThan(10).allSatisfy(link -> {
            assertThat(linked(link)).hasSize(1).isSubsetOf(UIDS);
            Set<String> there = dashboards().stream()
                    .filter(dashboard -> linked(link).contains(dashboard.uid()))
                    .flatMap(dashboard -> dashboard.variables().stream())
                    .map(variable -> variable.path("name").asString())
                    .collect(Collectors.toSet());
            assertThat(CHOICE.matcher(link).results().map(choice -> choice.group(1)))
                    .isSubsetOf(there);
        });
    }

    @Test
    void provisioningPointsAtTheDashboardsAndLeadsFromAnExemplarToItsBurst() {
        JsonNode provider = YamlFile.read(PROVISIONING.resolve("dashboards/headroom.yaml"))
                .path("providers")
                .path(0);
        assertThat(provider.path("type").asString()).isEqualTo("file");
        assertThat(provider.path("allowUiUpdates").asBoolean(true)).isFalse();
        assertThat(provider.path("options").path("path").asString()).endsWith("/dashboards/headroom");
        JsonNode destination = dataSource().path("exemplarTraceIdDestinations").path(0);
        assertThat(destination.path("name").asString()).isEqualTo("burst_id");
        assertThat(destination.path("url").asString()).isEqualTo("$HEADROOM_URL/bursts/$${__value.raw}");
    }

    private static JsonNode dataSource() {
        JsonNode source = YamlFile.read(PROVISIONING.resolve("datasources/headroom.yaml"))
                .path("datasources")
                .path(0);
        assertThat(source.path("type").asString()).isEqualTo("prometheus");
        return source.path("jsonData");
    }

    @Test
    void eachDashboardIsAConfigMapOfItsOwnThatKubePrometheusStackFinds() {
        JsonNode kustomization = YamlFile.read(Path.of("grafana/kustomization.yaml"));
        assertThat(kustomization.path("configMapGenerator").valueStream())
                .extracting(map -> map.path("files").path(0).asString())
                .containsExactlyInAnyOrderElementsOf(
                        UIDS.stream().map(uid -> "dashboards/" + uid + ".json").toList());
        JsonNode options = kustomization.path("generatorOptions");
        assertThat(options.path("labels").path("grafana_dashboard").asString()).isEqualTo("1");
        assertThat(options.path("disableNameSuffixHash").asBoolean()).isTrue();
    }
}

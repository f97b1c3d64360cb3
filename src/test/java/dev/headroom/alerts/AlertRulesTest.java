// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.alerts.Scenarios.Expectation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules keep the conventions of the ecosystem. What they do, {@link AlertRulesIT} shows with promtool. */
class AlertRulesTest {
    private static final String RUNBOOK_BASE = "https://headroom.example.org/runbooks/";
    private static final String DASHBOARD_BASE = "https://grafana.example.org/d/";
    private static final String HEADROOM_ADDRESS =
            "http://{{ with printf \"headroom_burst_open{cluster=%q,target=%q}\" $labels.cluster $labels.target | query }}"
                    + "{{ . | sortByLabel \"instance\" | first | label \"instance\" }}{{ end }}/api/v1/bursts?target=";
    private static final List<String> DASHBOARDS =
            List.of("headroom-overview", "headroom-target", "headroom-deploys", "headroom-alerts");
    private static final List<String> HEADINGS =
            List.of("## Meaning", "## Impact", "## Diagnosis", "## Mitigation", "## Why this threshold");
    private static final Pattern METRIC = Pattern.compile("(?<![:\\w])headroom_[a-z0-9_]+(?![:\\w])");
    private static final Pattern PUBLISHED = Pattern.compile("\"(headroom_[a-z0-9_]+)\"");

    @Test
    void alertsAreCalledHeadroomSomethingAndNobodyOnCallMissesThem() throws IOException {
        assertThat(RuleFile.alerts()).isNotEmpty().allSatisfy(alert -> {
            assertThat(alert.alert()).matches("Headroom([A-Z][a-z]+)+");
            assertThat(alert.severity()).as(alert.toString()).isIn("critical", "warning");
        });
    }

    @Test
    void everyAlertSaysInWordsWhatItSawAndWhereToGoOn() throws IOException {
        assertThat(RuleFile.alerts()).allSatisfy(alert -> {
            assertThat(alert.annotations().get("summary")).endsWith(".").doesNotContain("{{");
            assertThat(alert.annotations().get("description"))
                    .doesNotContain("  ")
                    .containsPattern("Next: .*\\(?runbook, (Diagnosis|Mitigation)");
            assertThat(alert.annotations().get("runbook_url"))
                    .isEqualTo(RUNBOOK_BASE + alert.alert().toLowerCase(Locale.ROOT) + ".md");
            assertThat(alert.annotations().get("dashboard_url"))
                    .startsWith(DASHBOARD_BASE)
                    .contains("from={{ query ", "&to={{ query ");
            assertThat(DASHBOARDS)
                    .anySatisfy(uid -> assertThat(alert.annotations().get("dashboard_url"))
                            .startsWith(DASHBOARD_BASE + uid + "?"));
            assertThat(alert.annotations().keySet())
                    .isSubsetOf("summary", "description", "runbook_url", "dashboard_url", "burst_url");
        });
    }

    @Test
    void theAddressOfHeadroomStandsInOneFormSoThatItCanBeReplaced() throws IOException {
        assertThat(RuleFile.alerts())
                .filteredOn(alert -> alert.annotations().containsKey("burst_url"))
                .isNotEmpty()
                .allSatisfy(alert ->
                        assertThat(alert.annotations().get("burst_url")).startsWith(HEADROOM_ADDRESS));
    }

    @Test
    void everyAlertSaysWhyItWaitsOrDoesNotAndWhyItIsHeld() throws IOException {
        assertThat(RuleFile.alerts()).allSatisfy(alert -> {
            assertThat(alert.comment())
                    .as(alert.toString())
                    .containsPattern("(?i)\\bfor\\b[:,]|(No )?for and|No for\\b");
            assertThat(alert.keys().containsKey("for") || alert.keys().containsKey("keep_firing_for"))
                    .as(alert.toString())
                    .isTrue();
            if (alert.keys().containsKey("keep_firing_for")) {
                assertThat(alert.comment()).as(alert.toString()).contains("keep_firing_for");
            }
        });
    }

    @Test
    void whatIsRecordedIsCalledLevelMetricOperationsAndExplained() throws IOException {
        assertThat(RuleFile.rules())
                .filteredOn(rule -> !rule.isAlert())
                .isNotEmpty()
                .allSatisfy(rule -> {
                    assertThat(rule.record())
                            .matches("[a-z0-9_]+:[a-z0-9_]+:[a-z0-9_]+")
                            .doesNotContain("_total");
                    assertThat(rule.comment()).as(rule.record()).endsWith(".");
                });
    }

    @Test
    void nothingIsExtrapolatedNamedInBitsOrAggregatedAwayFromItsCluster() throws IOException {
        assertThat(RuleFile.rules()).allSatisfy(rule -> {
            assertThat(rule.expression())
                    .doesNotContain("increase(")
                    .doesNotContain("bits")
                    .doesNotContainPattern("\\bby \\((?!cluster[,)])");
            assertThat(rule.expression())
                    .as("windows of four scrapes of 60 s")
                    .doesNotContainPattern("\\[([1-4]m|\\d+s)]");
        });
    }

    @Test
    void noGroupHasMoreRulesThanRulersTakeByDefault() throws IOException {
        assertThat(RuleFile.rules().stream().collect(Collectors.groupingBy(Rule::group, Collectors.counting())))
                .allSatisfy((group, rules) -> assertThat(rules).as(group).isLessThanOrEqualTo(20));
    }

    @Test
    void everyAlertHasAScenarioInWhichItFiresAndOneInWhichItDoesNot() throws IOException {
        List<Expectation> expectations = Scenarios.expectations();
        assertThat(RuleFile.alerts()).allSatisfy(alert -> {
            assertThat(expectations)
                    .as("%s fires", alert)
                    .anyMatch(expected -> expected.alert().equals(alert.alert())
                            && expected.firingSeverities().contains(alert.severity()));
            assertThat(expectations)
                    .as("%s is silent", alert)
                    .anyMatch(expected -> expected.alert().equals(alert.alert())
                            && !expected.firingSeverities().contains(alert.severity()));
        });
    }

    /** The one alert that Headroom pushes itself: no rule has its name. */
    private static final String PUSHED = "headroomburst.md";

    @Test
    void everyAlertHasARunbookAndEveryRunbookAnAlert() throws IOException {
        Set<String> expected = new TreeSet<>();
        RuleFile.alerts().forEach(alert -> expected.add(alert.alert().toLowerCase(Locale.ROOT) + ".md"));
        expected.add(PUSHED);
        String index = Files.readString(RuleFile.RUNBOOKS.resolve("README.md"));
        assertThat(expected).allSatisfy(runbook -> assertThat(index).contains("(" + runbook + ")"));
        expected.add("README.md");
        assertThat(runbooks()).extracting(file -> file.getFileName().toString()).containsExactlyElementsOf(expected);
    }

    @Test
    void everyAlertStandsOnceInTheTableOfThresholdsAndOnceInTheTableOfWhatItNeeds() throws IOException {
        List<String> firstCells = Files.readAllLines(RuleFile.RULES.resolveSibling("README.md")).stream()
                .filter(line -> line.startsWith("| Headroom"))
                .map(line -> line.split("\\|")[1].strip())
                .toList();
        List<String> twice = RuleFile.alerts().stream()
                .map(Rule::alert)
                .distinct()
                .flatMap(alert -> Stream.of(alert, alert))
                .toList();
        assertThat(firstCells.stream().flatMap(cell -> Stream.of(cell.split(", "))))
                .containsExactlyInAnyOrderElementsOf(twice);
    }

    @Test
    void everyRunbookHasTheSameHeadingsInTheSameOrderAndACommandToCopy() throws IOException {
        for (Path runbook : runbooks()) {
            if (!runbook.endsWith("README.md")) {
                assertThat(Files.readAllLines(runbook).stream().filter(line -> line.startsWith("## ")))
                        .as(runbook.toString())
                        .containsExactlyElementsOf(HEADINGS);
                assertThat(Files.readString(runbook)).as(runbook.toString()).contains("```sh\n");
            }
        }
    }

    @Test
    void everyMetricThatIsAskedForIsPublished() throws IOException {
        Set<String> published = published();
        for (Path file :
                Stream.concat(Stream.of(RuleFile.RULES), runbooks().stream()).toList()) {
            assertThat(METRIC.matcher(Files.readString(file)).results().map(result -> result.group()))
                    .as(file.toString())
                    .allSatisfy(metric ->
                            assertThat(published).contains(metric.replaceFirst("_(total|bucket|sum|count)$", "")));
        }
    }

    /** As the classes name them that publish them. */
    private static Set<String> published() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java/dev/headroom/metrics"))) {
            for (Path source : sources.filter(Files::isRegularFile).toList()) {
                Matcher name = PUBLISHED.matcher(Files.readString(source));
                while (name.find()) {
                    names.add(name.group(1));
                }
            }
        }
        return names;
    }

    @Test
    void theFileForTheOperatorHasTheSameContent() throws IOException {
        String resource = RuleFile.forTheOperator();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(RuleFile.OPERATOR_RULES, resource);
        }
        assertThat(RuleFile.OPERATOR_RULES).hasContent(resource);
        assertThat(RuleFile.yaml(RuleFile.OPERATOR_RULES).get("spec")).isEqualTo(RuleFile.yaml(RuleFile.RULES));
    }

    @Test
    void aSlowerScrapeSeesTheSameSeriesLessOften() {
        assertThat(everyThird("1x2 10+5x3 _x2 stale 7")).isEqualTo("1 10+15x1 stale");
        assertThat(everyThird("1 stale _ _x3 2")).isEqualTo("1 stale 2");
        assertThat(everyThird("1 stale _x5 2x2")).isEqualTo("1 stale _x1 2");
        assertThat(everyThird("0-0.5x6 _x9 -4")).isEqualTo("0.0-1.5x2 _x3");
    }

    private static String everyThird(String notation) {
        return SampleNotation.of(notation).everyNth(3).toString();
    }

    private static List<Path> runbooks() throws IOException {
        try (Stream<Path> files = Files.list(RuleFile.RUNBOOKS)) {
            return files.sorted().toList();
        }
    }
}

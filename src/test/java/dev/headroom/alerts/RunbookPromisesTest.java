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
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A runbook speaks only of what its reader has: links and labels of the alert, variables that are set, limits that are shipped. */
class RunbookPromisesTest {
    private static final Pattern LABEL = Pattern.compile("\\blabel [\"`](\\w+)[\"`]");
    private static final Pattern SHELL = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SET = Pattern.compile("(?m)^\\s*([A-Z]+)=");
    private static final Pattern USED = Pattern.compile("\\$\\{?([A-Z]+)\\b");
    private static final Pattern MEBIBYTES = Pattern.compile("\\b(\\d+)Mi\\b");
    private static final Pattern MEMORY_LIMIT = Pattern.compile("limits:\\n(?:\\s+cpu: .*\\n)?\\s+memory: (\\d+)Mi");

    @Test
    void aRunbookNamesTheLinkToTheBurstsOnlyWhereTheAlertHasIt() throws IOException {
        for (Rule alert : RuleFile.alerts()) {
            if (runbook(alert).contains("burst_url")) {
                assertThat(alert.annotations()).as(alert.toString()).containsKey("burst_url");
            }
        }
    }

    @Test
    void aRunbookNamesALabelOnlyWhereTheAlertHasIt() throws IOException {
        List<Expectation> expectations = Scenarios.expectations();
        int named = 0;
        for (Rule alert : RuleFile.alerts()) {
            Set<String> labels = expectations.stream()
                    .filter(expected -> expected.alert().equals(alert.alert()))
                    .flatMap(expected -> expected.labels().stream())
                    .collect(Collectors.toSet());
            Set<String> inTheRunbook = found(LABEL, runbook(alert));
            assertThat(labels).as(alert.toString()).containsAll(inTheRunbook);
            named += inTheRunbook.size();
        }
        assertThat(named).isPositive();
    }

    @Test
    void theIndexOfTheRunbooksNamesTheAlertsWithALinkToTheBursts() throws IOException {
        String index = Files.readString(RuleFile.RUNBOOKS.resolve("README.md"));
        String linked = index.substring(index.indexOf("- `burst_url`"));
        Set<String> expected = new TreeSet<>(Set.of("HeadroomBurst")); // pushed, by no rule
        RuleFile.alerts().stream()
                .filter(alert -> alert.annotations().containsKey("burst_url"))
                .forEach(alert -> expected.add(alert.alert()));
        assertThat(found(Pattern.compile("(Headroom[A-Z]\\w+)"), linked.substring(0, linked.indexOf("\n\n"))))
                .isEqualTo(expected);
    }

    @Test
    void aVariableThatARunbookSetsIsUsedAndOneThatItUsesIsSet() throws IOException {
        int variables = 0;
        try (Stream<Path> files = Files.list(RuleFile.RUNBOOKS)) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file);
                String scripts = String.join("\n", found(SHELL, text));
                assertThat(found(USED, text)).as(file.toString()).containsAll(found(SET, scripts));
                assertThat(found(USED, scripts)).as(file.toString()).allMatch(name -> text.contains(name + "="));
                variables += found(SET, scripts).size();
            }
        }
        assertThat(variables).isPositive();
    }

    @Test
    void whoRunsOutOfMemoryIsToldEachShippedLimitAndGivenMoreThanAny() throws IOException {
        List<Integer> shipped = Stream.of(
                        "helm/headroom/values.yaml",
                        "kustomize/overlays/host/headroom-daemonSet.yaml",
                        "kustomize/overlays/network/headroom-deployment.yaml")
                .map(Path.of("config")::resolve)
                .map(RunbookPromisesTest::memoryLimit)
                .toList();
        List<Integer> told = found(MEBIBYTES, Files.readString(RuleFile.RUNBOOKS.resolve("headroomdown.md"))).stream()
                .map(Integer::valueOf)
                .toList();
        assertThat(told).containsAll(shipped);
        assertThat(told).anySatisfy(given -> assertThat(shipped).allMatch(limit -> limit < given));
        assertThat(told).allSatisfy(each -> assertThat(shipped).anyMatch(limit -> limit <= each));
    }

    private static int memoryLimit(Path file) {
        try {
            return found(MEMORY_LIMIT, Files.readString(file)).stream()
                    .mapToInt(Integer::parseInt)
                    .max()
                    .orElseThrow();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String runbook(Rule alert) throws IOException {
        return Files.readString(RuleFile.RUNBOOKS.resolve(alert.alert().toLowerCase(Locale.ROOT) + ".md"));
    }

    /** What the first group of a pattern found, each once. */
    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult result) -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

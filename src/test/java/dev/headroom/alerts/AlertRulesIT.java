// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real promtool takes the rules, and plays each scenario to them. */
class AlertRulesIT {
    private static final Pattern PROMQL = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    @Test
    void promtoolHasNothingToSayAboutTheRules() throws Exception {
        Promtool.run("check", "rules", "--lint=all", "--lint-fatal", RuleFile.RULES.toString());
    }

    @Test
    void everyScenarioEndsAsExpected() throws Exception {
        Promtool.run(Stream.concat(
                        Stream.of("test", "rules"), Scenarios.files().stream().map(Path::toString))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource({"5, 2", "15, 2", "30, 1", "60, 1", "60, 2"})
    void everyScenarioEndsTheSameAtASlowerScrapeAndInTwoPrometheis(int seconds, int prometheis) throws Exception {
        List<String> command = new ArrayList<>(List.of("test", "rules"));
        for (Path file : Scenarios.files()) {
            command.add(
                    Scenarios.asScraped(seconds, prometheis, file, directory).toString());
        }
        Promtool.run(command.toArray(String[]::new));
    }

    @Test
    void everyQueryOfARunbookIsPromql() throws Exception {
        int queries = 0;
        try (Stream<Path> runbooks = Files.list(RuleFile.RUNBOOKS)) {
            for (Path runbook : runbooks.sorted().toList()) {
                Matcher blocks = PROMQL.matcher(Files.readString(runbook));
                while (blocks.find()) {
                    for (String query : blocks.group(1).split("\\n\\n")) {
                        Promtool.run("--experimental", "promql", "format", query);
                        queries++;
                    }
                }
            }
        }
        assertThat(queries).isGreaterThan(15);
    }
}

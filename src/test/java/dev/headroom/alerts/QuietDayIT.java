// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.RecordedService;
import dev.headroom.ScrapedPage;
import dev.headroom.demo.QuietDay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * A day of readings on which nothing is wrong goes through the pipeline of the service, a Prometheus scrapes it every minute, and no rule fires at any time.
 * The clock is the recording's, so the day takes seconds; {@code IncidentAlertsIT} plays its first hour through all real programs.
 */
class QuietDayIT {
    private static final Duration SCRAPE = Duration.ofMinutes(1);
    private static final String SCRAPED = "job=\"headroom\",instance=\"headroom.example:19847\",cluster=\"eqiad\"";

    @TempDir
    private Path folder;

    @Test
    void aDayWithDeploysThatDoNoHarmRaisesNothing() throws Exception {
        QuietDay.write(folder, QuietDay.LENGTH);
        List<Map<String, String>> pages = new ArrayList<>();
        RecordedService.run(folder, SCRAPE, (now, registry) -> {
            Map<String, String> page = ScrapedPage.of(registry, SCRAPED);
            page.put("up{" + SCRAPED + "}", "1");
            pages.add(page);
        });
        assertThat(pages).hasSize((int) QuietDay.LENGTH.dividedBy(SCRAPE));

        String bursts = "sum(max_over_time(headroom_bursts_total{signal=~\"cpu|network_transmit\"}[1d]))";
        String deploys = "count(count_over_time(cluster_deploy_app:headroom_deploy_start_timestamp_seconds:max[1d]))";
        Path test = Files.writeString(
                folder.resolve("day.yaml"),
                new Yaml()
                        .dump(Map.of(
                                "rule_files",
                                List.of(RuleFile.RULES.toAbsolutePath().toString()),
                                "evaluation_interval",
                                "1m",
                                "tests",
                                List.of(Map.of(
                                        "interval",
                                        "1m",
                                        "input_series",
                                        series(pages),
                                        "promql_expr_test",
                                        List.of(
                                                expect("count_over_time(ALERTS{alertstate=\"firing\"}[1d])"),
                                                expect(bursts, 4),
                                                expect(deploys, 1)))))));
        Promtool.run("test", "rules", test.toString());
    }

    /** Each series with its samples, from the first page to the last. */
    private static List<Map<String, String>> series(List<Map<String, String>> pages) {
        Map<String, StringJoiner> samples = new LinkedHashMap<>();
        Map<String, Integer> written = new LinkedHashMap<>();
        for (int at = 0; at < pages.size(); at++) {
            for (Map.Entry<String, String> sample : pages.get(at).entrySet()) {
                StringJoiner all = samples.computeIfAbsent(sample.getKey(), name -> new StringJoiner(" "));
                int gap = at - written.getOrDefault(sample.getKey(), 0);
                if (gap > 0) {
                    all.add(written.containsKey(sample.getKey()) ? "stale" : "_");
                }
                if (gap > 1) {
                    all.add("_x" + (gap - 1));
                }
                all.add(sample.getValue());
                written.put(sample.getKey(), at + 1);
            }
        }
        List<Map<String, String>> series = new ArrayList<>();
        samples.forEach((name, values) -> series.add(Map.of("series", name, "values", values + " stale")));
        return series;
    }

    private static Map<String, Object> expect(String query, double... values) {
        List<Map<String, Object>> samples = new ArrayList<>();
        for (double value : values) {
            samples.add(Map.of("labels", "{}", "value", value));
        }
        return Map.of("expr", query, "eval_time", "23h59m", "exp_samples", samples);
    }
}

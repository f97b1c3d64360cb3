// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** The scenarios that promtool plays to the rules. */
final class Scenarios {
    private static final Path FOLDER = Path.of("alerts/tests");
    private static final int WRITTEN_SECONDS = 5;
    private static final String REPLICA = "prometheus_replica";

    private Scenarios() {}

    /**
     * What a scenario says of an alert at a moment.
     *
     * @param labels the names of the labels of all that fire
     */
    record Expectation(String alert, List<String> firingSeverities, Set<String> labels) {}

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    static List<Expectation> expectations() throws IOException {
        List<Expectation> expectations = new ArrayList<>();
        for (Path file : files()) {
            for (Map<String, Object> test : RuleFile.maps(RuleFile.yaml(file).get("tests"))) {
                for (Map<String, Object> alert : RuleFile.maps(test.get("alert_rule_test"))) {
                    List<String> firing = new ArrayList<>();
                    Set<String> names = new TreeSet<>();
                    for (Map<String, Object> expected : RuleFile.maps(alert.get("exp_alerts"))) {
                        Map<?, ?> labels = (Map<?, ?>) Objects.requireNonNull(expected.get("exp_labels"));
                        firing.add(String.valueOf(labels.get("severity")));
                        labels.keySet().forEach(name -> names.add(String.valueOf(name)));
                    }
                    expectations.add(new Expectation(String.valueOf(alert.get("alertname")), firing, names));
                }
            }
        }
        return expectations;
    }

    /**
     * The scenarios of a file as slower scrapes would have seen them, and as many Prometheis: the same expectations at the same times. Each series has only
     * every third sample, or sixth, or twelfth; and it is there once for each Prometheus, as where one evaluates the rules over them all. A scenario that has
     * its own two Prometheis keeps them.
     *
     * @param folder where to write them
     */
    static Path asScraped(int seconds, int prometheis, Path file, Path folder) throws IOException {
        Map<String, Object> content = RuleFile.yaml(file);
        for (Map<String, Object> test : RuleFile.maps(content.get("tests"))) {
            if (!(WRITTEN_SECONDS + "s").equals(test.get("interval"))) {
                throw new IllegalStateException(file + " is not written for a scrape every 5 s: " + test.get("name"));
            }
            test.put("interval", seconds + "s");
            List<Map<String, Object>> written = RuleFile.maps(test.get("input_series"));
            boolean own = written.stream()
                    .anyMatch(series -> String.valueOf(series.get("series")).contains(REPLICA));
            List<Map<String, Object>> scraped = new ArrayList<>();
            for (int replica = 0; replica < (own ? 1 : prometheis); replica++) {
                for (Map<String, Object> series : written) {
                    String name = String.valueOf(series.get("series"));
                    String samples = SampleNotation.of(String.valueOf(series.get("values")))
                            .everyNth(seconds / WRITTEN_SECONDS)
                            .toString();
                    scraped.add(Map.of("series", own || prometheis == 1 ? name : of(replica, name), "values", samples));
                }
            }
            test.put("input_series", scraped);
        }
        content.put("rule_files", List.of(RuleFile.RULES.toAbsolutePath().toString()));
        return Files.writeString(folder.resolve(String.valueOf(file.getFileName())), new Yaml().dump(content));
    }

    /** The series as one of several Prometheis has it. */
    private static String of(int replica, String series) {
        return series.replaceFirst("\\{", "{" + REPLICA + "=\"prometheus-k8s-" + replica + "\",");
    }
}

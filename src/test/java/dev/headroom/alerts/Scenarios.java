// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** The scenarios that promtool plays to the rules. */
final class Scenarios {
    private static final Path FOLDER = Path.of("alerts/tests");
    private static final int WRITTEN_SECONDS = 5;
    private static final String NO_SAMPLE = "_";
    private static final String STALE = "stale";
    private static final Pattern GAP = Pattern.compile("_(?:x(\\d+))?");
    private static final Pattern LINE = Pattern.compile("(-?[\\d.]+)([+-][\\d.]+)?(?:x(\\d+))?");

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
     * Those scenarios of a file that are written for a scrape every 5 s, as a slower scrape would have seen them: the same expectations
     * at the same times, and each series with only every third sample, or sixth, or twelfth.
     *
     * @param folder where to write them
     * @return the file, or the folder itself where the file has no such scenario
     */
    static Path asScrapedEvery(int seconds, Path file, Path folder) throws IOException {
        Map<String, Object> content = RuleFile.yaml(file);
        List<Map<String, Object>> tests = RuleFile.maps(content.get("tests")).stream()
                .filter(test -> (WRITTEN_SECONDS + "s").equals(test.get("interval")))
                .toList();
        if (tests.isEmpty()) {
            return folder;
        }
        for (Map<String, Object> test : tests) {
            test.put("interval", seconds + "s");
            for (Map<String, Object> series : RuleFile.maps(test.get("input_series"))) {
                series.put(
                        "values",
                        String.join(
                                " ",
                                everyNth(seconds / WRITTEN_SECONDS, samples(String.valueOf(series.get("values"))))));
            }
        }
        content.put("tests", tests);
        content.put("rule_files", List.of(RuleFile.RULES.toAbsolutePath().toString()));
        return Files.writeString(folder.resolve(seconds + "-" + file.getFileName()), new Yaml().dump(content));
    }

    /** A series that ends between two scrapes is marked as stale at the second, as Prometheus does. */
    static List<String> everyNth(int n, List<String> samples) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < samples.size(); i += n) {
            boolean endedSince = samples.subList(Math.max(0, i - n + 1), i + 1).contains(STALE);
            kept.add(endedSince && samples.get(i).equals(NO_SAMPLE) ? STALE : samples.get(i));
        }
        return kept;
    }

    /** The samples that promtool's notation stands for. */
    static List<String> samples(String notation) {
        List<String> samples = new ArrayList<>();
        for (String token : notation.strip().split("\\s+")) {
            Matcher gap = GAP.matcher(token);
            Matcher line = LINE.matcher(token);
            if (token.equals(STALE)) {
                samples.add(STALE);
            } else if (gap.matches()) {
                samples.addAll(Collections.nCopies(count(gap.group(1), 1), NO_SAMPLE));
            } else if (line.matches()) {
                double from = Double.parseDouble(line.group(1));
                double step = line.group(2) == null ? 0 : Double.parseDouble(line.group(2));
                for (int i = 0; i <= count(line.group(3), 0); i++) {
                    samples.add(String.valueOf(from + i * step));
                }
            } else {
                throw new IllegalArgumentException("not a notation of samples: " + token);
            }
        }
        return samples;
    }

    private static int count(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }
}

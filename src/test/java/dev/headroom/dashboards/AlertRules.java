// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import dev.headroom.sampling.SignalKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The shipped alerts.
 *
 * @param expressions those of each alert, one for each severity, in the order of the file; white space is one space each
 * @param recorded those of the recording rules
 */
record AlertRules(Map<String, List<String>> expressions, List<String> recorded) {
    static final Path FILE = Path.of("alerts/headroom.rules.yaml");

    /** A comparison with a number that is no multiple of something else. */
    private static final Pattern COMPARED =
            Pattern.compile("\\s*[<>]=?\\s*(?:time\\(\\) - )?(\\d+(?:\\.\\d+)?)(?![\\d.])(?!\\s*\\*)");

    static AlertRules shipped() {
        Map<String, List<String>> expressions = new LinkedHashMap<>();
        List<String> recorded = new ArrayList<>();
        for (JsonNode group : YamlFile.read(FILE).path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                String expression = oneLine(rule.path("expr").asString());
                if (rule.has("alert")) {
                    expressions
                            .computeIfAbsent(rule.path("alert").asString(), name -> new ArrayList<>())
                            .add(expression);
                } else {
                    recorded.add(expression);
                }
            }
        }
        return new AlertRules(expressions, recorded);
    }

    /** The same expression with one space for each white space. */
    static String oneLine(String expression) {
        return expression.strip().replaceAll("\\s+", " ");
    }

    /** The levels of a signal above which they count time: bounds of its histogram. */
    Set<Double> levels(SignalKind signal) {
        return recorded.stream()
                .flatMap(expression -> Selector.of(expression).stream())
                .filter(selector -> selector.metric().equals("headroom_utilisation_ratio_bucket"))
                .filter(selector -> selector.isOf(signal))
                .flatMap(selector -> selector.label("le").stream())
                .map(Double::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The numbers that an alert compares this part of its expressions with; nothing where it is no part of them. */
    Set<Double> thresholds(String alert, String part) {
        Set<Double> numbers = new TreeSet<>();
        for (String expression : Objects.requireNonNull(expressions.get(alert))) {
            Matcher compared = COMPARED.matcher(expression);
            for (int at = expression.indexOf(part); at >= 0; at = expression.indexOf(part, at + 1)) {
                compared.region(at + part.length(), expression.length());
                if (compared.lookingAt()) {
                    numbers.add(Double.parseDouble(compared.group(1)));
                }
            }
        }
        return numbers;
    }

    /** Whether this is a part of one of an alert's expressions. */
    boolean looksAt(String alert, String part) {
        return Objects.requireNonNull(expressions.get(alert)).stream()
                .anyMatch(expression -> expression.contains(part));
    }
}

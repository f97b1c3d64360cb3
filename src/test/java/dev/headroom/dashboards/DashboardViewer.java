// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import dev.headroom.dashboards.Dashboard.Panel;
import dev.headroom.realparts.PrometheusServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Asks a Prometheus what Grafana would ask it for a dashboard, with the variables replaced as Grafana replaces them. */
final class DashboardViewer {
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)(?::\\w+)?}?");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final PrometheusServer prometheus;

    DashboardViewer(PrometheusServer prometheus) {
        this.prometheus = prometheus;
    }

    /** A choice for each variable, as it stands in an expression. */
    record Choices(Map<String, String> values) {
        Choices with(String name, String value) {
            Map<String, String> more = new HashMap<>(values);
            more.put(name, value);
            return new Choices(more);
        }

        String value(String name) {
            return Objects.requireNonNull(values.get(name), name);
        }
    }

    /** What a variable offers. */
    List<String> offered(JsonNode variable, Choices choices, TimeWindow window) throws Exception {
        Matcher form = LABEL_VALUES.matcher(variable.path("query").path("query").asString());
        if (!form.matches()) {
            throw new IllegalArgumentException(variable.path("query").toString());
        }
        return prometheus
                .get(
                        "label/" + form.group(2) + "/values",
                        "match[]",
                        filled(form.group(1), choices, window, SECOND),
                        "start",
                        String.valueOf(window.from().getEpochSecond()),
                        "end",
                        String.valueOf(window.to().getEpochSecond()))
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    /**
     * All choices that are worth a look: "All" where a variable has a text for it, or else each value, or nothing where nothing is
     * offered. Variables are asked in their order, as later ones go by earlier ones.
     */
    List<Choices> choices(Dashboard dashboard, TimeWindow window) throws Exception {
        List<Choices> all = List.of(new Choices(Map.of()));
        for (JsonNode variable : dashboard.queryVariables()) {
            String name = variable.path("name").asString();
            List<Choices> more = new ArrayList<>();
            for (Choices choices : all) {
                if (variable.has("allValue")) {
                    more.add(choices.with(name, variable.path("allValue").asString()));
                } else {
                    List<String> offered = offered(variable, choices, window);
                    for (String value : offered.isEmpty() ? List.of("") : offered) {
                        more.add(choices.with(name, value));
                    }
                }
            }
            all = more;
        }
        return all;
    }

    /** The expression of a panel's query as Prometheus is asked it. */
    String asked(Panel panel, JsonNode target, Choices choices, TimeWindow window) {
        return filled(target.path("expr").asString(), choices, window, panel.leastInterval());
    }

    /** The series that a panel's query gives: over the window for a range, at its end for an instant. */
    List<JsonNode> series(Panel panel, JsonNode target, Choices choices, TimeWindow window) throws Exception {
        String expression = asked(panel, target, choices, window);
        JsonNode answer = target.path("instant").asBoolean()
                ? prometheus.get(
                        "query",
                        "query",
                        expression,
                        "time",
                        String.valueOf(window.to().getEpochSecond()))
                : range(expression, window, window.interval(panel.leastInterval()));
        return answer.path("result").valueStream().toList();
    }

    /**
     * What a panel's query gives where it gives anything.
     *
     * @param ranged whether it was asked over the window; an instant that gives nothing at the end may have given something before
     */
    record Shown(TimeWindow window, String expression, Duration step, boolean ranged, List<JsonNode> series) {
        @Override
        public String toString() {
            return series.size() + " series, " + window.name();
        }
    }

    /** What a panel's query gives in the first of these windows in which it gives anything. */
    Optional<Shown> shown(Panel panel, JsonNode target, List<TimeWindow> windows) throws Exception {
        for (TimeWindow window : windows) {
            for (Choices choices : choices(panel.dashboard(), window)) {
                Optional<Shown> shown = shown(panel, target, choices, window);
                if (shown.isPresent()) {
                    return shown;
                }
            }
        }
        return Optional.empty();
    }

    /** What a panel's query gives in a window; what is no number is drawn as nothing. */
    Optional<Shown> shown(Panel panel, JsonNode target, Choices choices, TimeWindow window) throws Exception {
        String expression = asked(panel, target, choices, window);
        Duration step = window.interval(panel.leastInterval());
        boolean instant = target.path("instant").asBoolean();
        List<JsonNode> series = series(panel, target, choices, window);
        if (instant && !hasNumber(series)) {
            instant = false;
            series =
                    range(expression, window, step).path("result").valueStream().toList();
        }
        return hasNumber(series)
                ? Optional.of(new Shown(window, expression, step, !instant, series))
                : Optional.empty();
    }

    /** The panels of a dashboard that have anything to draw. */
    List<Panel> filled(Dashboard dashboard, Choices choices, TimeWindow window) throws Exception {
        List<Panel> filled = new ArrayList<>();
        for (Panel panel : dashboard.panels()) {
            for (JsonNode target : panel.targets()) {
                if (hasNumber(series(panel, target, choices, window)) && !filled.contains(panel)) {
                    filled.add(panel);
                }
            }
        }
        return filled;
    }

    private static boolean hasNumber(List<JsonNode> series) {
        return series.stream()
                .flatMap(one -> Stream.concat(
                        Stream.of(one.path("value")), one.path("values").valueStream()))
                .anyMatch(point -> point.has(1) && !point.path(1).asString().equals("NaN"));
    }

    /** The series that an annotation's query gives. */
    List<JsonNode> annotated(JsonNode annotation, Choices choices, TimeWindow window) throws Exception {
        Duration least =
                Dashboard.duration(annotation.path("target").path("interval").asString());
        String expression = filled(annotation.path("target").path("expr").asString(), choices, window, least);
        return range(expression, window, least).path("result").valueStream().toList();
    }

    /** The ids of bursts that the exemplars of a panel's query name. */
    List<String> exemplars(Panel panel, JsonNode target, Choices choices, TimeWindow window) throws Exception {
        return prometheus
                .get(
                        "query_exemplars",
                        "query",
                        asked(panel, target, choices, window),
                        "start",
                        String.valueOf(window.from().getEpochSecond()),
                        "end",
                        String.valueOf(window.to().getEpochSecond()))
                .valueStream()
                .flatMap(series -> series.path("exemplars").valueStream())
                .map(exemplar -> exemplar.path("labels").path("burst_id").asString())
                .toList();
    }

    private JsonNode range(String expression, TimeWindow window, Duration step) throws Exception {
        return prometheus.get(
                "query_range",
                "query",
                expression,
                "start",
                String.valueOf(window.from().getEpochSecond()),
                "end",
                String.valueOf(window.to().getEpochSecond()),
                "step",
                String.valueOf(step.toSeconds()));
    }

    private static String filled(String text, Choices choices, TimeWindow window, Duration least) {
        return VARIABLE.matcher(text).replaceAll(variable -> {
            String value = switch (variable.group(1)) {
                case "__rate_interval" -> window.rateInterval(least).toSeconds() + "s";
                case "__interval" -> window.interval(least).toSeconds() + "s";
                case "__range" -> window.length().toSeconds() + "s";
                default -> choices.values().get(variable.group(1));
            };
            if (value == null) {
                throw new IllegalArgumentException(variable.group() + " is no variable of this dashboard");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}

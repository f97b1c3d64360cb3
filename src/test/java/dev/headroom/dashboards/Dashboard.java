// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A shipped dashboard.
 *
 * @param file where it lies
 * @param json all of it
 */
record Dashboard(Path file, JsonNode json) {
    static final Path FOLDER = Path.of("grafana/dashboards");

    /** A panel that is not a row, and the dashboard it is in. */
    record Panel(Dashboard dashboard, JsonNode json) {
        String title() {
            return json.path("title").asString();
        }

        String type() {
            return json.path("type").asString();
        }

        JsonNode defaults() {
            return json.path("fieldConfig").path("defaults");
        }

        String unit() {
            return defaults().path("unit").asString();
        }

        List<JsonNode> targets() {
            return json.path("targets").valueStream().toList();
        }

        List<String> expressions() {
            return targets().stream()
                    .map(target -> target.path("expr").asString())
                    .toList();
        }

        /** The least step it is drawn with, beside that of the data source. */
        Duration leastInterval() {
            return json.has("interval") ? duration(json.path("interval").asString()) : Duration.ofSeconds(1);
        }

        /** The values at which its colour changes. */
        List<Double> thresholds() {
            return defaults()
                    .path("thresholds")
                    .path("steps")
                    .valueStream()
                    .map(step -> step.path("value"))
                    .filter(JsonNode::isNumber)
                    .map(JsonNode::asDouble)
                    .toList();
        }

        @Override
        public String toString() {
            return dashboard.uid() + ": " + title();
        }
    }

    /** All that are shipped, in the order of their names. */
    static List<Dashboard> shipped() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(Dashboard::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dashboard read(Path file) {
        return new Dashboard(file, new JsonMapper().readTree(file.toFile()));
    }

    /** The panels of all shipped dashboards. */
    static List<Panel> shippedPanels() {
        return shipped().stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .toList();
    }

    /** A length of time as Grafana writes it, such as 30s. */
    static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }

    String uid() {
        return json.path("uid").asString();
    }

    List<Panel> panels() {
        List<Panel> panels = new ArrayList<>();
        for (JsonNode panel : json.path("panels")) {
            if (panel.path("type").asString().equals("row")) {
                panel.path("panels").forEach(inside -> panels.add(new Panel(this, inside)));
            } else {
                panels.add(new Panel(this, panel));
            }
        }
        return panels;
    }

    List<JsonNode> variables() {
        return json.path("templating").path("list").valueStream().toList();
    }

    /** The variables that are asked of Prometheus. */
    List<JsonNode> queryVariables() {
        return variables().stream()
                .filter(variable -> variable.path("type").asString().equals("query"))
                .toList();
    }

    /** The annotations that are asked of Prometheus. */
    List<JsonNode> prometheusAnnotations() {
        return json.path("annotations")
                .path("list")
                .valueStream()
                .filter(annotation ->
                        annotation.path("datasource").path("type").asString().equals("prometheus"))
                .toList();
    }

    @Override
    public String toString() {
        return uid();
    }
}

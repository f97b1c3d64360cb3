// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The file of rules, read as YAML for its content and as lines for its comments. */
final class RuleFile {
    static final Path RULES = Path.of("alerts/headroom.rules.yaml");
    static final Path OPERATOR_RULES = Path.of("alerts/prometheusrule.yaml");
    static final Path RUNBOOKS = Path.of("docs/runbooks");

    private RuleFile() {}

    /** All rules in their order. */
    static List<Rule> rules() throws IOException {
        List<String> comments = comments();
        List<Rule> rules = new ArrayList<>();
        for (Map<String, Object> group : maps(yaml(RULES).get("groups"))) {
            for (Map<String, Object> rule : maps(group.get("rules"))) {
                Map<String, String> annotations = new LinkedHashMap<>();
                if (rule.get("annotations") instanceof Map<?, ?> texts) {
                    texts.forEach((name, text) -> annotations.put(String.valueOf(name), String.valueOf(text)));
                }
                rules.add(new Rule(
                        text(group.get("name")),
                        text(rule.get("record")),
                        text(rule.get("alert")),
                        text(rule.get("expr")),
                        comments.get(rules.size()),
                        rule,
                        annotations));
            }
        }
        return rules;
    }

    static List<Rule> alerts() throws IOException {
        return rules().stream().filter(Rule::isAlert).toList();
    }

    /** The text of the rules as a resource of the Prometheus operator. */
    static String forTheOperator() throws IOException {
        StringBuilder resource = new StringBuilder("""
                # SPDX-License-Identifier: Apache-2.0
                # Made of headroom.rules.yaml: run AlertRulesTest with -Ddocs.write=true to write it anew.
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata:
                  name: headroom
                  labels:
                    app.kubernetes.io/name: headroom
                    app.kubernetes.io/component: alerts
                    # what kube-prometheus' own rules carry; kube-prometheus-stack selects by "release: NAME" instead
                    prometheus: k8s
                    role: alert-rules
                spec:
                """);
        List<String> lines = Files.readAllLines(RULES);
        for (String line : lines.subList(lines.indexOf("groups:"), lines.size())) {
            resource.append(line.isEmpty() ? "" : "  " + line).append('\n');
        }
        return resource.toString();
    }

    /** A file of YAML. */
    static Map<String, Object> yaml(Path file) throws IOException {
        Map<String, Object> content = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        return Objects.requireNonNull(content);
    }

    /** A list of YAML's maps. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(@Nullable Object list) {
        return list == null ? List.of() : (List<Map<String, Object>>) list;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    private static List<String> comments() throws IOException {
        List<String> comments = new ArrayList<>();
        StringBuilder above = new StringBuilder();
        for (String line : Files.readAllLines(RULES)) {
            String bare = line.strip();
            if (bare.startsWith("#")) {
                above.append(bare.substring(1));
            } else {
                if (bare.startsWith("- alert:") || bare.startsWith("- record:")) {
                    comments.add(above.toString().strip());
                }
                above.setLength(0);
            }
        }
        return comments;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import dev.headroom.sampling.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A selector in a PromQL expression.
 *
 * @param metric its name
 * @param matchers what stands in its braces; empty where it has none
 * @param range what stands in the brackets behind it; empty where there are none
 * @param function the function that is applied to it at once; empty where none is
 */
record Selector(String metric, String matchers, String range, String function) {
    /** Our own metrics, recorded ones (they have a colon), those of every process, and the alerts. */
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<function>[a-z_]+)\\(\\s*)?(?<![\\w:])(?<metric>headroom_\\w+|process_\\w+|ALERTS\\w*|\\w+:[\\w:]+)"
                    + "(?:\\{(?<matchers>[^}]*)})?(?:\\[(?<range>[^]]*)])?");

    /** All selectors of an expression, in their order. */
    static List<Selector> of(String expression) {
        List<Selector> selectors = new ArrayList<>();
        Matcher form = FORM.matcher(expression);
        while (form.find()) {
            selectors.add(new Selector(
                    form.group("metric"),
                    orEmpty(form.group("matchers")),
                    orEmpty(form.group("range")),
                    orEmpty(form.group("function"))));
        }
        return selectors;
    }

    /** The signals it names, as a regular expression; empty where it names none, or those that are chosen. */
    String signal() {
        return label("signal").filter(value -> !value.contains("$")).orElse("");
    }

    /** Whether it names this signal. */
    boolean isOf(SignalKind kind) {
        return kind.id().matches(signal());
    }

    /** The value that a matcher asks of a label. */
    Optional<String> label(String name) {
        Matcher form =
                Pattern.compile("(?<!\\w)" + name + "=~?\\s*\"([^\"]*)\"").matcher(matchers);
        return form.find() ? Optional.of(form.group(1)) : Optional.empty();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** Whether its name is that of a counter, or of a part of a histogram or summary. */
    boolean isCounter() {
        return metric.matches("\\w+(_total|_count|_sum|_bucket)");
    }
}

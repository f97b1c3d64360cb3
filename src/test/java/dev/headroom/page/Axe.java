// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The rules of WCAG 2.2 A and AA and axe's best practice, held against what a page shows. */
final class Axe {
    private final String script;

    private Axe(String script) {
        this.script = script;
    }

    /** Reads the rules. */
    static Axe load() throws IOException {
        try (InputStream in = Objects.requireNonNull(Axe.class.getResourceAsStream("/axe.min.js"))) {
            return new Axe(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** What a page violates: the rule, and for each element what is wrong with it. */
    List<String> violations(Page page) {
        return violations(
                page, "tag", List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"));
    }

    /** The same of the rules about colour only. */
    List<String> violationsOfColour(Page page) {
        return violations(page, "rule", List.of("color-contrast", "link-in-text-block"));
    }

    @SuppressWarnings("unchecked") // what the function answers
    private List<String> violations(Page page, String kind, List<String> rules) {
        // by the debugger, as an extension would: the page's policy lets no script in
        page.evaluate("window.axe === undefined ? (" + functionOf(script) + ")() : undefined");
        return (List<String>) page.evaluate("""
                async ([type, values]) => {
                  const { violations } = await axe.run(document, { runOnly: { type, values }, resultTypes: ["violations"] });
                  return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
                }""", List.of(kind, rules));
    }

    private static String functionOf(String body) {
        return "() => {" + body + "\n}";
    }
}

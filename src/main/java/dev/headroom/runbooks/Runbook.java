// SPDX-License-Identifier: Apache-2.0
package dev.headroom.runbooks;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A runbook as its Markdown has it: a title, and the numbered steps under the heading Diagnosis. Of each step the text is told without
 * the marks of Markdown, its shell blocks as one script and its blocks of PromQL apart.
 *
 * @param title the first heading
 * @param steps in their order
 */
public record Runbook(String title, List<Step> steps) {
    private static final Pattern NUMBERED = Pattern.compile("\\d{1,2}\\.\\s+(.*)");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]*)\\]\\([^)]*\\)");
    private static final Pattern CODE = Pattern.compile("`([^`]*)`");
    private static final String FENCE = "```";

    /**
     * One step.
     *
     * @param text what to do, in words
     * @param script lines for a shell; empty where there is none
     * @param query PromQL; empty where there is none
     */
    public record Step(String text, String script, String query) {}

    public Runbook {
        steps = List.copyOf(steps);
    }

    /**
     * Reads a runbook.
     *
     * @param markdown with a heading {@code ## Diagnosis}
     * @throws IllegalArgumentException when it has no title or no numbered step
     */
    public static Runbook parse(String markdown) {
        List<String> lines = markdown.lines().toList();
        String title = lines.stream()
                .filter(line -> line.startsWith("# "))
                .map(line -> line.substring(2).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a runbook begins with a heading"));
        Steps steps = new Steps();
        lines.stream()
                .dropWhile(line -> !line.equals("## Diagnosis"))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .forEach(steps::line);
        List<Step> found = steps.end();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("the diagnosis of runbook " + title + " has no numbered steps");
        }
        return new Runbook(title, found);
    }

    /** Reads the lines of a diagnosis one after the other. What stands before the first number belongs to no step. */
    private static final class Steps {
        private final List<Step> done = new ArrayList<>();
        private final List<String> text = new ArrayList<>();
        private final List<String> script = new ArrayList<>();
        private final List<String> query = new ArrayList<>();
        private List<String> block = text;
        private int indent;
        private boolean inStep;

        void line(String line) {
            String stripped = line.strip();
            if (stripped.startsWith(FENCE)) {
                indent = line.indexOf(FENCE);
                if (block == text) {
                    block = stripped.equals("```promql") ? query : script;
                    separate(block);
                } else {
                    block = text;
                }
            } else if (block != text) {
                block.add(
                        line.length() > indent && line.substring(0, indent).isBlank()
                                ? line.substring(indent)
                                : stripped);
            } else {
                prose(stripped);
            }
        }

        private static void separate(List<String> block) {
            if (!block.isEmpty()) {
                block.add("");
            }
        }

        private void prose(String line) {
            Matcher numbered = NUMBERED.matcher(line);
            if (numbered.matches()) {
                finish();
                inStep = true;
                text.add(numbered.group(1));
            } else if (!line.isEmpty()) {
                text.add(line);
            }
        }

        private void finish() {
            if (inStep) {
                done.add(new Step(plain(String.join(" ", text)), joined(script), joined(query)));
            }
            text.clear();
            script.clear();
            query.clear();
        }

        List<Step> end() {
            finish();
            return done;
        }

        private static String joined(List<String> lines) {
            return String.join("\n", lines).strip();
        }

        private static String plain(String markdown) {
            return CODE.matcher(LINK.matcher(markdown).replaceAll("$1"))
                    .replaceAll("$1")
                    .replace("**", "");
        }
    }
}

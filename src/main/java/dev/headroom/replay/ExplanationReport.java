// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.LabelRecord;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Tells a person of one burst: the answer in a sentence first, then what it rests on, then what to do. */
final class ExplanationReport {
    private static final int MOST_COLUMNS = 100;
    private static final int INDENT = 2;
    private static final int CODE_INDENT = 4;
    private static final double SATURATED = 0.95;
    private static final double OF_OWN_PEAK = 0.9;
    private static final Times TIMES = new Times(false);

    private final Explanation explanation;
    private final BurstRecord burst;
    private final String service;
    private final Terminal terminal;
    private final Candidates candidates;
    private final PrintWriter out;

    /** @param service the address the answers come from */
    ExplanationReport(Explanation explanation, String service, Terminal terminal, PrintWriter out) {
        this.explanation = explanation;
        this.burst = explanation.burst();
        this.service = service;
        this.terminal = terminal;
        this.candidates = new Candidates(burst, explanation.deploys(), terminal);
        this.out = out;
    }

    /** Prints all of it. */
    void print() {
        wrapped(sentence(), 0).forEach(line -> out.println(terminal.strong(line)));
        out.println(terminal.faint("burst " + terminal.printable(burst.id())));
        shape();
        dashboards();
        verdict();
        said();
        next();
        out.flush();
    }

    private String sentence() {
        StringBuilder sentence = new StringBuilder(200)
                .append(terminal.printable(Phrases.signal(burst.signal(), burst.device())))
                .append(" of ")
                .append(terminal.printable(burst.target()))
                .append(burst.end() == null ? " is saturated since " : " was saturated for ");
        Double seconds = burst.durationSeconds();
        if (seconds != null) {
            sentence.append(burst.interrupted() ? "at least " : "")
                    .append(Phrases.duration(seconds))
                    .append(" at ");
        }
        sentence.append(TIMES.momentWithTenths(burst.start()))
                .append(" UTC (peak ")
                .append(Phrases.percent(burst.peak()))
                .append(burst.before() == null ? "" : ", before " + Phrases.percent(burst.before()))
                .append("); ")
                .append(cause());
        if (!burst.coarse().isEmpty()) {
            sentence.append("; ").append(drawn(burst.coarse().getFirst()));
        }
        return sentence.append('.').toString();
    }

    private String cause() {
        BurstRecord.VerdictRecord verdict = burst.verdict();
        String deploy = verdict.deploy();
        String share = String.format(Locale.ROOT, " (%.2f)", verdict.probability());
        return switch (verdict.decision()) {
            case "caused" -> "caused by " + (deploy == null ? "a deploy" : candidates.name(deploy)) + share;
            case "likely" -> "likely caused by " + (deploy == null ? "a deploy" : candidates.name(deploy)) + share;
            case "pending" ->
                deploy == null
                        ? "not judged for good yet"
                        : "so far " + candidates.name(deploy) + share + ", not judged for good yet";
            default -> "no deploy explains it";
        };
    }

    private static String drawn(BurstRecord.Coarse view) {
        String panel = "a " + Phrases.amount(view.scrapeSeconds()).replaceFirst("\\.0$", "") + " s dashboard drew ";
        return view.best() == null ? panel + "nothing" : panel + Phrases.percent(view.best()) + " at best";
    }

    private void shape() {
        Explanation.Samples samples = explanation.samples();
        if (samples == null || samples.samples().isEmpty()) {
            section("Its samples are no longer kept.");
            return;
        }
        long from = nanos(samples.from());
        long to = nanos(samples.to());
        BurstTrace trace = new BurstTrace(from);
        samples.samples()
                .forEach(sample -> trace.add(nanos(sample.start()), nanos(sample.end()), sample.utilisation()));
        int columns = Math.min(MOST_COLUMNS, terminal.width() - INDENT);
        section(Phrases.duration((to - from) / 1e9) + " from " + TIMES.momentWithTenths(samples.from())
                + " UTC, the highest sample of each column:");
        line(Sparkline.draw(trace.columns(from, to, columns), full(), terminal.unicode()));
        line(marks(from, to, columns));
    }

    /** The level drawn at full height: what is saturated looks full; of retransmits, saturated far below 100%, the burst's own peak. */
    private double full() {
        return burst.signal().equals("tcp_retransmit") ? burst.peak() * OF_OWN_PEAK : Math.min(burst.peak(), SATURATED);
    }

    /** A line under the columns of the burst itself. */
    private String marks(long from, long to, int columns) {
        double columnNanos = (double) (to - from) / columns;
        int first = (int) Math.clamp((long) ((nanos(burst.start()) - from) / columnNanos), 0, columns - 1);
        Instant end = burst.end();
        int last = end == null
                ? columns - 1
                : (int) Math.clamp((long) Math.ceil((nanos(end) - from) / columnNanos) - 1, first, columns - 1);
        return " ".repeat(first) + (terminal.unicode() ? "‾" : "^").repeat(last - first + 1);
    }

    private void dashboards() {
        if (burst.coarse().isEmpty()) {
            return;
        }
        section("What dashboards drew of it, by where their scrapes and points fall:");
        TextTable table = new TextTable()
                .column("Dashboard", TextTable.Side.LEFT)
                .column("Best", TextTable.Side.RIGHT)
                .column("Median", TextTable.Side.RIGHT)
                .column("Worst", TextTable.Side.RIGHT)
                .column("", TextTable.Side.LEFT);
        burst.coarse()
                .forEach(view -> table.row(List.of(
                        terminal.printable(view.dashboard()),
                        Phrases.percent(view.best()),
                        Phrases.percent(view.median()),
                        Phrases.percent(view.worst()),
                        view.hidden() ? "hidden" : "shown")));
        table.lines(INDENT, terminal.width(), terminal.ellipsis(), terminal::faint).stream()
                .map(line -> line.endsWith("  hidden")
                        ? line.substring(0, line.length() - "hidden".length()) + terminal.alert("hidden")
                        : line)
                .forEach(out::println);
    }

    private void verdict() {
        BurstRecord.VerdictRecord verdict = burst.verdict();
        section("Verdict: " + terminal.printable(verdict.decision()));
        candidates.lines().forEach(this::line);
        verdict.evidence().forEach(evidence -> item("- ", evidence));
    }

    private void said() {
        LabelRecord label = burst.label();
        if (label != null) {
            String deploy = label.deploy();
            section("Somebody says at " + TIMES.moment(label.at()) + " UTC: " + terminal.printable(label.label())
                    + (deploy == null ? "" : ", it was " + candidates.name(deploy)));
            if (label.note() != null) {
                item("", label.note());
            }
        }
    }

    private void next() {
        Explanation.Next next = explanation.next();
        if (next == null) {
            return;
        }
        section("What to do (" + terminal.printable(next.title() + ", " + service + "/" + next.url()) + "):");
        int number = 1;
        for (Explanation.Step step : next.steps()) {
            item(number++ + ". ", step.text());
            code(step.command());
            code(step.query());
        }
    }

    private void code(@Nullable String lines) {
        if (lines != null) {
            // never cut: to be copied
            String indent = " ".repeat(INDENT + CODE_INDENT);
            lines.lines()
                    .map(terminal::printable)
                    .forEach(code -> out.println(code.isEmpty() ? "" : indent + terminal.faint(code)));
        }
    }

    private void section(String title) {
        out.println();
        wrapped(title, 0).forEach(out::println);
    }

    private void item(String bullet, String text) {
        List<String> lines = wrapped(terminal.printable(text), INDENT + bullet.length());
        line(bullet + lines.getFirst());
        lines.stream().skip(1).forEach(rest -> line(" ".repeat(bullet.length()) + rest));
    }

    private void line(String text) {
        out.println(" ".repeat(INDENT) + text);
    }

    /** The text in lines that fit beside an indent, broken at spaces. */
    private List<String> wrapped(String text, int indent) {
        int width = terminal.width() - indent;
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}

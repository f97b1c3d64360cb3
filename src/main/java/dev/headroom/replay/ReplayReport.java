// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.detection.SignalStatus;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.DeployRecord;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Tells a person what a replay found: what was read, the bursts by the deploy that caused them, the signals, a conclusion. */
final class ReplayReport {
    private final ReplayOutcome outcome;
    private final ReplayResult result;
    private final Terminal terminal;
    private final Times times;
    private final PrintWriter out;

    ReplayReport(ReplayOutcome outcome, Terminal terminal, PrintWriter out) {
        this.outcome = outcome;
        this.result = outcome.result();
        this.terminal = terminal;
        this.times = Times.of(result);
        this.out = out;
    }

    /** Prints all of it. */
    void print() {
        head();
        bursts();
        quietDeploys();
        new DeployFindings(result, terminal, times).print(out);
        signals();
        new ReplayConclusion(outcome, terminal).lines().forEach(this::line);
        out.flush();
    }

    private void head() {
        line(terminal.strong("Replay of " + terminal.printable(result.recording())));
        Instant from = result.from();
        Instant to = result.to();
        if (from == null || to == null) {
            line("It holds no reading of a signal Headroom knows.");
            return;
        }
        line("%s to %s UTC (%s): %s, %s, %s"
                .formatted(
                        times.full(from),
                        times.moment(to),
                        Phrases.duration(Duration.between(from, to).toMillis() / 1e3),
                        Phrases.count(outcome.targets(), "target"),
                        Phrases.count(result.signals().size(), "signal"),
                        Phrases.count(result.readings(), "reading")));
        if (outcome.interrupted()) {
            line(terminal.alert("Interrupted: this is what was found up to " + times.full(to) + " UTC."));
        }
    }

    private void bursts() {
        List<BurstGroup> groups = BurstGroup.of(outcome);
        if (groups.isEmpty()) {
            return;
        }
        BurstTable table = new BurstTable(outcome, terminal);
        BurstTable.Drawing drawing = table.draw(groups);
        out.println();
        line(drawing.title());
        for (int index = 0; index < groups.size(); index++) {
            out.println();
            line(groupTitle(groups.get(index)));
            drawing.groups().get(index).forEach(this::line);
        }
        out.println();
        table.legend().forEach(line -> line(terminal.faint(line)));
    }

    private String groupTitle(BurstGroup group) {
        String bursts = Phrases.count(group.members().size(), "burst") + ", "
                + Phrases.duration(group.saturatedSeconds()) + " saturated";
        DeployRecord deploy = group.deploy();
        if (deploy == null) {
            String reason = result.deploys().isEmpty() ? "No deploys are known" : "Unexplained by any deploy";
            return terminal.strong(reason + ": " + bursts);
        }
        String title = "%s  %s, %s"
                .formatted(times.moment(deploy.startedAt()), terminal.printable(Phrases.deploy(deploy)), phase(deploy));
        return terminal.deploy(title) + terminal.strong(": " + bursts) + terminal.faint(" (" + certainty(group) + ")");
    }

    private static String certainty(BurstGroup group) {
        DoubleSummaryStatistics probability = group.members().stream()
                .mapToDouble(member -> member.printed().verdict().probability())
                .summaryStatistics();
        String lowest = String.format(Locale.ROOT, "%.2f", probability.getMin());
        String highest = String.format(Locale.ROOT, "%.2f", probability.getMax());
        String decisions = group.members().stream()
                .map(member -> member.printed().verdict().decision())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" or "));
        return decisions + ", " + (lowest.equals(highest) ? lowest : lowest + " to " + highest);
    }

    private static String phase(DeployRecord deploy) {
        Instant finished = deploy.finishedAt();
        String phase = deploy.phase().replace("rolled-back", "rolled back");
        return finished == null
                ? phase
                : phase + " after "
                        + Phrases.duration(
                                Duration.between(deploy.startedAt(), finished).toMillis() / 1e3);
    }

    private void quietDeploys() {
        List<String> quiet = result.deploys().stream()
                .filter(deploy -> deploy.bursts() == 0)
                .map(deploy -> times.moment(deploy.startedAt()) + " " + terminal.printable(Phrases.deploy(deploy)))
                .toList();
        if (!quiet.isEmpty() && quiet.size() < result.deploys().size()) {
            int shown = Math.min(quiet.size(), 3);
            String more = shown < quiet.size() ? ", and %d more".formatted(quiet.size() - shown) : "";
            line("Deploys without a burst: " + String.join(", ", quiet.subList(0, shown)) + more);
        }
    }

    private void signals() {
        if (outcome.statuses().isEmpty()) {
            return;
        }
        TextTable table = new TextTable()
                .column("Target", TextTable.Side.LEFT)
                .column("Signal", TextTable.Side.LEFT)
                .column("Bursts", TextTable.Side.RIGHT)
                .column("Saturated", TextTable.Side.RIGHT)
                .column("Observed", TextTable.Side.RIGHT)
                .column("Peak", TextTable.Side.RIGHT)
                .column("Limit", TextTable.Side.LEFT);
        for (SignalStatus status : outcome.statuses()) {
            table.row(List.of(
                    terminal.printable(status.key().target()),
                    terminal.printable(Phrases.signal(
                            status.key().kind().id(), status.key().device())),
                    Long.toString(result.bursts().stream()
                            .filter(burst -> isOf(burst, status))
                            .count()),
                    Phrases.duration(status.saturatedSeconds()),
                    Phrases.duration(status.observedSeconds()),
                    Phrases.percent(status.peak()),
                    terminal.printable(Phrases.limit(status.key().kind(), status.limit()))));
        }
        out.println();
        table.lines(0, terminal.width(), terminal.ellipsis(), terminal::faint).forEach(out::println);
        out.println();
    }

    private static boolean isOf(BurstRecord burst, SignalStatus status) {
        return burst.target().equals(status.key().target())
                && burst.signal().equals(status.key().kind().id())
                && burst.device().equals(status.key().device());
    }

    private void line(String text) {
        out.println(text);
    }
}

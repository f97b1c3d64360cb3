// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.detection.Burst;
import dev.headroom.detection.Dashboard;
import dev.headroom.history.BurstRecord;
import dev.headroom.sampling.SignalKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/** Says in sentences what a replay comes to. */
final class ReplayConclusion {
    private final ReplayOutcome outcome;
    private final ReplayResult result;
    private final Terminal terminal;

    ReplayConclusion(ReplayOutcome outcome, Terminal terminal) {
        this.outcome = outcome;
        this.result = outcome.result();
        this.terminal = terminal;
    }

    /** The sentences, a line each. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        if (outcome.bursts().isEmpty()) {
            lines.add(terminal.strong("No burst" + highest() + "."));
        } else {
            lines.add(terminal.strong(totals()));
            lines.add(hidden());
            lines.add(attributed());
            lines.add(longest());
        }
        blindness().ifPresent(lines::add);
        return lines;
    }

    private String highest() {
        return outcome.statuses().stream()
                .filter(status -> status.peak() != null)
                .max(Comparator.comparingDouble(status -> Objects.requireNonNull(status.peak())))
                .map(status -> "; the highest peak is %s, of %s on %s"
                        .formatted(
                                Phrases.percent(status.peak()),
                                terminal.printable(Phrases.signal(
                                        status.key().kind().id(), status.key().device())),
                                terminal.printable(status.key().target())))
                .orElse("; no signal has a known limit and a sample");
    }

    private String totals() {
        double seconds =
                outcome.bursts().stream().mapToDouble(Burst::saturatedSeconds).sum();
        return "%s, %s saturated, all signals together."
                .formatted(Phrases.count(outcome.bursts().size(), "burst"), Phrases.duration(seconds));
    }

    private String hidden() {
        List<String> parts = new ArrayList<>();
        for (int index = 0; index < outcome.dashboards().size(); index++) {
            Dashboard dashboard = outcome.dashboards().get(index);
            int position = index;
            long count = result.bursts().stream()
                    .filter(burst -> burst.coarse().get(position).hidden())
                    .count();
            parts.add("%s on %s"
                    .formatted(count == result.bursts().size() ? "all" : Long.toString(count), dashboard.name()));
        }
        return "Hidden, even at best: " + String.join(", ", parts) + ".";
    }

    private String attributed() {
        long unexplained = result.bursts().stream()
                .filter(burst -> burst.verdict().deploy() == null)
                .count();
        if (result.deploys().isEmpty()) {
            return "No deploys are known: name a file of them with --deploys, or put deploys.ndjson beside the recording.";
        }
        long attributed = result.bursts().size() - unexplained;
        long deploys =
                result.deploys().stream().filter(deploy -> deploy.bursts() > 0).count();
        return "%s of %s; %s unexplained."
                .formatted(
                        attributed == 0
                                ? "None is the work"
                                : attributed + (attributed == 1 ? " is" : " are") + " the work",
                        attributed == 0 ? "a deploy" : Phrases.count(deploys, "deploy"),
                        unexplained == 0 ? "none is" : unexplained + (unexplained == 1 ? " is" : " are"));
    }

    /** The longest burst of a signal that has a limit to be full of; of all, where there is none. */
    private String longest() {
        BurstGroup.Member longest = BurstGroup.of(outcome).stream()
                .flatMap(group -> group.members().stream())
                .max(Comparator.comparing((BurstGroup.Member member) ->
                                member.burst().key().kind().unit() != SignalKind.Unit.RATIO)
                        .thenComparingDouble(member -> member.burst().durationSeconds()))
                .orElseThrow();
        BurstRecord printed = longest.printed();
        return "The longest: %s of %s was saturated for %s at %s (peak %s%s)%s%s."
                .formatted(
                        terminal.printable(Phrases.signal(printed.signal(), printed.device())),
                        terminal.printable(printed.target()),
                        Phrases.duration(longest.burst().durationSeconds()),
                        Times.of(result).moment(printed.start()),
                        Phrases.percent(printed.peak()),
                        longest.burst().open() ? ", still going on at the end" : "",
                        drawn(printed),
                        cause(printed));
    }

    private static String drawn(BurstRecord burst) {
        return burst.coarse().stream()
                .findFirst()
                .map(coarse -> "; a dashboard at %s drew %s"
                        .formatted(
                                coarse.dashboard(),
                                coarse.median() == null ? "nothing" : Phrases.percent(coarse.median())))
                .orElse("");
    }

    private String cause(BurstRecord burst) {
        return result.deploys().stream()
                .filter(deploy -> deploy.id().equals(burst.verdict().deploy()))
                .findFirst()
                .map(deploy -> String.format(
                        Locale.ROOT,
                        "; %s by %s (%.2f)",
                        burst.verdict().decision().equals("caused") ? "caused" : "likely caused",
                        terminal.printable(Phrases.deploy(deploy)),
                        burst.verdict().probability()))
                .orElse("");
    }

    private Optional<String> blindness() {
        SampleLengths lengths = outcome.sampleLengths();
        if (lengths.coarseNanos() == 0) {
            return Optional.empty();
        }
        double share = (double) lengths.coarseNanos() / lengths.totalNanos();
        return Optional.of(terminal.alert(String.format(
                Locale.ROOT,
                "What it could not have seen: %s of the time lies in samples longer than 1 s (up to %s); in those, a burst that does"
                        + " not fill a whole sample is averaged away.",
                Phrases.percent(share),
                Phrases.duration(lengths.longestNanos() / 1e9))));
    }
}

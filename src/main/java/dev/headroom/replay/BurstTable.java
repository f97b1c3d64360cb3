// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.detection.Burst;
import dev.headroom.detection.Dashboard;
import dev.headroom.detection.Thresholds;
import dev.headroom.history.BurstRecord;
import dev.headroom.sampling.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Draws bursts as an aligned table, a line each: the true level beside what a dashboard would have drawn of it. */
final class BurstTable {
    /** More bursts of one deploy than this are cut in text; JSON has all. */
    private static final int MOST_OF_A_GROUP = 12;

    private static final int INDENT = 2;
    private static final int NARROWEST_SHAPE = 8;
    private static final double RETRANSMITS_FULL = 0.9;
    private static final String HIDDEN = "hidden";

    private final ReplayOutcome outcome;
    private final Terminal terminal;
    private final Times times;
    private final Optional<Dashboard> dashboard;

    BurstTable(ReplayOutcome outcome, Terminal terminal) {
        this.outcome = outcome;
        this.terminal = terminal;
        this.times = Times.of(outcome.result());
        this.dashboard = outcome.dashboards().stream().findFirst();
    }

    /** The title line, and the lines of each group in the same columns. */
    Drawing draw(List<BurstGroup> groups) {
        int columns = BurstShapes.COLUMNS;
        List<String> lines = draw(groups, columns);
        int excess = widest(lines) - terminal.width();
        if (excess > 0) {
            columns = Math.max(NARROWEST_SHAPE, columns - excess);
            lines = draw(groups, columns);
        }
        List<List<String>> byGroup = new ArrayList<>();
        int next = 1;
        for (BurstGroup group : groups) {
            int rows = group.longest(MOST_OF_A_GROUP).size();
            List<String> drawn = new ArrayList<>(lines.subList(next, next + rows).stream()
                    .map(this::finished)
                    .toList());
            next += rows;
            int left = group.members().size() - rows;
            if (left > 0) {
                drawn.add(" ".repeat(INDENT)
                        + terminal.faint("and %s, no longer than these: --format json has all"
                                .formatted(Phrases.count(left, "more burst"))));
            }
            byGroup.add(drawn);
        }
        return new Drawing(terminal.faint(fitted(lines.getFirst())), byGroup);
    }

    /**
     * A table in pieces.
     *
     * @param title the line of titles
     * @param groups the lines of each group
     */
    record Drawing(String title, List<List<String>> groups) {}

    private String finished(String line) {
        return fitted(line).replace(HIDDEN, terminal.alert(HIDDEN));
    }

    private String fitted(String line) {
        return TextTable.cut(line, terminal.width(), terminal.ellipsis());
    }

    private static int widest(List<String> lines) {
        return lines.stream()
                .mapToInt(line -> line.codePointCount(0, line.length()))
                .max()
                .orElse(0);
    }

    private List<String> draw(List<BurstGroup> groups, int columns) {
        TextTable table = new TextTable()
                .column("Start", TextTable.Side.LEFT)
                .column("Target", TextTable.Side.LEFT)
                .column("Signal", TextTable.Side.LEFT)
                .column("Length", TextTable.Side.RIGHT)
                .column("Shape", TextTable.Side.LEFT)
                .column("Before", TextTable.Side.RIGHT)
                .column("Peak", TextTable.Side.RIGHT);
        dashboard.ifPresent(shown -> table.column(title(shown), TextTable.Side.LEFT));
        for (BurstGroup group : groups) {
            group.longest(MOST_OF_A_GROUP).forEach(member -> table.row(cells(member, columns)));
        }
        return table.lines(INDENT, Integer.MAX_VALUE, "", title -> title);
    }

    private List<String> cells(BurstGroup.Member member, int columns) {
        BurstRecord burst = member.printed();
        List<String> cells = new ArrayList<>(List.of(
                times.momentWithTenths(burst.start()),
                terminal.printable(burst.target()),
                terminal.printable(Phrases.signal(burst.signal(), burst.device())),
                length(member.burst()),
                shape(member.burst(), columns),
                Phrases.percent(burst.before()),
                Phrases.percent(burst.peak())));
        dashboard.ifPresent(shown -> cells.add(drawn(burst)));
        return cells;
    }

    private static String title(Dashboard dashboard) {
        return Phrases.shortDuration(dashboard.scrape()) + " dashboard drew";
    }

    /** What the columns mean. */
    List<String> legend() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "Shape: the highest sample of each column, from a little before the burst to a little after; all times are UTC.");
        dashboard.ifPresent(shown -> {
            lines.add(title(shown) + ": the highest point of " + shown.name()
                    + " (scrape/function/step): median (worst-best)");
            lines.add(
                    "of all moments the scrapes may fall on; hidden: even the best stays below what makes a burst one.");
        });
        return lines;
    }

    private static String length(Burst burst) {
        String length = Phrases.duration(burst.durationSeconds());
        return burst.open() || burst.interrupted() ? ">" + length : length;
    }

    private String shape(Burst burst, int columns) {
        return outcome.shapes()
                .shape(burst.id())
                .map(levels -> Sparkline.draw(Sparkline.narrowed(levels, columns), full(burst), terminal.unicode()))
                .orElse("");
    }

    /** The level drawn at full height: what is saturated looks full. */
    private double full(Burst burst) {
        if (burst.key().kind() == SignalKind.TCP_RETRANSMIT) {
            return burst.peak()
                    * RETRANSMITS_FULL; // saturated is far below 100%: the shape shows what they are, of their own peak
        }
        Thresholds thresholds =
                outcome.settings().thresholds().getOrDefault(burst.key().kind(), Thresholds.NONE);
        return Math.min(burst.peak(), thresholds.enter().level());
    }

    private static String drawn(BurstRecord burst) {
        BurstRecord.Coarse coarse = burst.coarse().getFirst();
        if (coarse.median() == null) {
            return "nothing, " + HIDDEN;
        }
        String range = "%s (%s-%s)"
                .formatted(
                        Phrases.percent(coarse.median()),
                        Phrases.percent(coarse.worst()).replace("%", ""),
                        Phrases.percent(coarse.best()));
        return coarse.hidden() ? range + " " + HIDDEN : range;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Draws what {@code live} knows onto a terminal, over and over at the same place. Not thread safe. */
final class LiveScreen {
    private static final String ESCAPE = "\033[";
    /** Another screen, without a cursor, and lines that are too long are cut instead of going on in the next. */
    private static final String ENTER = ESCAPE + "?1049h" + ESCAPE + "?25l" + ESCAPE + "?7l";

    private static final String LEAVE = ESCAPE + "?7h" + ESCAPE + "?25h" + ESCAPE + "?1049l";
    private static final String HOME = ESCAPE + "H";
    private static final String CLEAR_LINE = ESCAPE + "K";
    private static final String CLEAR_REST = ESCAPE + "J";

    private static final int SHOWN_LINES = 8;
    private static final int NARROWEST_MINUTE = 10;
    private static final double SATURATED = 0.95;
    private static final double SATURATED_RETRANSMITS = 0.01;
    private static final String OPEN = "  burst open";

    private final LiveBoard board;
    private final String service;
    private final Terminal terminal;
    private final int height;
    private final PrintWriter out;

    /**
     * @param service the address the answers come from
     * @param height how many lines the terminal has
     */
    LiveScreen(LiveBoard board, String service, Terminal terminal, int height, PrintWriter out) {
        this.board = board;
        this.service = service;
        this.terminal = terminal;
        this.height = height;
        this.out = out;
    }

    /** Takes the screen. */
    void enter() {
        out.print(ENTER);
        out.flush();
    }

    /** Draws what is known now. */
    void draw() {
        out.print(HOME);
        lines(height).forEach(line -> out.print(line + CLEAR_LINE + "\n"));
        out.print(CLEAR_REST);
        out.flush();
    }

    /** Gives the screen back, and leaves on it what was known last. */
    void leave() {
        out.print(LEAVE);
        lines(Integer.MAX_VALUE).forEach(out::println);
        out.flush();
    }

    /** As many lines as there is room for: the signals, then what happened last. */
    List<String> lines(int room) {
        List<String> lines = new ArrayList<>();
        Instant now = board.now();
        long bursts = board.rows().stream().filter(LiveBoard.Row::open).count();
        lines.add(terminal.strong("Headroom at " + terminal.printable(service))
                + (now == null ? "" : "  " + new Times(false).full(now) + " UTC")
                + (bursts > 0 ? "  " + terminal.alert(Phrases.count(bursts, "burst") + " open") : ""));
        if (now == null || board.rows().isEmpty()) {
            lines.add("Waiting for the first samples.");
        } else {
            lines.addAll(
                    table(now, room - 2 - Math.min(SHOWN_LINES, board.lines().size()) - 1));
        }
        lines.add("");
        board.lines().stream()
                .skip(Math.max(0, board.lines().size() - SHOWN_LINES))
                .forEach(line -> lines.add(TextTable.cut(line, terminal.width(), terminal.ellipsis())));
        return lines.size() > room ? lines.subList(0, Math.max(1, room - 1)) : lines;
    }

    private List<String> table(Instant now, int room) {
        List<Seen> all = board.rows().stream().map(row -> Seen.of(row, now)).toList();
        List<Seen> shown = all;
        if (all.size() + 1 > room) {
            Set<LiveBoard.Name> first = all.stream()
                    .sorted(Comparator.comparing((Seen seen) -> !seen.open())
                            .thenComparing(Seen::peak, Comparator.reverseOrder()))
                    .limit(Math.max(1, room - 2))
                    .map(Seen::name)
                    .collect(Collectors.toSet());
            shown = all.stream().filter(seen -> first.contains(seen.name())).toList();
        }
        List<String> lines = table(shown, LiveBoard.SECONDS);
        int excess = lines.stream().mapToInt(LiveScreen::length).max().orElse(0) - terminal.width();
        if (excess > 0) {
            lines = table(shown, Math.max(NARROWEST_MINUTE, LiveBoard.SECONDS - excess));
        }
        List<String> finished =
                new ArrayList<>(lines.stream().map(this::finished).toList());
        finished.set(0, terminal.faint(finished.getFirst()));
        if (shown.size() < all.size()) {
            finished.add(terminal.faint(
                    "and " + Phrases.count(all.size() - shown.size(), "more signal") + ", none higher in this minute"));
        }
        return finished;
    }

    /** A signal as it is now. */
    private record Seen(LiveBoard.Name name, float[] minute, double level, double peak, boolean open) {
        static Seen of(LiveBoard.Row row, Instant now) {
            float[] minute = row.minute(now);
            double peak = Double.NEGATIVE_INFINITY;
            for (float second : minute) {
                peak = Float.isNaN(second) ? peak : Math.max(peak, second);
            }
            return new Seen(row.name(), minute, row.level(), peak, row.open());
        }
    }

    private List<String> table(List<Seen> rows, int columns) {
        TextTable table = new TextTable()
                .column("Target", TextTable.Side.LEFT)
                .column("Signal", TextTable.Side.LEFT)
                .column("Minute", TextTable.Side.LEFT)
                .column("Now", TextTable.Side.RIGHT)
                .column("Peak", TextTable.Side.RIGHT)
                .column("", TextTable.Side.LEFT);
        for (Seen row : rows) {
            table.row(List.of(
                    terminal.printable(row.name().target()),
                    terminal.printable(
                            Phrases.signal(row.name().signal(), row.name().device())),
                    Sparkline.draw(Sparkline.narrowed(row.minute(), columns), full(row), terminal.unicode()),
                    known(row.level()),
                    known(row.peak()),
                    row.open() ? OPEN.strip() : ""));
        }
        return table.lines(0, Integer.MAX_VALUE, "", title -> title);
    }

    private static double full(Seen row) {
        return row.name().signal().equals("tcp_retransmit") ? SATURATED_RETRANSMITS : SATURATED;
    }

    private static String known(double level) {
        return Double.isNaN(level) || Double.isInfinite(level) ? "-" : Phrases.percent(level);
    }

    private String finished(String line) {
        String fitted = TextTable.cut(line, terminal.width(), terminal.ellipsis());
        return fitted.endsWith(OPEN)
                ? fitted.substring(0, fitted.length() - OPEN.length()) + terminal.alert(OPEN)
                : fitted;
    }

    private static int length(String line) {
        return line.codePointCount(0, line.length());
    }
}

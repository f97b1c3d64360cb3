// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Lines of cells under titles, each column as wide as its widest cell. Colours are applied after the alignment, so that they take
 * no room. Not thread safe.
 */
final class TextTable {
    private static final int GAP = 2;

    /** Where a cell stands in its column. */
    enum Side {
        LEFT,
        RIGHT
    }

    private final List<String> titles = new ArrayList<>();
    private final List<Side> sides = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a column; to be done before any row. */
    TextTable column(String title, Side side) {
        titles.add(title);
        sides.add(side);
        return this;
    }

    /** Adds a row with a cell for every column. */
    void row(List<String> cells) {
        if (cells.size() != titles.size()) {
            throw new IllegalArgumentException("a row of " + cells.size() + " cells for " + titles.size() + " columns");
        }
        rows.add(List.copyOf(cells));
    }

    /**
     * The lines, titles first.
     *
     * @param indent spaces before each
     * @param width columns of the terminal: what is longer is cut, and ends with the mark
     * @param mark what says that something was cut
     * @param title how a title line looks
     */
    List<String> lines(int indent, int width, String mark, UnaryOperator<String> title) {
        int[] widths = new int[titles.size()];
        for (int column = 0; column < widths.length; column++) {
            int index = column;
            widths[column] = Math.max(
                    length(titles.get(column)),
                    rows.stream().mapToInt(row -> length(row.get(index))).max().orElse(0));
        }
        List<String> lines = new ArrayList<>();
        lines.add(title.apply(line(titles, widths, indent, width, mark)));
        rows.forEach(row -> lines.add(line(row, widths, indent, width, mark)));
        return lines;
    }

    private String line(List<String> cells, int[] widths, int indent, int width, String mark) {
        StringBuilder line = new StringBuilder(" ".repeat(indent));
        for (int column = 0; column < widths.length; column++) {
            String padding = " ".repeat(widths[column] - length(cells.get(column)));
            line.append(sides.get(column) == Side.LEFT ? cells.get(column) + padding : padding + cells.get(column));
            line.append(" ".repeat(GAP));
        }
        return cut(line.toString().stripTrailing(), width, mark);
    }

    /** Cuts a line to the width of the terminal. */
    static String cut(String line, int width, String mark) {
        if (length(line) <= width) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, width - mark.length())) + mark;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

/** Draws a row of levels as one character each: blocks of eight heights, or ASCII where there are none. */
final class Sparkline {
    static final char FULL_BLOCK = '█';

    private static final String BLOCKS = "▁▂▃▄▅▆▇" + FULL_BLOCK;
    private static final String ASCII = "_.:-=+*#";

    private Sparkline() {}

    /**
     * Draws the levels.
     *
     * @param levels one a column; NaN where nothing is known, drawn as a space
     * @param full the level drawn at full height, above 0
     * @param unicode false for ASCII
     */
    static String draw(float[] levels, double full, boolean unicode) {
        String heights = unicode ? BLOCKS : ASCII;
        StringBuilder line = new StringBuilder(levels.length);
        for (float level : levels) {
            line.append(Float.isNaN(level) ? ' ' : heights.charAt(height(level / (float) full, heights.length())));
        }
        return line.toString();
    }

    /** The same levels in fewer columns, each the maximum of those it stands for. */
    static float[] narrowed(float[] levels, int columns) {
        float[] narrow = new float[columns];
        for (int column = 0; column < columns; column++) {
            int from = column * levels.length / columns;
            int to = Math.max(from + 1, (column + 1) * levels.length / columns);
            float highest = Float.NaN;
            for (int source = from; source < to; source++) {
                highest = Float.isNaN(highest) || levels[source] > highest ? levels[source] : highest;
            }
            narrow[column] = highest;
        }
        return narrow;
    }

    /** The tallest character is kept for what is really full, so that a level just below it is seen to be below. */
    private static int height(float share, int heights) {
        if (share >= 1) {
            return heights - 1;
        }
        return Math.clamp((int) (share * (heights - 1)), 0, heights - 2);
    }
}

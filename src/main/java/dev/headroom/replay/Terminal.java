// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.nio.charset.Charset;
import java.util.Map;

/**
 * How the text of a command may look.
 *
 * @param width columns a line may have, 40 or more
 * @param unicode true when block characters can be written, false for plain ASCII
 * @param colour true when escape sequences for colours are wanted
 */
record Terminal(int width, boolean unicode, boolean colour) {
    private static final int DEFAULT_WIDTH = 120;
    private static final int NARROWEST = 40;
    private static final int WIDEST = 400;

    private static final String BOLD = "1";
    private static final String DIM = "2";
    private static final String BLUE = "34";
    private static final String YELLOW = "33";

    /**
     * Follows the habits of other programs: COLUMNS for the width, NO_COLOR and CLICOLOR_FORCE before what the stream is.
     *
     * @param environment the environment variables
     * @param charset what the stream is encoded in
     * @param interactive true when it is shown to a person at once
     */
    static Terminal of(Map<String, String> environment, Charset charset, boolean interactive) {
        return new Terminal(
                width(environment.getOrDefault("COLUMNS", "")),
                charset.newEncoder().canEncode(Sparkline.FULL_BLOCK),
                colour(environment, interactive));
    }

    private static int width(String columns) {
        if (!columns.matches("\\d{1,6}") || Integer.parseInt(columns) == 0) {
            return DEFAULT_WIDTH;
        }
        return Math.clamp(Integer.parseInt(columns), NARROWEST, WIDEST);
    }

    private static boolean colour(Map<String, String> environment, boolean interactive) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return false;
        }
        String force = environment.getOrDefault("CLICOLOR_FORCE", "");
        if (!force.isEmpty() && !force.equals("0")) {
            return true;
        }
        return interactive && !"dumb".equals(environment.get("TERM"));
    }

    /** What stands out: titles, totals. */
    String strong(String text) {
        return styled(BOLD, text);
    }

    /** What may be passed over: column titles, explanations. */
    String faint(String text) {
        return styled(DIM, text);
    }

    /** A deploy: one of a pair of colours that all kinds of colour sight tell apart. */
    String deploy(String text) {
        return styled(BLUE, text);
    }

    /** What calls for attention; always said in words too. */
    String alert(String text) {
        return styled(YELLOW, text);
    }

    private String styled(String code, String text) {
        return colour && !text.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    /** What stands where a line was cut. */
    String ellipsis() {
        return unicode ? "…" : "~";
    }

    /** The text, with what this terminal cannot show or must not be sent written as an escape. */
    String printable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (harmless(point)) {
                shown.appendCodePoint(point);
            } else {
                shown.append(point < 0x1_0000 ? "\\u%04x".formatted(point) : "\\u{%x}".formatted(point));
            }
        });
        return shown.toString();
    }

    private boolean harmless(int point) {
        if (point < 0x7f) {
            return point >= ' ';
        }
        return unicode
                && switch (Character.getType(point)) {
                    // besides controls: what reverses, joins or hides its neighbours
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.NON_SPACING_MARK,
                            Character.ENCLOSING_MARK -> false;
                    default -> true;
                };
    }
}

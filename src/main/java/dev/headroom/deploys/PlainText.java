// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

/** Tells text that is only text from text that makes a log, a terminal or a page do something. */
public final class PlainText {
    private PlainText() {}

    /** True when the text has no line break, no control or direction character, no half of a pair, and no angle bracket. */
    public static boolean is(String text) {
        return text.codePoints().allMatch(PlainText::isPlain);
    }

    /** The text with each such character replaced by a space; what is left of {@code <name@host>} still reads as one. */
    public static String cleaned(String text) {
        if (is(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().map(point -> isPlain(point) ? point : ' ').forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> point != '<' && point != '>';
        };
    }
}

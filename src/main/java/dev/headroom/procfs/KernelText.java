// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import java.nio.charset.StandardCharsets;

/**
 * Walks over the bytes of a kernel file without copying or allocating. A number counts only when something ends it, so that a file
 * that was cut off never yields a shorter number. Not thread safe.
 */
final class KernelText {
    private static final byte[] NONE = new byte[0];
    private static final int SHOWN_BYTES = 24;

    private final Malformed malformed = new Malformed();
    private byte[] bytes = NONE;
    private int end;
    private int position;

    /** Starts at the beginning of what a file held. */
    void over(KernelFile file) {
        bytes = file.bytes();
        end = file.length();
        position = 0;
    }

    boolean atEnd() {
        return position >= end;
    }

    /** True at the line feed that ends a line. */
    boolean atLineEnd() {
        return position < end && bytes[position] == '\n';
    }

    /** True when the next bytes are these; does not move. */
    boolean at(byte[] expected) {
        if (end - position < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes[position + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** Moves over these bytes when they come next. */
    boolean accept(byte[] expected) {
        if (!at(expected)) {
            return false;
        }
        position += expected.length;
        return true;
    }

    /** Moves over these bytes, which have to come next. */
    void expect(byte[] expected, String what) throws Malformed {
        if (!accept(expected)) {
            throw malformed(what);
        }
    }

    /** Moves over spaces and tabs. */
    void skipBlanks() {
        while (position < end && isBlank(bytes[position])) {
            position++;
        }
    }

    /** Moves over one word. */
    void skipWord() {
        while (position < end && !isSpace(bytes[position])) {
            position++;
        }
    }

    /** Moves to the byte after the next line feed; to the end where there is none. */
    void skipLine() {
        while (position < end && bytes[position] != '\n') {
            position++;
        }
        if (position < end) {
            position++;
        }
    }

    /** Moves behind the next occurrence of a byte on this line. */
    void skipPast(byte wanted, String what) throws Malformed {
        while (position < end && bytes[position] != '\n') {
            if (bytes[position++] == wanted) {
                return;
            }
        }
        throw malformed(what);
    }

    /** Moves behind the last occurrence of a byte in the file. */
    void skipPastLast(byte wanted, String what) throws Malformed {
        for (int i = end - 1; i >= position; i--) {
            if (bytes[i] == wanted) {
                position = i + 1;
                return;
            }
        }
        throw malformed(what);
    }

    int position() {
        return position;
    }

    byte byteAt(int index) {
        return bytes[index];
    }

    /** The text between two positions; allocates. */
    String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** True when the bytes from a position on are these and end at the other. */
    boolean isAt(int from, int to, byte[] expected) {
        if (to - from != expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes[from + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads an unsigned number of up to 64 bits, over the blanks before it, that a byte other than a digit ends.
     *
     * @return the number, to be taken as unsigned
     */
    long number(String what) throws Malformed {
        skipBlanks();
        int start = position;
        long value = 0;
        while (position < end) {
            int digit = bytes[position] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = value * 10 + digit;
            position++;
        }
        int digits = position - start;
        boolean ended = position < end && isSpace(bytes[position]);
        if (digits == 0 || digits > 20 || !ended) {
            position = start;
            throw malformed(what);
        }
        return value;
    }

    /** An unsigned 64-bit number as a double. */
    static double unsigned(long value) {
        return value >= 0 ? value : (value >>> 1) * 2.0;
    }

    /** Says that something else was expected here. Always the same object, because it may be thrown ten times a second. */
    Malformed malformed(String expected) {
        malformed.expected = expected;
        return malformed;
    }

    /** What is wrong, in words. */
    String describe(Malformed problem) {
        int line = 1;
        for (int i = 0; i < position && i < end; i++) {
            if (bytes[i] == '\n') {
                line++;
            }
        }
        return "line " + line + ": expected " + problem.expected + ", found " + found();
    }

    private String found() {
        if (position >= end) {
            return "the end of the file";
        }
        int to = position;
        while (to < end && to - position < SHOWN_BYTES && bytes[to] != '\n') {
            to++;
        }
        StringBuilder shown = new StringBuilder("'");
        for (int i = position; i < to; i++) {
            boolean printable = bytes[i] >= ' ' && bytes[i] < 127;
            shown.append(printable ? (char) bytes[i] : '?');
        }
        return shown.append('\'').toString();
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    private static boolean isSpace(byte value) {
        return value == ' ' || value == '\n' || value == '\t';
    }

    /** Something else was expected. Carries no stack trace and is reused by its text. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private String expected = "";

        private Malformed() {
            super(null, null, false, false);
        }
    }
}

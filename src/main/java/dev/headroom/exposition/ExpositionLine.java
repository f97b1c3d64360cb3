// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Parses one line of Prometheus text or OpenMetrics, as Prometheus' own parsers accept them, into ranges of the bytes it was given:
 * nothing is copied and, for ordinary numbers, nothing allocated. A sample is parsed in two steps, so that a caller who knows the
 * series by its bytes can skip the first. Accepted beside the plain forms: spaces or tabs between tokens, a comma after the last
 * label, quoted names and, in OpenMetrics, exemplars (checked and dropped). Times are read as the format has them. The bytes must be
 * those of a line of {@link ExpositionLines}. Not thread safe.
 */
public final class ExpositionLine {
    /** What a line is. */
    public enum Kind {
        /** Nothing, or a comment, or metadata (HELP, TYPE, UNIT). */
        COMMENT,
        /** {@code # EOF}. */
        END,
        /** A series with its value. */
        SAMPLE
    }

    private static final int EXCERPT_BYTES = 60;
    private static final byte[] EOF = "# EOF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NAME_BYTES = new byte[128];
    private static final int NAME_START = 1;
    private static final int NAME_PART = 2;
    private static final int COLON = 4;

    static {
        for (char c = 'a'; c <= 'z'; c++) {
            NAME_BYTES[c] = NAME_START | NAME_PART;
            NAME_BYTES[Character.toUpperCase(c)] = NAME_START | NAME_PART;
        }
        NAME_BYTES['_'] = NAME_START | NAME_PART;
        NAME_BYTES[':'] = COLON;
        for (char c = '0'; c <= '9'; c++) {
            NAME_BYTES[c] = NAME_PART;
        }
    }

    private final ExpositionFormat format;
    private final NumberParser numbers = new NumberParser();
    private byte[] bytes = new byte[0];
    private int nameStart;
    private int nameEnd;
    private int labels;
    private int[] ranges = new int[4 * 16];
    private double value;
    private boolean timed;
    private long timeNanos;

    /** Parses lines of OpenMetrics, as recordings have them. */
    public ExpositionLine() {
        this(ExpositionFormat.OPEN_METRICS);
    }

    /** Parses lines of this format. */
    public ExpositionLine(ExpositionFormat format) {
        this.format = format;
    }

    /** What the line is, from its first bytes. */
    public static Kind kind(byte[] bytes, int start, int end) {
        int first = skipBlanks(bytes, start, end);
        if (first == end) {
            return Kind.COMMENT;
        }
        if (bytes[first] != '#') {
            return Kind.SAMPLE;
        }
        return Arrays.equals(bytes, start, end, EOF, 0, EOF.length) ? Kind.END : Kind.COMMENT;
    }

    /**
     * Parses the name and the labels of a sample.
     *
     * @return the index after them
     */
    public int parseSeries(byte[] bytes, int start, int end) throws ExpositionException {
        this.bytes = bytes;
        labels = 0;
        int at = skipBlanks(bytes, start, end);
        nameStart = at;
        at = skipName(bytes, at, end, NAME_START | COLON, NAME_PART | COLON);
        nameEnd = at;
        int brace = skipBlanks(bytes, at, end);
        if (brace < end && bytes[brace] == '{') {
            at = parseLabels(bytes, brace, end, nameStart == nameEnd);
        }
        if (nameStart == nameEnd) {
            throw new ExpositionException(
                    "%s is not a sample; expected the name of a metric, such as node_cpu_seconds_total"
                            .formatted(excerpt(bytes, start, end)));
        }
        return at;
    }

    private int parseLabels(byte[] bytes, int brace, int end, boolean nameMayStandInside) throws ExpositionException {
        int at = skipBlanks(bytes, brace + 1, end);
        boolean nameAwaited = nameMayStandInside;
        while (at < end && bytes[at] != '}') {
            boolean quoted = bytes[at] == '"';
            int labelStart = quoted ? at + 1 : at;
            int labelEnd = quoted ? quotedEnd(bytes, at, end) : skipName(bytes, at, end, NAME_START, NAME_PART);
            if (labelEnd == labelStart) {
                throw new ExpositionException("%s is not a label; expected a name and a value, such as mode=\"idle\""
                        .formatted(excerpt(bytes, at, end)));
            }
            at = skipBlanks(bytes, quoted ? labelEnd + 1 : labelEnd, end);
            if (quoted && nameAwaited && (at == end || bytes[at] != '=')) {
                nameStart = labelStart;
                nameEnd = labelEnd;
            } else {
                if (at == end || bytes[at] != '=') {
                    throw new ExpositionException("the label %s has no value; expected =\"...\""
                            .formatted(excerpt(bytes, labelStart, labelEnd)));
                }
                at = skipBlanks(bytes, at + 1, end);
                int valueEnd = quotedEnd(bytes, at, end);
                addLabel(labelStart, labelEnd, at + 1, valueEnd);
                at = skipBlanks(bytes, valueEnd + 1, end);
            }
            nameAwaited = false;
            if (at < end && bytes[at] == ',') {
                at = skipBlanks(bytes, at + 1, end);
            } else if (at < end && bytes[at] != '}') {
                throw new ExpositionException("%s after a label; expected , or }".formatted(excerpt(bytes, at, end)));
            }
        }
        if (at == end) {
            throw new ExpositionException("the labels do not end; expected }");
        }
        return at + 1;
    }

    /** The index of the quote that ends the string which begins at {@code start}. */
    private static int quotedEnd(byte[] bytes, int start, int end) throws ExpositionException {
        if (start == end || bytes[start] != '"') {
            throw new ExpositionException(
                    "%s is not quoted; expected \" around a label's value".formatted(excerpt(bytes, start, end)));
        }
        for (int at = start + 1; at < end; at++) {
            byte b = bytes[at];
            if (b == '"') {
                return at;
            }
            if (b == '\\') {
                at++;
            }
        }
        throw new ExpositionException(
                "the text %s does not end; expected a closing \"".formatted(excerpt(bytes, start, end)));
    }

    private void addLabel(int labelStart, int labelEnd, int valueStart, int valueEnd) {
        int at = labels * 4;
        if (at == ranges.length) {
            ranges = Arrays.copyOf(ranges, at * 2);
        }
        ranges[at] = labelStart;
        ranges[at + 1] = labelEnd;
        ranges[at + 2] = valueStart;
        ranges[at + 3] = valueEnd;
        labels++;
    }

    /** Parses what stands behind a series: the value, the time if there is one, an exemplar if there is one. */
    public void parseMeasurement(byte[] bytes, int start, int end) throws ExpositionException {
        int at = numbers.readValue(bytes, skipBlanks(bytes, start, end), end);
        value = numbers.value();
        timed = false;
        at = skipBlanks(bytes, at, end);
        if (at == end) {
            return;
        }
        if (bytes[at] != '#') {
            at = skipBlanks(bytes, readTime(bytes, at, end), end);
            timed = true;
            timeNanos = numbers.nanos();
            if (at == end) {
                return;
            }
        }
        parseExemplar(bytes, at, end);
    }

    private int readTime(byte[] bytes, int start, int end) throws ExpositionException {
        return format == ExpositionFormat.TEXT
                ? numbers.readMillis(bytes, start, end)
                : numbers.readSeconds(bytes, start, end);
    }

    private void parseExemplar(byte[] bytes, int start, int end) throws ExpositionException {
        int at = start;
        if (bytes[at] == '#') {
            at = skipBlanks(bytes, at + 1, end);
        }
        if (format == ExpositionFormat.TEXT || at == start || at == end || bytes[at] != '{') {
            throw new ExpositionException(
                    "%s after the sample; expected the end of the line".formatted(excerpt(bytes, start, end)));
        }
        int labelsBefore = labels;
        at = parseLabels(bytes, at, end, false);
        labels = labelsBefore;
        at = skipBlanks(bytes, numbers.readValue(bytes, skipBlanks(bytes, at, end), end), end);
        if (at < end) {
            at = skipBlanks(bytes, numbers.readSeconds(bytes, at, end), end);
        }
        if (at < end) {
            throw new ExpositionException(
                    "%s after the exemplar; expected the end of the line".formatted(excerpt(bytes, at, end)));
        }
    }

    private static int skipName(byte[] bytes, int start, int end, int firstMask, int partMask) {
        int at = start;
        int mask = firstMask;
        while (at < end && bytes[at] >= 0 && (NAME_BYTES[bytes[at]] & mask) != 0) {
            at++;
            mask = partMask;
        }
        return at;
    }

    private static int skipBlanks(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    /** Text for a message, shortened, without what could end its line or move a terminal's cursor. */
    static String excerpt(byte[] bytes, int start, int end) {
        int shown = Math.min(end - start, EXCERPT_BYTES);
        String text = new String(bytes, start, shown, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
        return '\'' + text + (shown < end - start ? "...'" : "'");
    }

    /** Whether the metric has this name. */
    public boolean nameIs(byte[] name) {
        return Arrays.equals(bytes, nameStart, nameEnd, name, 0, name.length);
    }

    /** The name of the metric. */
    public String name() {
        return text(nameStart, nameEnd);
    }

    private String text(int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    /** The number of labels. */
    public int labels() {
        return labels;
    }

    /** The name of the label at this index. */
    String labelName(int index) {
        return text(ranges[index * 4], ranges[index * 4 + 1]);
    }

    /** The length of the longest label value, as it stands in the line. */
    int longestLabelBytes() {
        int longest = 0;
        for (int at = 0; at < labels * 4; at += 4) {
            longest = Math.max(longest, ranges[at + 3] - ranges[at + 2]);
        }
        return longest;
    }

    /** The metric's name among those asked for, or null where it is not one of them. */
    @Nullable
    String nameIn(MetricNames names) {
        return names.find(bytes, nameStart, nameEnd);
    }
    /** The value of the label at this index, its escapes resolved. */
    public String labelValue(int index) {
        String text = text(ranges[index * 4 + 2], ranges[index * 4 + 3]);
        return text.indexOf('\\') < 0 ? text : unescape(text);
    }

    private static String unescape(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                result.append(c);
                continue;
            }
            // a backslash is never the last: it would have escaped the closing quote
            char escaped = text.charAt(++i);
            switch (escaped) {
                case 'n' -> result.append('\n');
                case '\\', '"' -> result.append(escaped);
                default -> result.append(c).append(escaped);
            }
        }
        return result.toString();
    }

    /** The value; NaN and infinities as they stand. */
    public double value() {
        return value;
    }

    /** Whether the sample has a time of its own. */
    public boolean timed() {
        return timed;
    }

    /** The sample's time in nanoseconds since the epoch, 0 or later; only meaningful where {@link #timed()}. */
    public long timeNanos() {
        return timeNanos;
    }
}

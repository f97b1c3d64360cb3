// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Writes samples as OpenMetrics text through one buffer. Numbers are written so that reading them gives the same double, times with
 * three, six or nine decimals, whichever is exact. Allocates nothing for numbers of up to six decimals. Not thread safe.
 */
final class RecordingText {
    private static final int BUFFER_BYTES = 64 * 1024;
    /** More than a value, a time and what stands between them need. */
    private static final int NUMBERS_BYTES = 80;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final double MAX_EXACT = 1L << 53;
    private static final byte[] EOF = "# EOF\n".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private boolean closed;

    RecordingText(OutputStream out) {
        this.out = out;
    }

    /** The text of a series, up to the value. */
    static byte[] series(String metric, String labels) {
        return (metric + '{' + labels + "} ").getBytes(StandardCharsets.UTF_8);
    }

    /** A label's value as it stands between quotes. */
    static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** Writes one sample. */
    void sample(byte[] series, double value, long timeNanos) {
        require(series.length + NUMBERS_BYTES);
        append(series);
        appendValue(value);
        buffer[length++] = ' ';
        appendTime(timeNanos);
        buffer[length++] = '\n';
    }

    private void require(int bytes) {
        if (length + bytes > buffer.length) {
            try {
                drain();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void append(byte[] bytes) {
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
    }

    private void appendValue(double value) {
        double micros = Math.rint(value * 1e6);
        if (micros >= 0 && micros < MAX_EXACT && micros / 1e6 == value) {
            long whole = (long) micros;
            appendDigits(whole / 1_000_000, 1);
            appendFraction(whole % 1_000_000, 6);
        } else if (value >= 0 && value < MAX_EXACT && value == Math.rint(value)) {
            appendDigits((long) value, 1);
        } else {
            append(Double.toString(value).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Writes a fraction without the zeros at its end, and nothing where it is 0. */
    private void appendFraction(long fraction, int decimals) {
        if (fraction == 0) {
            return;
        }
        buffer[length++] = '.';
        long rest = fraction;
        int digits = decimals;
        while (rest % 10 == 0) {
            rest /= 10;
            digits--;
        }
        appendDigits(rest, digits);
    }

    private void appendTime(long timeNanos) {
        appendDigits(timeNanos / NANOS_PER_SECOND, 1);
        buffer[length++] = '.';
        long nanos = timeNanos % NANOS_PER_SECOND;
        if (nanos % 1_000_000 == 0) {
            appendDigits(nanos / 1_000_000, 3);
        } else if (nanos % 1_000 == 0) {
            appendDigits(nanos / 1_000, 6);
        } else {
            appendDigits(nanos, 9);
        }
    }

    /** Writes a number, 0 or more, with zeros before it up to so many digits. */
    private void appendDigits(long number, int atLeast) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        int width = Math.max(digits, atLeast);
        long rest = number;
        for (int at = length + width - 1; at >= length; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += width;
    }

    private void drain() throws IOException {
        out.write(buffer, 0, length);
        length = 0;
    }

    void flush() throws IOException {
        drain();
        out.flush();
    }

    /** Writes the end of the recording and closes the stream; once. */
    void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (out) {
            drain();
            append(EOF);
            drain();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into lines without copying them, and refuses what no exposition may contain: NUL, broken UTF-8, lines
 * over {@value #MAX_LINE_BYTES} bytes. Lines end with LF or CRLF, the last one may end with the stream; a byte order mark at the
 * start is skipped. Looks at eight bytes at a time. Memory is one buffer whatever the stream's length. Not thread safe.
 */
public final class ExpositionLines {
    /** The longest line accepted, without its end. */
    public static final int MAX_LINE_BYTES = 64 * 1024;

    private static final int DEFAULT_BUFFER_BYTES = 512 * 1024;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long LINE_FEEDS = '\n' * ONES;

    private final InputStream in;
    private byte[] buffer;
    private int next;
    private int limit;
    private boolean ended;
    private boolean cut;
    private long offset;
    private long number;
    private int start;
    private int end;

    /** Reads the stream, which stays the caller's to close. */
    public ExpositionLines(InputStream in) {
        this(in, DEFAULT_BUFFER_BYTES);
    }

    /**
     * Reads the stream through a buffer of another size, which grows where a line needs it.
     *
     * @param bufferBytes at least 16
     */
    public ExpositionLines(InputStream in, int bufferBytes) {
        this.in = in;
        this.buffer = new byte[bufferBytes];
    }

    /**
     * Goes on to the next line.
     *
     * @return false at the end of the stream
     * @throws ExpositionException when the line is not text; {@link #number()} is then its number
     */
    public boolean next() throws IOException, ExpositionException {
        int from = next;
        long notAscii = 0;
        long nul = 0;
        while (true) {
            while (from < limit) {
                long word = (long) WORD.get(buffer, from);
                long lineFeeds = zeroBytes(word ^ LINE_FEEDS);
                if (lineFeeds != 0) {
                    int at = from + (Long.numberOfTrailingZeros(lineFeeds) >>> 3);
                    if (at < limit) {
                        long before = (lineFeeds & -lineFeeds) - 1;
                        take(at, notAscii | (word & before), nul | (zeroBytes(word) & before));
                        return true;
                    }
                }
                if (from + Long.BYTES > limit) {
                    break;
                }
                notAscii |= word;
                nul |= zeroBytes(word);
                from += Long.BYTES;
            }
            if (ended && next == limit) {
                return false;
            }
            int scanned = from - next;
            fill();
            from = next + scanned;
        }
    }

    private void take(int lineFeed, long notAscii, long nul) throws ExpositionException {
        start = next;
        end = lineFeed;
        next = lineFeed + 1;
        number++;
        if (end > start && buffer[end - 1] == '\r') {
            end--;
        }
        if (end - start > MAX_LINE_BYTES) {
            throw tooLong();
        }
        if (nul != 0) {
            throw new ExpositionException("a NUL byte; expected text");
        }
        if ((notAscii & HIGHS) != 0) {
            int invalid = Utf8.firstInvalid(buffer, start, end);
            if (invalid >= 0) {
                throw new ExpositionException("the byte 0x%02x in column %d is not UTF-8; expected text in UTF-8"
                        .formatted(buffer[invalid], invalid - start + 1));
            }
        }
    }

    /** Marks the bytes that are 0 by their highest bit; marks above the lowest one are not reliable. */
    private static long zeroBytes(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    /** Makes more bytes available behind those not yet taken, or closes the last line when there are none. */
    private void fill() throws IOException, ExpositionException {
        if (limit - next > MAX_LINE_BYTES + 1) {
            number++;
            throw tooLong();
        }
        if (next > 0) {
            System.arraycopy(buffer, next, buffer, 0, limit - next);
            offset += next;
            limit -= next;
            next = 0;
        }
        // room for at least one byte, and for reading a whole word at the last of them
        if (limit + 2 * Long.BYTES > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, limit + 4 * Long.BYTES));
        }
        int read = in.read(buffer, limit, buffer.length - Long.BYTES - limit);
        if (read >= 0) {
            boolean first = offset == 0 && limit < 3;
            limit += read;
            if (first && limit >= 3 && number == 0) {
                skipByteOrderMark();
            }
        } else {
            ended = true;
            if (limit > next) {
                buffer[limit++] = '\n';
                cut = true;
            }
        }
    }

    private void skipByteOrderMark() {
        if (buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
            next = 3;
        }
    }

    private static ExpositionException tooLong() {
        return ExpositionException.limit(
                "the line is longer than %d bytes; expected one sample a line".formatted(MAX_LINE_BYTES));
    }

    /** The bytes the current line lies in, until the next call of {@link #next()}. */
    public byte[] buffer() {
        return buffer;
    }

    /** The index of the current line's first byte. */
    public int start() {
        return start;
    }

    /** The index after the current line's last byte. */
    public int end() {
        return end;
    }

    /** The number of the current line, from 1; of the line being read where {@link #next()} failed. */
    public long number() {
        return number;
    }

    /** Whether the stream ended in the midst of a line, so without a line feed; false before its end. */
    boolean endedWithoutLineFeed() {
        return cut;
    }

    /** How many bytes of the stream lie before the current line. */
    public long lineOffset() {
        return offset + start;
    }
}

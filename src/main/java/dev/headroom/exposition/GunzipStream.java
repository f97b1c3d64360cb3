// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * Unpacks gzip (RFC 1952) of one member or several, each checked by its sum and length, and refuses whatever else follows. Unlike the
 * JDK's GZIPInputStream it neither descends a level of the stack for each empty member, of which 200 kB hold 10,000, nor takes
 * broken bytes after a member for the end. Not thread safe.
 */
final class GunzipStream extends InputStream {
    private static final int BUFFER_BYTES = 8 * 1024;
    private static final int FIRST = 0x1F;
    private static final int SECOND = 0x8B;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xE0;

    private final InputStream in;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 sum = new CRC32();
    private final CRC32 headerSum = new CRC32();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int next;
    private int limit;
    private boolean inMember;
    private boolean ended;

    /** Reads the stream, which is closed with this one. */
    GunzipStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember) {
                beginMember();
                continue;
            }
            int unpacked = inflate(bytes, offset, length);
            if (unpacked > 0) {
                sum.update(bytes, offset, unpacked);
                return unpacked;
            }
            if (inflater.finished()) {
                endMember();
            }
        }
        return -1;
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            int unpacked = inflater.inflate(bytes, offset, length);
            if (unpacked == 0 && inflater.needsDictionary()) {
                throw new ZipException("the gzip data need a dictionary; expected none");
            }
            if (unpacked == 0 && inflater.needsInput()) {
                fill();
                inflater.setInput(buffer, 0, limit);
                next = limit;
            }
            return unpacked;
        } catch (DataFormatException e) {
            throw new ZipException("the gzip data are damaged: " + e.getMessage());
        }
    }

    /** Reads the header of the next member, or notes that the stream ended where one might have begun. */
    private void beginMember() throws IOException {
        boolean first = inflater.getBytesRead() == 0 && inflater.getBytesWritten() == 0 && limit == 0;
        if (next == limit) {
            next = 0;
            limit = Math.max(0, in.read(buffer, 0, buffer.length));
            if (limit == 0) {
                if (first) {
                    throw new EOFException("the gzip data are empty");
                }
                ended = true;
                return;
            }
        }
        headerSum.reset();
        if (headerByte() != FIRST || headerByte() != SECOND || headerByte() != DEFLATE) {
            throw new ZipException(
                    first ? "the data are not gzip, as the header said" : "what follows the gzip data is not gzip");
        }
        int flags = headerByte();
        if ((flags & RESERVED) != 0) {
            throw new ZipException("the gzip header has unknown flags");
        }
        skipHeader(6);
        if ((flags & EXTRA) != 0) {
            skipHeader(headerByte() | headerByte() << 8);
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            int expected = (int) headerSum.getValue() & 0xFFFF;
            if ((nextByte() | nextByte() << 8) != expected) {
                throw new ZipException("the gzip header does not match its sum");
            }
        }
        inflater.reset();
        sum.reset();
        inflater.setInput(buffer, next, limit - next);
        next = limit;
        inMember = true;
    }

    private int headerByte() throws IOException {
        int b = nextByte();
        headerSum.update(b);
        return b;
    }

    private void skipHeader(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            headerByte();
        }
    }

    private void skipText() throws IOException {
        while (headerByte() != 0) {
            // up to the NUL at its end
        }
    }

    private void endMember() throws IOException {
        next = limit - inflater.getRemaining();
        long expectedSum = littleEndian();
        long expectedLength = littleEndian();
        if (expectedSum != sum.getValue()) {
            throw new ZipException("the unpacked data do not match their sum");
        }
        if (expectedLength != (inflater.getBytesWritten() & 0xFFFF_FFFFL)) {
            throw new ZipException("the unpacked data do not match their length");
        }
        inMember = false;
    }

    private long littleEndian() throws IOException {
        return nextByte() | nextByte() << 8 | nextByte() << 16 | (long) nextByte() << 24;
    }

    private int nextByte() throws IOException {
        if (next == limit) {
            fill();
            next = 0;
        }
        return buffer[next++] & 0xFF;
    }

    private void fill() throws IOException {
        limit = in.read(buffer, 0, buffer.length);
        if (limit <= 0) {
            limit = 0;
            next = 0;
            throw new EOFException("the gzip data are cut off");
        }
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * Finds the blocks of a file one after the other. What is no block, or one whose checksum is wrong, is passed over up to the next one
 * that is whole, whatever its head says. Not thread safe.
 */
final class BlockScanner {
    private final FileChannel file;
    private final Resolution resolution;
    private final long end;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer buffer;

    private long bufferAt;
    private long next;
    private long at;
    private int payloadFrom;
    private int payloadTo;
    private long damages;
    private boolean inDamage;

    /**
     * @param resolution the one all of its blocks have
     * @param from where the first block begins
     * @param to where the last one ends
     */
    BlockScanner(FileChannel file, Resolution resolution, long from, long to) {
        this.file = file;
        this.resolution = resolution;
        this.end = to;
        this.next = from;
        this.bufferAt = from;
        this.buffer = ByteBuffer.allocate((int) Math.clamp(to - from, 1, BlockWriter.LONGEST));
        buffer.limit(0);
    }

    /** Goes to the next block; false where there is none. */
    boolean next() throws IOException {
        while (end - next >= BlockWriter.HEAD) {
            if (isBlock()) {
                inDamage = false;
                return true;
            }
            damages += inDamage ? 0 : 1;
            inDamage = true;
            next++;
        }
        if (next < end && !inDamage) {
            inDamage = true;
            damages++;
        }
        return false;
    }

    private boolean isBlock() throws IOException {
        int head = load(BlockWriter.HEAD);
        if (buffer.getInt(head) != BlockWriter.MAGIC
                || buffer.getInt(head + BlockWriter.CHECKED_FROM) != resolution.rowSeconds()) {
            return false;
        }
        int length = buffer.getInt(head + BlockWriter.LENGTH_AT);
        if (length < 0 || length > BlockWriter.LONGEST - BlockWriter.HEAD || length > end - next - BlockWriter.HEAD) {
            return false;
        }
        head = load(BlockWriter.HEAD + length);
        crc.reset();
        crc.update(
                buffer.array(), head + BlockWriter.CHECKED_FROM, BlockWriter.HEAD - BlockWriter.CHECKED_FROM + length);
        if ((int) crc.getValue() != buffer.getInt(head + 8)) {
            return false;
        }
        at = next;
        payloadFrom = head + BlockWriter.HEAD;
        payloadTo = payloadFrom + length;
        next += BlockWriter.HEAD + length;
        return true;
    }

    /** Has so many bytes from the next place on in the buffer, which lie before the end: where they begin there. */
    private int load(int bytes) throws IOException {
        if (next + bytes > bufferAt + buffer.limit()) {
            int kept = (int) Math.max(0, bufferAt + buffer.limit() - next);
            System.arraycopy(buffer.array(), buffer.limit() - kept, buffer.array(), 0, kept);
            bufferAt = next;
            buffer.limit(buffer.capacity()).position(kept);
            while (buffer.position() < bytes) {
                if (file.read(buffer, bufferAt + buffer.position()) < 0) {
                    throw new IOException("the file is shorter than it was: " + (bufferAt + buffer.position())
                            + " bytes instead of " + end);
                }
            }
            buffer.flip();
        }
        return (int) (next - bufferAt);
    }

    /** Where the block begins in the file. */
    long at() {
        return at;
    }

    /** Where what follows the block begins. */
    long after() {
        return next;
    }

    long firstNanos() {
        return buffer.getLong(payloadFrom - BlockWriter.HEAD + 16);
    }

    long lastNanos() {
        return buffer.getLong(payloadFrom - BlockWriter.HEAD + 24);
    }

    /** Has a reader read the payload, until the next block. */
    void payload(ByteReader reader) {
        reader.reset(buffer.array(), payloadFrom, payloadTo);
    }

    /** How many stretches of bytes were no blocks. */
    long damages() {
        return damages;
    }
}

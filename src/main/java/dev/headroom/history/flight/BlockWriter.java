// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.SignalKey;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Puts one block together. A block stands for itself: it can be read when every other one of its file is lost.
 *
 * <pre>
 *  0  magic            4 bytes, big-endian like all of the head
 *  4  payload length   4
 *  8  CRC-32C          4, of everything after it
 * 12  resolution       4: 0 samples, else the length of the rows in seconds
 * 16  first            8: nanoseconds since the epoch; nothing in the block begins earlier
 * 24  last             8: nothing in it ends later
 * 32  payload          parts, one after the other:
 *       0 id target kind device             says which signal an id means in this file
 *       id+1 (length * 2 + has times) run   what is kept of one signal
 * </pre>
 *
 * Not thread safe.
 */
final class BlockWriter {
    static final int MAGIC = 0x48464C31;
    static final int HEAD = 32;
    static final int CHECKED_FROM = 12;
    static final int LENGTH_AT = 4;

    /** A block is ended once it is longer: little is lost with one, and little memory reads one. */
    static final int FULL = 48 * 1024;

    /** The longest there can be: one run more than {@link #FULL}. */
    static final int LONGEST = 256 * 1024;

    /** What stands in the place of a signal where a signal is defined. */
    static final int DEFINITION = 0;

    private final Resolution resolution;
    private final ByteWriter bytes = new ByteWriter();
    private final CRC32C crc = new CRC32C();
    private long firstNanos;
    private long lastNanos;

    BlockWriter(Resolution resolution) {
        this.resolution = resolution;
    }

    /** Begins a block. */
    void begin(long first) {
        bytes.clear();
        bytes.skip(HEAD);
        firstNanos = first;
        lastNanos = first;
    }

    void define(int id, SignalKey key) {
        bytes.putUnsigned(DEFINITION);
        bytes.putUnsigned(id);
        bytes.putText(key.target());
        bytes.putText(key.kind().id());
        bytes.putText(key.device());
    }

    /**
     * Adds a run.
     *
     * @param hasTimes whether later runs of the block may share its times
     */
    void add(int id, ByteWriter run, boolean hasTimes) {
        bytes.putUnsigned(id + 1L);
        bytes.putUnsigned((long) run.size() << 1 | (hasTimes ? 1 : 0));
        bytes.putBytes(run.array(), run.size());
    }

    /** Says that the block reaches until then, at least. */
    void reach(long nanos) {
        lastNanos = Math.max(lastNanos, nanos);
    }

    boolean isEmpty() {
        return bytes.size() <= HEAD;
    }

    boolean isFull() {
        return bytes.size() > FULL;
    }

    long firstNanos() {
        return firstNanos;
    }

    long lastNanos() {
        return lastNanos;
    }

    /** The block as it is written; valid until the next begins. */
    ByteBuffer finish() {
        ByteBuffer block = ByteBuffer.wrap(bytes.array(), 0, bytes.size());
        block.putInt(0, MAGIC);
        block.putInt(LENGTH_AT, bytes.size() - HEAD);
        block.putInt(CHECKED_FROM, resolution.rowSeconds());
        block.putLong(16, firstNanos);
        block.putLong(24, lastNanos);
        crc.reset();
        crc.update(bytes.array(), CHECKED_FROM, bytes.size() - CHECKED_FROM);
        block.putInt(8, (int) crc.getValue());
        return block;
    }
}

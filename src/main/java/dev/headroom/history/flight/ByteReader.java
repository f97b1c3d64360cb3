// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.nio.charset.StandardCharsets;

/** Reads what a {@link ByteWriter} wrote, and never beyond its end. Not thread safe. */
final class ByteReader {
    private byte[] bytes = {};
    private int position;
    private int end;

    /** Reads these bytes from now on. */
    void reset(byte[] source, int from, int to) {
        bytes = source;
        position = from;
        end = to;
    }

    boolean hasMore() {
        return position < end;
    }

    int getByte() throws DamagedBlockException {
        if (position >= end) {
            throw new DamagedBlockException("the block ends within a value");
        }
        return bytes[position++] & 0xFF;
    }

    long getUnsigned() throws DamagedBlockException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = getByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new DamagedBlockException("a number has more than ten bytes");
    }

    /** A whole number from 0 to a bound. */
    int getCount(int most) throws DamagedBlockException {
        long value = getUnsigned();
        if (value < 0 || value > most) {
            throw new DamagedBlockException("a count of " + value + ", where at most " + most + " fit");
        }
        return (int) value;
    }

    long getSigned() throws DamagedBlockException {
        long folded = getUnsigned();
        return folded >>> 1 ^ -(folded & 1);
    }

    double getDouble() throws DamagedBlockException {
        return Double.longBitsToDouble(Long.reverseBytes(getUnsigned()));
    }

    double getRawDouble() throws DamagedBlockException {
        long bits = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bits |= (long) getByte() << shift;
        }
        return Double.longBitsToDouble(bits);
    }

    String getText() throws DamagedBlockException {
        int length = getCount(end - position);
        String text = new String(bytes, position, length, StandardCharsets.UTF_8);
        position += length;
        return text;
    }

    /** Has another reader read the next so many bytes, and goes on after them. */
    void part(int length, ByteReader reader) throws DamagedBlockException {
        if (length > end - position) {
            throw new DamagedBlockException("a part of " + length + " bytes goes beyond the end of its block");
        }
        reader.reset(bytes, position, position + length);
        position += length;
    }
}

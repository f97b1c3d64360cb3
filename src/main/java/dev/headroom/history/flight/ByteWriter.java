// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are being put together. Whole numbers take 7 bits a byte, least first; those of either sign are folded first. Not thread safe. */
final class ByteWriter {
    private static final int FIRST_BYTES = 4096;
    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    /** The bytes so far and some more; replaced when it grows. */
    byte[] array() {
        return bytes;
    }

    /** Goes back to an earlier size. */
    void truncate(int earlierSize) {
        size = earlierSize;
    }

    void putByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    /** A whole number, taken as without sign. */
    void putUnsigned(long value) {
        reserve(LONGEST_NUMBER);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** A whole number of either sign, small ones of both in few bytes. */
    void putSigned(long value) {
        putUnsigned(fold(value));
    }

    /** A double, every bit of it; one with few significant digits in few bytes. */
    void putDouble(double value) {
        putUnsigned(Long.reverseBytes(Double.doubleToRawLongBits(value)));
    }

    /** The eight bytes of a double. */
    void putRawDouble(double value) {
        long bits = Double.doubleToRawLongBits(value);
        reserve(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (bits >>> shift);
        }
    }

    void putText(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        putUnsigned(encoded.length);
        putBytes(encoded, encoded.length);
    }

    void putBytes(byte[] source, int length) {
        reserve(length);
        System.arraycopy(source, 0, bytes, size, length);
        size += length;
    }

    /** Room for so many bytes, to be filled in later. */
    void skip(int length) {
        reserve(length);
        size += length;
    }

    /** How many bytes {@link #putUnsigned} takes. */
    static int unsignedLength(long value) {
        return value == 0 ? 1 : (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7;
    }

    /** The signed number among the unsigned ones. */
    static long fold(long value) {
        return value << 1 ^ value >> 63;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

/**
 * Writes and reads the numbers of one column: once where they are all the same, else each or the difference to the one before,
 * whichever is shorter. Not thread safe.
 *
 * <p>A double is kept as a whole number of units, millionths or billionths, in the coarsest of these that says it to within half a
 * billionth, and bit by bit where it is too large for that. So counts are exact, and
 * what a kernel counts in microseconds or nanoseconds is as exact as it was read.
 */
final class Columns {
    private static final int SAME = 0;
    private static final int EACH = 1;
    private static final int DIFFERENCES = 2;

    private static final int UNITS = 0;
    private static final int MILLIONTHS = 1;
    private static final int BILLIONTHS = 2;
    private static final int BITS = 3;
    private static final double[] PER_UNIT = {1, 1e6, 1e9};

    /** From here on a double does not hold every whole number. */
    private static final double LARGEST_WHOLE = 1L << 53;
    /** Of a millionth: half a billionth. */
    private static final double MILLIONTHS_TOLERANCE = 0.000_5;
    /** From here on a unit is less than ten millionths of the largest number of the column. */
    private static final double LARGE = 1e5;

    private static final int SCALE_SHIFT = 2;

    private long[] scaled = new long[64];

    /** Writes whole numbers. */
    void putWhole(ByteWriter out, long[] values, int from, int count) {
        putWhole(out, UNITS, values, from, count);
    }

    /** Writes doubles as exactly as they are kept at all. */
    void put(ByteWriter out, double[] values, int from, int count) {
        int scale = UNITS;
        for (int i = from; i < from + count && scale != BITS; i++) {
            scale = Math.max(scale, scale(values[i]));
        }
        if (scale == BITS) {
            out.putByte(BITS << SCALE_SHIFT);
            for (int i = from; i < from + count; i++) {
                out.putRawDouble(values[i]);
            }
        } else {
            putScaled(out, scale, values, from, count);
        }
    }

    /** Writes doubles to within half a millionth, or half a unit where the largest of them is {@value #LARGE} or more. */
    void putRounded(ByteWriter out, double[] values, int from, int count) {
        double largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i])); // NaN where one is
        }
        if (largest < LARGE) {
            putScaled(out, MILLIONTHS, values, from, count);
        } else if (largest < LARGEST_WHOLE) {
            putScaled(out, UNITS, values, from, count);
        } else {
            put(out, values, from, count);
        }
    }

    private static int scale(double value) {
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < LARGEST_WHOLE) {
            return UNITS;
        }
        double millionths = value * PER_UNIT[MILLIONTHS];
        if (size < LARGEST_WHOLE / PER_UNIT[MILLIONTHS]
                && Math.abs(millionths - Math.rint(millionths)) < MILLIONTHS_TOLERANCE) {
            return MILLIONTHS;
        }
        return size < LARGEST_WHOLE / PER_UNIT[BILLIONTHS] ? BILLIONTHS : BITS;
    }

    private void putScaled(ByteWriter out, int scale, double[] values, int from, int count) {
        reserve(count);
        for (int i = 0; i < count; i++) {
            scaled[i] = Math.round(values[from + i] * PER_UNIT[scale]);
        }
        putWhole(out, scale, scaled, 0, count);
    }

    private static void putWhole(ByteWriter out, int scale, long[] values, int from, int count) {
        int each = 0;
        int differences = 0;
        boolean same = true;
        long before = 0;
        for (int i = from; i < from + count; i++) {
            same &= values[i] == values[from];
            each += ByteWriter.unsignedLength(ByteWriter.fold(values[i]));
            differences += ByteWriter.unsignedLength(ByteWriter.fold(values[i] - before));
            before = values[i];
        }
        int form = same ? SAME : differences < each ? DIFFERENCES : EACH;
        out.putByte(scale << SCALE_SHIFT | form);
        before = 0;
        int last = same ? Math.min(count, 1) : count;
        for (int i = from; i < from + last; i++) {
            out.putSigned(form == DIFFERENCES ? values[i] - before : values[i]);
            before = values[i];
        }
    }

    /** Reads whole numbers into an array that has room for them. */
    void getWhole(ByteReader in, long[] values, int count) throws DamagedBlockException {
        int head = in.getByte();
        if (head >> SCALE_SHIFT != UNITS) {
            throw new DamagedBlockException("a column of whole numbers is none");
        }
        getWhole(in, head, values, count);
    }

    /** Reads doubles into an array that has room for them. */
    void get(ByteReader in, double[] values, int count) throws DamagedBlockException {
        int head = in.getByte();
        int scale = head >> SCALE_SHIFT;
        if (scale == BITS) {
            for (int i = 0; i < count; i++) {
                values[i] = in.getRawDouble();
            }
            return;
        }
        if (scale > BITS) {
            throw new DamagedBlockException("a column of an unknown kind: " + head);
        }
        reserve(count);
        getWhole(in, head, scaled, count);
        double perUnit = PER_UNIT[scale];
        for (int i = 0; i < count; i++) {
            values[i] = scaled[i] / perUnit;
        }
    }

    private static void getWhole(ByteReader in, int head, long[] values, int count) throws DamagedBlockException {
        int form = head & (1 << SCALE_SHIFT) - 1;
        if (form > DIFFERENCES) {
            throw new DamagedBlockException("a column of an unknown form: " + head);
        }
        long before = 0;
        for (int i = 0; i < count; i++) {
            if (form == SAME) {
                before = i == 0 ? in.getSigned() : before;
            } else {
                before = in.getSigned() + (form == DIFFERENCES ? before : 0);
            }
            values[i] = before;
        }
    }

    private void reserve(int count) {
        if (scaled.length < count) {
            scaled = new long[Math.max(count, scaled.length * 2)];
        }
    }
}

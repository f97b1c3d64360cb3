// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.util.List;

/**
 * How the rows of one signal are written into a block of a tier: stretches of rows that follow one another, numbers in columns. Levels
 * are kept to a hundred thousandth, usage and capacity to a millionth or, where they are large, to a unit. Not thread safe.
 */
final class TierRuns {
    /** A thousandth of a percentage point. */
    private static final double LEVELS_PER_UNIT = 1e5;

    private static final int MOST = 1 << 17;

    private final Columns columns = new Columns();
    private long[] observed = new long[64];
    private long[] highestLevel = new long[64];
    private long[] levelSpan = new long[64];
    private double[] usage = new double[64];
    private double[] capacity = new double[64];
    private double[] lowest = new double[64];
    private double[] highest = new double[64];

    /**
     * Writes rows.
     *
     * @param baseNanos what the rows are counted from: a multiple of their length
     * @param lengthNanos the length of every row
     */
    void write(ByteWriter out, List<TierRow> rows, long baseNanos, long lengthNanos) {
        long next = baseNanos;
        int at = 0;
        while (at < rows.size()) {
            TierRow first = rows.get(at);
            int count = 1;
            while (at + count < rows.size()
                    && rows.get(at + count).startNanos()
                            == rows.get(at + count - 1).endNanos()
                    && rows.get(at + count).limited() == first.limited()) {
                count++;
            }
            out.putUnsigned((long) count << 1 | (first.limited() ? 1 : 0));
            out.putSigned((first.startNanos() - next) / lengthNanos);
            write(out, rows.subList(at, at + count), first.limited());
            next = rows.get(at + count - 1).endNanos();
            at += count;
        }
    }

    private void write(ByteWriter out, List<TierRow> stretch, boolean limited) {
        int count = stretch.size();
        reserve(count);
        for (int i = 0; i < count; i++) {
            TierRow row = stretch.get(i);
            observed[i] = row.observedNanos();
            usage[i] = row.usage();
            capacity[i] = row.capacity();
            lowest[i] = row.lowest();
            highest[i] = row.highest();
            highestLevel[i] = Math.round(row.highest() * LEVELS_PER_UNIT);
            levelSpan[i] = highestLevel[i] - Math.round(row.lowest() * LEVELS_PER_UNIT);
        }
        columns.putWhole(out, observed, 0, count);
        columns.putRounded(out, usage, 0, count);
        if (limited) {
            columns.putRounded(out, capacity, 0, count);
            columns.putWhole(out, highestLevel, 0, count);
            columns.putWhole(out, levelSpan, 0, count);
        } else {
            columns.putRounded(out, lowest, 0, count);
            columns.putRounded(out, highest, 0, count);
        }
    }

    /** Reads rows up to the end of the reader. */
    void read(ByteReader in, long baseNanos, long lengthNanos, TierRow.Sink sink) throws DamagedBlockException {
        long next = baseNanos;
        while (in.hasMore()) {
            int head = in.getCount(MOST);
            boolean limited = (head & 1) != 0;
            int count = head >> 1;
            next += in.getSigned() * lengthNanos;
            reserve(count);
            columns.getWhole(in, observed, count);
            columns.get(in, usage, count);
            if (limited) {
                columns.get(in, capacity, count);
                columns.getWhole(in, highestLevel, count);
                columns.getWhole(in, levelSpan, count);
            } else {
                columns.get(in, lowest, count);
                columns.get(in, highest, count);
            }
            for (int i = 0; i < count; i++) {
                sink.row(new TierRow(
                        next,
                        next + lengthNanos,
                        limited,
                        observed[i],
                        usage[i],
                        limited ? capacity[i] : 0,
                        limited ? (highestLevel[i] - levelSpan[i]) / LEVELS_PER_UNIT : lowest[i],
                        limited ? highestLevel[i] / LEVELS_PER_UNIT : highest[i]));
                next += lengthNanos;
            }
        }
    }

    private void reserve(int count) {
        if (observed.length < count) {
            int room = Math.max(count, observed.length * 2);
            observed = new long[room];
            highestLevel = new long[room];
            levelSpan = new long[room];
            usage = new double[room];
            capacity = new double[room];
            lowest = new double[room];
            highest = new double[room];
        }
    }
}

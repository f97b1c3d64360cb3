// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import org.jspecify.annotations.Nullable;

/**
 * How the samples of one signal are written into a block, at full resolution. A run is a row of stretches, each of one kind and
 * without a gap; its numbers stand in columns:
 *
 * <pre>
 * head      count, kind, and whether the times are those of the last stretch before that had times of its own
 * times     start of the first (from where the stretch before ended), lengths; nothing where they are shared
 * usage     of samples; the observed seconds of holes
 * capacity  only where it is not what the limit gives for the length of the sample, bit for bit
 * </pre>
 *
 * <p>A target's signals are read together, so that most of them share their times; and where there is a limit, its capacity is in it.
 * The limit in force stands at the start of a run, because a block must be readable when the one before is lost. Not thread safe.
 */
final class SampleRuns {
    private static final int LIMITED = 0;
    private static final int CAPACITY = 1;
    private static final int UNLIMITED = 2;
    private static final int HOLE = 3;
    private static final int LIMIT_KNOWN = 4;
    private static final int LIMIT_UNKNOWN = 5;
    private static final int LIMIT_IN_FORCE = 6;

    private static final int KIND_MASK = 7;
    private static final int SHARED = 8;
    private static final int COUNT_SHIFT = 4;
    private static final int MOST = 1 << 17;

    private final Columns columns = new Columns();
    private long cursorNanos;
    private double limitPerSecond;
    private boolean wroteTimes;

    // the times of the last stretch that had its own
    private int timesCount;
    private long[] starts = new long[16];
    private long[] ends = new long[16];
    private long[] lengths = new long[16];
    private double[] usage = new double[16];
    private double[] capacity = new double[16];

    /** Forgets what was shared: a new block begins. */
    void beginBlock() {
        timesCount = 0;
    }

    /**
     * Writes a run.
     *
     * @param baseNanos what the first time is counted from
     * @param limitBefore the limit in force at its start, in units a second; 0 where none is known
     * @return the limit in force at its end, 0 where none is known
     */
    double write(ByteWriter out, SampleEvents events, long baseNanos, double limitBefore) {
        cursorNanos = baseNanos;
        limitPerSecond = limitBefore;
        wroteTimes = false;
        if (limitBefore > 0) {
            out.putUnsigned(LIMIT_IN_FORCE);
            out.putDouble(limitBefore);
        }
        int at = 0;
        while (at < events.size) {
            if (events.kinds[at] == SampleEvents.LIMIT) {
                writeLimit(out, events.startNanos[at], events.limits[at]);
                at++;
            } else {
                int count = 1;
                int kind = kind(events, at);
                while (at + count < events.size
                        && events.startNanos[at + count] == events.endNanos[at + count - 1]
                        && kind(events, at + count) == kind) {
                    count++;
                }
                writeStretch(out, events, at, count, kind);
                at += count;
            }
        }
        return limitPerSecond;
    }

    /** Whether the run that was written last has times that later ones of its block may share. */
    boolean wroteTimes() {
        return wroteTimes;
    }

    private void writeLimit(ByteWriter out, long timeNanos, @Nullable Limit limit) {
        boolean known = limit instanceof Limit.Known;
        out.putUnsigned(known ? LIMIT_KNOWN : LIMIT_UNKNOWN);
        out.putSigned(timeNanos - cursorNanos);
        if (limit instanceof Limit.Known now) {
            out.putDouble(now.perSecond());
            limitPerSecond = now.perSecond();
        } else {
            out.putText(limit instanceof Limit.Unknown now ? now.reason() : "");
            limitPerSecond = 0;
        }
    }

    private int kind(SampleEvents events, int at) {
        return switch (events.kinds[at]) {
            case SampleEvents.SAMPLE ->
                limitPerSecond > 0 && events.capacity[at] == given(events.endNanos[at] - events.startNanos[at])
                        ? LIMITED
                        : CAPACITY;
            case SampleEvents.UNLIMITED -> UNLIMITED;
            case SampleEvents.HOLE -> HOLE;
            default -> LIMIT_KNOWN;
        };
    }

    private void writeStretch(ByteWriter out, SampleEvents events, int at, int count, int kind) {
        boolean shared = count == timesCount;
        for (int i = 0; i < count && shared; i++) {
            shared = starts[i] == events.startNanos[at + i] && ends[i] == events.endNanos[at + i];
        }
        out.putUnsigned((long) count << COUNT_SHIFT | (shared ? SHARED : 0) | kind);
        if (!shared) {
            reserve(count);
            for (int i = 0; i < count; i++) {
                starts[i] = events.startNanos[at + i];
                ends[i] = events.endNanos[at + i];
                lengths[i] = ends[i] - starts[i];
            }
            timesCount = count;
            wroteTimes = true;
            out.putSigned(starts[0] - cursorNanos);
            columns.putWhole(out, lengths, 0, count);
        }
        cursorNanos = ends[count - 1];
        columns.put(out, events.usage, at, count);
        if (kind == CAPACITY) {
            columns.put(out, events.capacity, at, count);
        }
    }

    /**
     * Reads a run up to the end of the reader and tells it to a sink.
     *
     * @param baseNanos as written with
     * @param sink told the limit in force at the start, too, under the time of the base
     */
    void read(ByteReader in, long baseNanos, SampleSink sink) throws DamagedBlockException {
        cursorNanos = baseNanos;
        limitPerSecond = 0;
        while (in.hasMore()) {
            int head = in.getCount(Integer.MAX_VALUE);
            int kind = head & KIND_MASK;
            switch (kind) {
                case LIMIT_IN_FORCE -> knownLimit(in.getDouble(), baseNanos, sink);
                case LIMIT_KNOWN -> {
                    long timeNanos = cursorNanos + in.getSigned();
                    knownLimit(in.getDouble(), timeNanos, sink);
                }
                case LIMIT_UNKNOWN -> {
                    limitPerSecond = 0;
                    sink.limit(cursorNanos + in.getSigned(), new Limit.Unknown(in.getText()));
                }
                default -> {
                    int count = readStretch(in, head);
                    tell(kind, count, sink);
                }
            }
        }
    }

    /** Reads only what a later run of the block may share, the times, of a run that has some. */
    void readTimes(ByteReader in, long baseNanos) throws DamagedBlockException {
        read(in, baseNanos, Nothing.SINK);
    }

    private void knownLimit(double perSecond, long timeNanos, SampleSink sink) throws DamagedBlockException {
        if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
            throw new DamagedBlockException("a limit of " + perSecond);
        }
        limitPerSecond = perSecond;
        sink.limit(timeNanos, new Limit.Known(perSecond));
    }

    private int readStretch(ByteReader in, int head) throws DamagedBlockException {
        int count = head >>> COUNT_SHIFT;
        if (count == 0 || count > MOST || (head & KIND_MASK) > HOLE) {
            throw new DamagedBlockException("a stretch with the head " + head);
        }
        if ((head & SHARED) == 0) {
            reserve(count);
            long start = cursorNanos + in.getSigned();
            columns.getWhole(in, lengths, count);
            for (int i = 0; i < count; i++) {
                starts[i] = start;
                start += lengths[i];
                ends[i] = start;
            }
            timesCount = count;
        } else if (count != timesCount) {
            throw new DamagedBlockException("a stretch shares times of which there are none");
        }
        cursorNanos = ends[count - 1];
        columns.get(in, usage, count);
        if ((head & KIND_MASK) == CAPACITY) {
            columns.get(in, capacity, count);
        }
        return count;
    }

    private void tell(int kind, int count, SampleSink sink) {
        for (int i = 0; i < count; i++) {
            switch (kind) {
                case LIMITED -> sink.sample(starts[i], ends[i], usage[i], given(ends[i] - starts[i]));
                case CAPACITY -> sink.sample(starts[i], ends[i], usage[i], capacity[i]);
                case UNLIMITED -> sink.unlimited(starts[i], ends[i], usage[i]);
                default -> sink.hole(starts[i], ends[i], usage[i]);
            }
        }
    }

    /** What the limit gives for a length, as sampling computes it. */
    private double given(long lengthNanos) {
        return limitPerSecond * (lengthNanos / 1e9);
    }

    private void reserve(int count) {
        if (starts.length < count) {
            int room = Math.max(count, starts.length * 2);
            starts = new long[room];
            ends = new long[room];
            lengths = new long[room];
            usage = new double[room];
            capacity = new double[room];
        }
    }
}

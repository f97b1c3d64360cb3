// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a sink of samples was told, one call after the other, in arrays that grow. Not thread safe. */
final class SampleEvents implements SampleSink {
    static final byte SAMPLE = 0;
    static final byte UNLIMITED = 1;
    static final byte HOLE = 2;
    static final byte LIMIT = 3;

    byte[] kinds;
    long[] startNanos;
    long[] endNanos;
    /** The usage of a sample, the observed seconds of a hole. */
    double[] usage;

    double[] capacity;

    @Nullable
    Limit[] limits;

    int size;

    SampleEvents(int room) {
        kinds = new byte[room];
        startNanos = new long[room];
        endNanos = new long[room];
        usage = new double[room];
        capacity = new double[room];
        limits = new Limit[room];
    }

    void clear() {
        size = 0;
    }

    @Override
    public void sample(long start, long end, double used, double available) {
        add(SAMPLE, start, end, used, available, null);
    }

    @Override
    public void unlimited(long start, long end, double used) {
        add(UNLIMITED, start, end, used, 0, null);
    }

    @Override
    public void hole(long start, long end, double observedSeconds) {
        add(HOLE, start, end, observedSeconds, 0, null);
    }

    @Override
    public void limit(long timeNanos, Limit limit) {
        add(LIMIT, timeNanos, timeNanos, 0, 0, limit);
    }

    void add(byte kind, long start, long end, double used, double available, @Nullable Limit limit) {
        if (size == kinds.length) {
            grow();
        }
        set(size, kind, start, end, used, available, limit);
        size++;
    }

    void set(int at, byte kind, long start, long end, double used, double available, @Nullable Limit limit) {
        kinds[at] = kind;
        startNanos[at] = start;
        endNanos[at] = end;
        usage[at] = used;
        capacity[at] = available;
        limits[at] = limit;
    }

    /** Tells one of them to another sink. */
    void tell(int at, SampleSink sink) {
        switch (kinds[at]) {
            case SAMPLE -> sink.sample(startNanos[at], endNanos[at], usage[at], capacity[at]);
            case UNLIMITED -> sink.unlimited(startNanos[at], endNanos[at], usage[at]);
            case HOLE -> sink.hole(startNanos[at], endNanos[at], usage[at]);
            default -> {
                Limit limit = limits[at];
                if (limit != null) {
                    sink.limit(startNanos[at], limit);
                }
            }
        }
    }

    private void grow() {
        int room = Math.max(16, size * 2);
        kinds = Arrays.copyOf(kinds, room);
        startNanos = Arrays.copyOf(startNanos, room);
        endNanos = Arrays.copyOf(endNanos, room);
        usage = Arrays.copyOf(usage, room);
        capacity = Arrays.copyOf(capacity, room);
        limits = Arrays.copyOf(limits, room);
    }
}

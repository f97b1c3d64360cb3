// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Carries the samples of one signal from the thread that samples to the thread that writes, without a lock and, after the first
 * sample, without allocation. What finds it full is dropped and counted, except for the limit, which is handed on as soon as there is
 * room: without it the samples that follow could not be told apart from those before.
 *
 * <p>One thread at a time puts in, one takes out.
 */
final class SignalBuffer implements SampleSink {
    private static final VarHandle PUT = handle("put");
    private static final VarHandle TAKEN = handle("taken");
    private static final VarHandle DROPPED = handle("dropped");

    private final SignalKey key;
    private final int room;
    private SampleEvents events = new SampleEvents(0);

    private volatile long put;
    private volatile long taken;
    private volatile long dropped;

    private @Nullable Limit lateLimit;
    private long lateLimitNanos;

    /**
     * @param room how many samples it holds: a power of two
     */
    SignalBuffer(SignalKey key, int room) {
        this.key = key;
        this.room = room;
    }

    SignalKey key() {
        return key;
    }

    /** How many samples found it full. Any thread. */
    long dropped() {
        return dropped;
    }

    @Override
    public void sample(long startNanos, long endNanos, double usage, double capacity) {
        put(SampleEvents.SAMPLE, startNanos, endNanos, usage, capacity);
    }

    @Override
    public void unlimited(long startNanos, long endNanos, double usage) {
        put(SampleEvents.UNLIMITED, startNanos, endNanos, usage, 0);
    }

    @Override
    public void hole(long startNanos, long endNanos, double observedSeconds) {
        put(SampleEvents.HOLE, startNanos, endNanos, observedSeconds, 0);
    }

    @Override
    public void limit(long timeNanos, Limit limit) {
        lateLimit = limit;
        lateLimitNanos = timeNanos;
        putLateLimit();
    }

    private void put(byte kind, long startNanos, long endNanos, double usage, double capacity) {
        if (!putLateLimit() || !offer(kind, startNanos, endNanos, usage, capacity, null)) {
            DROPPED.setRelease(this, (long) DROPPED.get(this) + 1);
        }
    }

    private boolean putLateLimit() {
        Limit limit = lateLimit;
        if (limit != null && offer(SampleEvents.LIMIT, lateLimitNanos, lateLimitNanos, 0, 0, limit)) {
            lateLimit = null;
        }
        return lateLimit == null;
    }

    private boolean offer(
            byte kind, long startNanos, long endNanos, double usage, double capacity, @Nullable Limit limit) {
        long at = (long) PUT.get(this);
        if (at - (long) TAKEN.getAcquire(this) >= room) {
            return false;
        }
        if (at == 0) {
            events = new SampleEvents(room); // seen by who takes because it sees this put
        }
        events.set((int) at & room - 1, kind, startNanos, endNanos, usage, capacity, limit);
        PUT.setRelease(this, at + 1);
        return true;
    }

    /** Moves at most so many into another place. */
    void take(SampleEvents into, int most) {
        long from = (long) TAKEN.get(this);
        long to = Math.min((long) PUT.getAcquire(this), from + most);
        for (long at = from; at < to; at++) {
            int slot = (int) at & room - 1;
            into.add(
                    events.kinds[slot],
                    events.startNanos[slot],
                    events.endNanos[slot],
                    events.usage[slot],
                    events.capacity[slot],
                    events.limits[slot]);
        }
        TAKEN.setRelease(this, to);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(SignalBuffer.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The time of a recording that is played: it goes so many times as fast as the monotonic clock, and never beyond what is to be played
 * next, so that whoever is told of something finds the clock at the very time it happened, however busy the machine is. Stands still at the
 * first reading until it is started. Any thread may ask; one plays.
 */
final class RecordingClock implements InstantSource {
    private final LongSupplier nanoTime;
    private final long atNanos;
    private final double speed;
    private volatile long nextNanos;
    private volatile long startedNanos;
    private volatile boolean started;

    /**
     * @param nanoTime a clock that never steps, nanoseconds
     * @param from where the recording begins
     * @param at from where on it goes at its speed; up to there it goes at once
     * @param speed seconds of the recording in a second
     */
    RecordingClock(LongSupplier nanoTime, Instant from, Instant at, double speed) {
        this.nanoTime = nanoTime;
        this.nextNanos = nanos(from);
        this.atNanos = nanos(at);
        this.speed = speed;
    }

    /** Lets it go. */
    void start() {
        startedNanos = nanoTime.getAsLong();
        started = true;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nowNanos());
    }

    private long nowNanos() {
        long limit = nextNanos; // before the time is asked: it may be raised meanwhile
        return started ? Math.min(limit, pacedNanos()) : limit;
    }

    private long pacedNanos() {
        return atNanos + (long) ((nanoTime.getAsLong() - startedNanos) * speed);
    }

    /**
     * Says what is to be played next, and how long it is until then.
     *
     * @param timeNanos nanoseconds since the epoch, never earlier than the last
     * @return nanoseconds to wait; 0 or less when its time has come
     */
    long untilNanos(long timeNanos) {
        nextNanos = timeNanos;
        return (long) Math.ceil((timeNanos - pacedNanos()) / speed);
    }

    /** An instant in nanoseconds since the epoch. */
    static long nanos(Instant instant) {
        return Duration.between(Instant.EPOCH, instant).toNanos();
    }
}

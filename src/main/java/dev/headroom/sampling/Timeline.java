// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clock of one target's readings: nanoseconds since the epoch that never step back. They are the wall clock at the start plus
 * the monotonic time since, so that a duration taken from them is right whatever is done to the wall clock.
 *
 * <p>What the wall clock has done since is followed apart, in {@link #wallOffsetNanos()}: slow drift (NTP slewing) smoothly, a
 * change of more than half a second at once and counted as a step. A machine's suspension is such a step too: Linux's monotonic
 * clock stands still in it.
 *
 * <p>{@link #compare()} is called by one thread at a time; everything else by any.
 */
public final class Timeline {
    private static final long STEP_NANOS = 500_000_000;
    private static final long MILLISECOND_NANOS = 1_000_000;

    /** Well above the fastest slew that time daemons use (83 ms a second), and still never a step back. */
    private static final long ELAPSED_PER_FOLLOWED = 10;

    private final LongSupplier monotonic;
    private final InstantSource wall;
    private final long startMonotonicNanos;
    private final long startEpochNanos;
    private long comparedMonotonicNanos;
    private volatile long wallOffsetNanos;

    /**
     * Starts a timeline now.
     *
     * @param monotonic nanoseconds of a clock that never steps back
     * @param wall the wall clock
     */
    public Timeline(LongSupplier monotonic, InstantSource wall) {
        this.monotonic = monotonic;
        this.wall = wall;
        Instant start = wall.instant();
        startEpochNanos = Math.addExact(Math.multiplyExact(start.getEpochSecond(), 1_000_000_000L), start.getNano());
        startMonotonicNanos = monotonic.getAsLong();
        comparedMonotonicNanos = startMonotonicNanos;
    }

    /** Starts a timeline on the system's clocks. */
    public static Timeline system() {
        return new Timeline(System::nanoTime, InstantSource.system());
    }

    /** The monotonic clock this timeline runs on, in nanoseconds; only differences mean anything. */
    public long monotonicNanos() {
        return monotonic.getAsLong();
    }

    /** The time on this timeline at which the monotonic clock showed the given value, in nanoseconds since the epoch. */
    public long nanosAt(long monotonicNanos) {
        return startEpochNanos + (monotonicNanos - startMonotonicNanos);
    }

    /**
     * What to add to a time on this timeline to get the wall clock's, in nanoseconds: 0 at the start, then what the wall clock was
     * stepped and slewed by since. Not kept finer than the millisecond the wall clock is compared in.
     */
    public long wallOffsetNanos() {
        return wallOffsetNanos;
    }

    /**
     * Compares the wall clock with this timeline, without allocation.
     *
     * @return by how many nanoseconds the wall clock stepped since the last call; 0 where it did not
     */
    public long compare() {
        long beforeNanos = monotonic.getAsLong();
        long wallMillis = wall.millis();
        long afterNanos = monotonic.getAsLong();
        if (afterNanos - beforeNanos > MILLISECOND_NANOS) {
            // this thread was put aside between the two clocks: what they show does not belong together
            return 0;
        }
        long elapsedNanos = afterNanos - comparedMonotonicNanos;
        comparedMonotonicNanos = afterNanos;
        // the wall clock is somewhere within its millisecond: an offset that agrees with that is left alone
        long lowestNanos = wallMillis * MILLISECOND_NANOS - nanosAt(afterNanos);
        long highestNanos = (wallMillis + 1) * MILLISECOND_NANOS - nanosAt(beforeNanos);
        long offsetNanos = wallOffsetNanos;
        long changeNanos = Math.clamp(offsetNanos, lowestNanos, highestNanos) - offsetNanos;
        if (Math.abs(changeNanos) > STEP_NANOS) {
            wallOffsetNanos = offsetNanos + changeNanos;
            return changeNanos;
        }
        long followedNanos = elapsedNanos / ELAPSED_PER_FOLLOWED;
        wallOffsetNanos = offsetNanos + Math.clamp(changeNanos, -followedNanos, followedNanos);
        return 0;
    }
}

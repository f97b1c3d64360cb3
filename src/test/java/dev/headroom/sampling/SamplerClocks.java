// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A monotonic clock and a wall clock that move only when a test says so. Not thread safe. */
final class SamplerClocks implements LongSupplier {
    private static final Instant START = Instant.parse("2024-05-28T09:00:00.25Z");

    // like System.nanoTime, it may start anywhere, below zero too
    private long monotonicNanos = -5_000_000_000L;
    private long wallNanos = START.getEpochSecond() * 1_000_000_000L + START.getNano();
    private Runnable beforeWallRead = () -> {};

    @Override
    public long getAsLong() {
        return monotonicNanos;
    }

    void pass(Duration duration) {
        passNanos(duration.toNanos());
    }

    void passNanos(long nanos) {
        monotonicNanos += nanos;
        wallNanos += nanos;
    }

    void stepWall(Duration step) {
        wallNanos += step.toNanos();
    }

    long wallNanos() {
        return wallNanos;
    }

    /** Runs once, before the wall clock is next read. */
    void beforeWallRead(Runnable action) {
        beforeWallRead = action;
    }

    InstantSource wall() {
        return new InstantSource() {
            @Override
            public Instant instant() {
                return Instant.ofEpochSecond(0, wallNanos);
            }

            @Override
            public long millis() {
                Runnable action = beforeWallRead;
                beforeWallRead = () -> {};
                action.run();
                return Math.floorDiv(wallNanos, 1_000_000L);
            }
        };
    }
}

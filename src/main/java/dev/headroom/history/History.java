// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps bursts and answers questions about them. Thread safe. */
public interface History {
    /** Adds a burst, or replaces what is known of the one with its id. */
    void save(BurstRecord burst);

    /** The burst with this id. */
    Optional<BurstRecord> burst(String id);

    /**
     * A page of bursts, newest first (by start, then id).
     *
     * @param query which
     * @param limit at most this many, 1 or more
     * @param after the cursor of the page before, or null for the first
     */
    Page bursts(BurstQuery query, int limit, @Nullable String after);

    /** Keeps the flight recording of a burst: its samples from before the onset to after the end. */
    void saveClip(String burstId, Clip clip);

    /** The flight recording of a burst, as far as it is kept. */
    Optional<Clip> clip(String burstId);

    /**
     * Which bursts are asked for; null asks for all.
     *
     * @param since those that end at or after this
     * @param until those that start before this
     * @param hidden those hidden, or not hidden, from at least one dashboard
     */
    record BurstQuery(
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String target,
            @Nullable String signal,
            @Nullable String app,
            @Nullable Boolean hidden) {}

    /**
     * Some bursts.
     *
     * @param next the cursor of the next page, null when this is the last
     */
    record Page(List<BurstRecord> bursts, @Nullable String next) {
        public Page {
            bursts = List.copyOf(bursts);
        }
    }

    /**
     * Samples of one signal, one after the other.
     *
     * @param startNanos each sample's start, nanoseconds since the epoch
     * @param endNanos each sample's end
     * @param usage what was used in it
     * @param capacity what could have been used in it; 0 where nothing is known of it
     */
    @SuppressWarnings("ArrayRecordComponent") // a clip is a block of numbers, written once and never compared
    record Clip(long[] startNanos, long[] endNanos, double[] usage, double[] capacity) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether it is still the same server that answers, by the time its process started ({@code process_start_time_seconds}). A server that
 * restarts has started after it was last seen. A start before that is the start of another server behind the same address, as behind
 * a virtual IP: its values are not to be mixed with those of the first. Not thread safe.
 */
final class ServerIdentity {
    /** By how much the clocks of two machines, and the granularity of a start time, may differ. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(30);

    /** How long it must be one and the same server before it is believed to be. */
    private static final Duration SETTLING = Duration.ofSeconds(60);

    /** What an answer says. */
    enum Seen {
        /** The server of the answer before. */
        SAME,
        /** The same server, with a new process: its counters began anew. */
        RESTARTED,
        /** Another one, or one of which it is not known yet. */
        UNSTABLE
    }

    private boolean known;
    private double startSeconds;
    private Instant lastSeen = Instant.EPOCH;
    private Instant unstableSince = Instant.EPOCH;
    private boolean unstable;
    private long restarts;
    private long changes;

    /**
     * Takes the start time an answer told.
     *
     * @param startTimeSeconds seconds since the epoch, on the server's clock
     * @param now on ours
     */
    Seen observe(double startTimeSeconds, Instant now) {
        Seen seen = judge(startTimeSeconds, now);
        known = true;
        startSeconds = startTimeSeconds;
        lastSeen = now;
        return seen;
    }

    private Seen judge(double startTimeSeconds, Instant now) {
        if (known && startTimeSeconds != startSeconds) {
            double latestOfAnother = lastSeen.minus(CLOCK_TOLERANCE).toEpochMilli() / 1e3;
            if (startTimeSeconds < Math.max(startSeconds, latestOfAnother)) {
                changes++;
                unstable = true;
                unstableSince = now;
                return Seen.UNSTABLE;
            }
            restarts++;
            return unstable ? Seen.UNSTABLE : Seen.RESTARTED;
        }
        if (!unstable) {
            return Seen.SAME;
        }
        if (Duration.between(unstableSince, now).compareTo(SETTLING) < 0) {
            return Seen.UNSTABLE;
        }
        unstable = false;
        return Seen.RESTARTED;
    }

    /** Whether several servers were seen to answer of late. */
    boolean unstable() {
        return unstable;
    }

    /** How often the process was seen to be a new one. */
    long restarts() {
        return restarts;
    }

    /** How often another server was seen to answer. */
    long changes() {
        return changes;
    }
}

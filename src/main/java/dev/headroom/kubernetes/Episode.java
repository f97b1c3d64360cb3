// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the rows of one name tell, from a change on until it is quiet again: what {@link Lookups} decides by. On the loop only. */
final class Episode {
    /** A rollout that follows begins with the first of the rows that came so soon before its first pod. */
    private static final Duration WRITE_TO_ROLLOUT = Duration.ofSeconds(3);

    final WorkloadKind kind;
    final String name;
    boolean everywhere;
    EventLoop.@Nullable Timer timer;
    long dueNanos;

    /** What the timer is set for: a look, or to see whether it is quiet. */
    boolean lookArmed;

    boolean looking;
    Row last;
    int lost;

    /** Of the pods that were lost, those that were when the object was asked for. */
    int lostUpToLook;

    /** The first row that no object has accounted for. */
    @Nullable
    Instant changedAt;

    /** The first row since the object was asked for. */
    @Nullable
    Instant changedSinceAsked;

    @Nullable
    Instant settledAt;

    @Nullable
    Instant lostAt;

    boolean endAwaited;
    long settledNanos;
    long changedNanos;
    long lookedNanos;
    long lookedUpToNanos;
    boolean looked;

    /** When it was looked at, its controller had not come to what was written: the next row tells that it has. */
    boolean unobserved;

    /** Its rollout has ended, at this time. */
    @Nullable
    Instant endedAt;

    boolean lossLooked;
    Duration patience;

    Episode(WorkloadKind kind, Row row, Duration patience) {
        this.kind = kind;
        this.name = row.name();
        this.last = row;
        this.patience = patience;
    }

    /** A template that is written takes pods from those that are up to date: until a row tells so, there is nothing to look at. */
    boolean isEcho(Row row, @Nullable Row before) {
        return endedAt != null
                && !looking
                && before != null
                && row.upToDate() != null
                && row.desired() != null
                && row.desired() > 0
                && row.settled()
                && row.samePods(before);
    }

    /**
     * Takes in a row.
     *
     * @param pods that it tells were lost
     */
    void note(Row row, int pods, boolean echo, Instant now, long nanos) {
        boolean accounted = changedNanos == lookedUpToNanos;
        last = row;
        changedNanos = nanos;
        if (echo && accounted) {
            lookedUpToNanos = changedNanos;
        }
        if (changedAt == null
                || (endedAt != null
                        && accounted
                        && !unobserved
                        && changedAt.plus(WRITE_TO_ROLLOUT).isBefore(now))) {
            changedAt = now;
        }
        if (changedSinceAsked == null) {
            changedSinceAsked = now;
        }
        if (pods > 0) {
            lost += pods;
            lostAt = now;
        }
        if (!row.settled()) {
            settledAt = null;
        } else if (settledAt == null) {
            settledAt = now;
            settledNanos = changedNanos;
        }
    }
}

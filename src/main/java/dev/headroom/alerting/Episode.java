// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.correlation.Verdict;
import dev.headroom.correlation.Verdict.Decision;
import org.jspecify.annotations.Nullable;

/** Bursts of one signal that together are worth an alert, added up. Not thread safe. */
final class Episode {
    private final long startNanos;
    private int ended;
    private double endedSaturatedSeconds;
    private long endNanos;
    private double peak;
    private SeenBurst longest;
    private @Nullable SeenBurst open;
    private @Nullable Verdict named;
    private boolean judged;

    /** Begins with the onset of its first burst, which is still to be added. */
    Episode(SeenBurst first) {
        this.startNanos = first.startNanos();
        this.longest = first;
    }

    /** Adds a burst that has ended. */
    void add(SeenBurst burst) {
        ended++;
        endedSaturatedSeconds += burst.saturatedSeconds();
        open = null;
        take(burst);
        Verdict verdict = burst.verdict();
        if (verdict != null) {
            judge(verdict);
        }
    }

    /** Puts what is known of its last burst now in the place of what was. */
    void correct(SeenBurst was, SeenBurst is) {
        endedSaturatedSeconds += is.saturatedSeconds() - was.saturatedSeconds();
        open = null;
        take(is);
    }

    /** Says how the burst that goes on stands. */
    void follow(SeenBurst burst) {
        open = burst;
        take(burst);
    }

    private void take(SeenBurst burst) {
        boolean longer = burst.durationSeconds() > longest.durationSeconds();
        longest = longer || burst.id().equals(longest.id()) ? burst : longest;
        peak = Math.max(peak, burst.peak());
        endNanos = Math.max(endNanos, burst.endNanos());
    }

    /** Says how one of its bursts was judged. */
    void judge(Verdict verdict) {
        judged |= verdict.decision() != Decision.PENDING;
        named = verdict.deploy() == null ? named : verdict;
    }

    /** The onset of its first burst, nanoseconds since the epoch. */
    long startNanos() {
        return startNanos;
    }

    /** The end of its last burst so far, nanoseconds since the epoch. */
    long endNanos() {
        return endNanos;
    }

    boolean isOpen() {
        return open != null;
    }

    int bursts() {
        return ended + (open == null ? 0 : 1);
    }

    double saturatedSeconds() {
        return endedSaturatedSeconds + (open == null ? 0 : open.saturatedSeconds());
    }

    double peak() {
        return peak;
    }

    SeenBurst longest() {
        return longest;
    }

    /** The newest verdict that names a deploy; null where none does. */
    @Nullable
    Verdict named() {
        return named;
    }

    /** Whether one of its bursts has a verdict, be it that no deploy explains it. */
    boolean judged() {
        return judged;
    }
}

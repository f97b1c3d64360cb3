// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.correlation.Verdict;
import dev.headroom.detection.Burst;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The bursts of one signal, and the episode they make where they are enough for one. It goes by the bursts alone, not by when they are
 * told of: whoever reads them from the history comes to the same alert with the same start. Not thread safe.
 */
final class SignalRun {
    /** So many are remembered singly: the two oldest are joined when there are more. */
    static final int MOST_REMEMBERED = 100;

    private final AlertSettings settings;
    private final long keepFiringNanos;

    /** Those that have ended and count together with the newest, oldest first. */
    private final Deque<SeenBurst> recent = new ArrayDeque<>();

    private @Nullable SeenBurst open;
    private long lastEndNanos;
    private @Nullable Episode episode;

    /** False where the episode is of bursts long before those seen now. */
    private boolean goesOn;

    SignalRun(AlertSettings settings) {
        this.settings = settings;
        this.keepFiringNanos = settings.keepFiring().toNanos();
    }

    /** Takes in a burst that has ended, or one that goes on, as it stands. */
    void see(Burst burst) {
        SeenBurst seen = SeenBurst.of(burst);
        if (burst.open() && isLast(seen)) {
            // how it stood before its end was told of
            return;
        }
        SeenBurst before = open;
        if (before != null && !before.id().equals(seen.id())) {
            // nobody told of its end
            end(before);
        }
        if (seen.startNanos() > lastEndNanos + keepFiringNanos) {
            recent.clear();
            goesOn = false;
        }
        while (!recent.isEmpty() && recent.getFirst().endNanos() < seen.startNanos() - AlertSettings.WINDOW.toNanos()) {
            recent.removeFirst();
        }
        if (burst.open()) {
            open = seen;
            lastEndNanos = Math.max(lastEndNanos, seen.endNanos());
            if (goesOn && episode != null) {
                episode.follow(seen);
            }
        } else {
            end(seen);
        }
        beginIfEnough();
    }

    private void end(SeenBurst burst) {
        open = null;
        lastEndNanos = Math.max(lastEndNanos, burst.endNanos());
        Episode known = goesOn ? episode : null;
        if (isLast(burst)) {
            SeenBurst guessed = recent.removeLast();
            recent.addLast(burst);
            if (known != null) {
                known.correct(guessed, burst);
            }
            return;
        }
        recent.addLast(burst);
        if (recent.size() > MOST_REMEMBERED) {
            SeenBurst oldest = recent.removeFirst();
            recent.addFirst(oldest.joined(recent.removeFirst()));
        }
        if (known != null) {
            known.add(burst);
        }
    }

    private boolean isLast(SeenBurst burst) {
        return !recent.isEmpty() && recent.getLast().id().equals(burst.id());
    }

    /** A verdict on one of its bursts was given or has changed. */
    void judge(String burstId, Verdict verdict) {
        Deque<SeenBurst> kept = new ArrayDeque<>(recent.size());
        boolean known = false;
        for (SeenBurst burst : recent) {
            boolean meant = burst.id().equals(burstId);
            known |= meant;
            kept.addLast(meant ? burst.judged(verdict) : burst);
        }
        if (known) {
            recent.clear();
            recent.addAll(kept);
            if (goesOn && episode != null) {
                episode.judge(verdict);
            }
            beginIfEnough();
        }
    }

    private void beginIfEnough() {
        if (goesOn || !isEnough()) {
            return;
        }
        SeenBurst first = recent.isEmpty() ? open : recent.getFirst();
        if (first == null) {
            return;
        }
        Episode begun = new Episode(first);
        recent.forEach(begun::add);
        if (open != null) {
            begun.follow(open);
        }
        episode = begun;
        goesOn = true;
    }

    private boolean isEnough() {
        double saturatedSeconds = open == null ? 0 : open.saturatedSeconds();
        int mostBlamed = 0;
        Map<String, Integer> blamed = new HashMap<>();
        for (SeenBurst burst : recent) {
            saturatedSeconds += burst.saturatedSeconds();
            Verdict verdict = burst.verdict();
            String deploy = verdict == null ? null : verdict.deploy();
            if (deploy != null) {
                mostBlamed = Math.max(mostBlamed, blamed.merge(deploy, 1, Integer::sum));
            }
        }
        return saturatedSeconds >= settings.minSaturated().toNanos() / 1e9 || mostBlamed >= settings.minBursts();
    }

    /** What is worth an alert, or was lately; null where nothing is. */
    @Nullable
    Episode episode() {
        return episode;
    }

    /** Whether a burst goes on. */
    boolean isOpen() {
        return open != null;
    }

    /** Ends the burst that goes on, as it was last seen: nobody has told of its end yet. */
    void endOpen() {
        SeenBurst known = open;
        if (known != null) {
            end(known);
            beginIfEnough();
        }
    }

    /** Whether the alert fires. */
    boolean isFiring(Episode of, long nowNanos) {
        return of.isOpen() || nowNanos < of.endNanos() + keepFiringNanos;
    }

    /** Gives up an episode nobody needs to be told of any more; true when nothing is left that could count. */
    boolean isOver(long nowNanos) {
        Episode known = episode;
        Duration told = settings.keepFiring().plus(AlertSettings.RESOLVED_TOLD);
        if (known != null && !known.isOpen() && nowNanos >= known.endNanos() + told.toNanos()) {
            episode = null;
            goesOn = false;
        }
        return episode == null && open == null && nowNanos > lastEndNanos + keepFiringNanos;
    }
}

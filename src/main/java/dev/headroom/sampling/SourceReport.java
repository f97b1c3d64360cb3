// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import dev.headroom.sampling.SourceException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is logged of one source: a line when it begins to fail, at most one an hour while it fails, one when it works again,
 * and of a source that goes on and off at most one such pair a minute. Guarded by the {@link Turn}.
 */
final class SourceReport {
    private static final long QUIET_NANOS = 60_000_000_000L;
    private static final long REMINDER_NANOS = 3_600_000_000_000L;

    /** A read may be slow because the thread is starved; only one that hangs this long is worth a line. */
    private static final long STUCK_NANOS = 1_000_000_000;

    private final String source;
    private final SamplerLog log;
    private @Nullable Reason announced;
    private boolean everAnnounced;
    private long announcedNanos;
    private @Nullable Reason failing;
    private long failingSinceNanos;

    SourceReport(String source, SamplerLog log) {
        this.source = source;
        this.log = log;
    }

    /**
     * Called once a tick.
     *
     * @param reason why the last read failed, null where it worked
     * @param message the failure in words
     */
    void tick(long nowNanos, @Nullable Reason reason, String message) {
        if (reason == null) {
            works(nowNanos);
            return;
        }
        if (failing == null) {
            failingSinceNanos = nowNanos;
        }
        failing = reason;
        if (isNews(nowNanos, reason)) {
            everAnnounced = true;
            announced = reason;
            announcedNanos = nowNanos;
            if (reason == Reason.ABSENT) {
                log.sourceAbsent(source, message);
            } else {
                log.sourceFails(source, reason, message);
            }
        }
    }

    private boolean isNews(long nowNanos, Reason reason) {
        if (reason == Reason.STUCK && nowNanos - failingSinceNanos < STUCK_NANOS) {
            return false;
        }
        if (reason != announced) {
            return !everAnnounced || nowNanos - announcedNanos >= QUIET_NANOS;
        }
        return reason != Reason.ABSENT && nowNanos - announcedNanos >= REMINDER_NANOS;
    }

    private void works(long nowNanos) {
        failing = null;
        if (announced != null) {
            announced = null;
            log.sourceWorks(source, nowNanos - failingSinceNanos);
        }
    }
}

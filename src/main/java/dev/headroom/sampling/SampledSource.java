// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import dev.headroom.sampling.SamplerStatus.SourceStatus;
import dev.headroom.sampling.SourceException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One source and what a sampler remembers of it: whether it is to be read, how its last read went, what it cost.
 *
 * <p>Everything is guarded by the {@link Turn}, except the counters for the status, which are guarded by the pipeline lock.
 */
final class SampledSource {
    private static final long RETRY_NANOS = 1_000_000_000;

    /** A source that is read later than this after its tick began gets a time of its own. */
    private static final long OWN_TIME_NANOS = 2_000_000;

    private final Source source;
    private final Timeline timeline;
    private final Object pipelineLock;
    private final SourceReport report;
    private final long retryNanos;

    private volatile long beganNanos;
    private long tookNanos;
    private boolean attempted;
    private boolean returned;
    private boolean newlyStuck;
    private boolean retriedAtOnce;
    private @Nullable Reason reason;
    private String message = "";
    private long stuckTurn;
    private volatile long returnedTurn;

    private long reads;
    private long readNanos;
    private long failures;
    private @Nullable Reason settledReason;
    private String settledMessage = "";

    SampledSource(Source source, Timeline timeline, Object pipelineLock, SourceReport report, long intervalNanos) {
        this.source = source;
        this.timeline = timeline;
        this.pipelineLock = pipelineLock;
        this.report = report;
        // half an interval less, so that a tick that begins a little early is not passed over
        this.retryNanos = Math.max(0, RETRY_NANOS - intervalNanos / 2);
    }

    /** Forgets the previous tick. */
    void beginTick() {
        attempted = false;
        returned = false;
        newlyStuck = false;
    }

    /** True where the last read failed or hung: such a source is read after the others, which it might delay. */
    boolean isSuspect() {
        return reason != null;
    }

    /** True where this source is to be read in this tick: not yet read, not inside an earlier read, not waiting for its retry. */
    boolean isDue(long nowNanos) {
        if (attempted || stuckTurn > returnedTurn) {
            return false;
        }
        return reason == null || retriedAtOnce || nowNanos - beganNanos >= retryNanos;
    }

    /** When the last read began, on the monotonic clock. May be asked without owning the turn. */
    long beganNanos() {
        return beganNanos;
    }

    /** When the last read that returned in time did so, on the monotonic clock. */
    long endedNanos() {
        return beganNanos + tookNanos;
    }

    /**
     * Reads the source, outside the pipeline lock.
     *
     * @param nowNanos the time on the monotonic clock
     * @return false when the turn was taken away meanwhile: the reading is thrown away, the caller's tick is over
     */
    boolean read(Turn turn, long turnNumber, int place, long nowNanos) {
        attempted = true;
        retriedAtOnce = false;
        beganNanos = nowNanos;
        turn.enterRead(turnNumber, place);
        Reason readReason = null;
        String readMessage = "";
        try {
            source.read();
        } catch (SourceException e) {
            readReason = e.reason();
            readMessage = String.valueOf(e.getMessage());
        } catch (RuntimeException | Error e) {
            readReason = Reason.FAILED;
            readMessage = e.toString();
        }
        long readTookNanos = timeline.monotonicNanos() - nowNanos;
        if (!turn.leaveRead(turnNumber, place)) {
            synchronized (pipelineLock) {
                count(readTookNanos);
            }
            returnedTurn = turnNumber;
            return false;
        }
        tookNanos = readTookNanos;
        returned = true;
        reason = readReason;
        message = readMessage;
        return true;
    }

    /** The read of that turn does not return: the source is left alone until it does. */
    void stuck(long turnNumber, long nowNanos) {
        // the first time it may only have been a starved thread: tried again at once when it is back, later as seldom
        // as one that fails
        retriedAtOnce = reason == null;
        stuckTurn = turnNumber;
        newlyStuck = true;
        reason = Reason.STUCK;
        message = "its read had not returned after " + (nowNanos - beganNanos) / 1_000_000
                + " ms: look for a hanging mount or device";
    }

    /** Counts this tick's read and hands over what it found. Under the pipeline lock. */
    void settle(long tickBeganNanos, CounterSink sink) {
        if (returned) {
            count(tookNanos);
            if (reason == null) {
                deliver(tickBeganNanos, sink);
            }
        }
        if (reason != null && (returned || newlyStuck)) {
            failures++;
        }
        settledReason = reason;
        settledMessage = message;
    }

    private void deliver(long tickBeganNanos, CounterSink sink) {
        boolean late = beganNanos - tickBeganNanos > OWN_TIME_NANOS;
        try {
            source.deliver(timeline.nanosAt(late ? beganNanos : tickBeganNanos), sink);
        } catch (RuntimeException | Error e) {
            reason = Reason.FAILED;
            message = "what was read could not be used: " + e;
        }
    }

    private void count(long readTookNanos) {
        reads++;
        readNanos += readTookNanos;
    }

    /** Logs what changed with this tick. Outside the pipeline lock. */
    void report(long nowNanos) {
        report.tick(nowNanos, reason, message);
    }

    /** A copy of the state after the last tick. Under the pipeline lock. */
    SourceStatus status() {
        String failure = settledReason == null ? null : settledMessage;
        return new SourceStatus(source.name(), settledReason, failure, reads, readNanos / 1e9, failures);
    }
}

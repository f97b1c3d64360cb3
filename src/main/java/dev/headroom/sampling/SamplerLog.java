// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a sampler says in words: one line for a change, none for a tick. Lines are written by a thread of their own that exists only
 * while there is something to write, so that a blocked log never blocks sampling.
 */
final class SamplerLog {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);
    private static final int QUEUED_LINES = 64;
    private static final long THREAD_KEPT_SECONDS = 5;

    private final String target;
    private final Executor executor;

    /**
     * @param target the target sampled
     * @param executor runs what writes a line; must not block
     */
    SamplerLog(String target, Executor executor) {
        this.target = target;
        this.executor = executor;
    }

    /** A log that writes in the background; what a blocked log cannot take is dropped: the counters of the status tell it all the same. */
    static SamplerLog inBackground(String target) {
        ThreadPoolExecutor writer = new ThreadPoolExecutor(
                1,
                1,
                THREAD_KEPT_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(QUEUED_LINES),
                Thread.ofPlatform().name("sampler-log").daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
        writer.allowCoreThreadTimeOut(true);
        return new SamplerLog(target, writer);
    }

    void sourceAbsent(String source, String message) {
        executor.execute(() -> LOG.info("Source {} of {} is not there: {}", source, target, message));
    }

    void sourceFails(String source, SourceException.Reason reason, String message) {
        executor.execute(() -> LOG.warn(
                "Source {} of {} cannot be read ({}): {}; tried again every second, the other sources go on",
                source,
                target,
                reason.id(),
                message));
    }

    void sourceWorks(String source, long failedNanos) {
        executor.execute(
                () -> LOG.info("Source {} of {} works again after {} s", source, target, seconds(failedNanos)));
    }

    void gap(long gapNanos) {
        executor.execute(() -> LOG.warn(
                "{} was not sampled for {} s (the process was stopped, or the machine paused or overloaded): counted as a gap",
                target,
                seconds(gapNanos)));
    }

    void clockStep(long stepNanos) {
        executor.execute(() -> LOG.warn(
                "The wall clock stepped by {} s: durations are not affected, times shown from now on follow the new wall clock",
                seconds(stepNanos)));
    }

    void tickFailed(Throwable failure) {
        executor.execute(() -> LOG.error("A tick of the sampler of {} failed; sampling goes on", target, failure));
    }

    void interrupted() {
        executor.execute(() -> LOG.warn("A sampler thread of {} was interrupted; sampling goes on", target));
    }

    void threadReplaced() {
        executor.execute(() -> LOG.error("A sampler thread of {} had died and was replaced", target));
    }

    void threadNotStarted(Throwable failure) {
        executor.execute(() ->
                LOG.error("A sampler thread of {} could not be started; tried again at each tick", target, failure));
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads the sources of one target at a fixed rate and delivers what they found into one sink.
 *
 * <p>Ticks are due on a fixed grid of the monotonic clock. Two threads take alternate ticks, so that each finds out at its own tick,
 * with no wake-up beyond those of the ticks, that the other hangs in a read: it then goes on without that source and starts a new
 * thread in the place of the one that hangs, which ends when its read returns. So a source that hangs costs the others at most what
 * was left of one tick (at intervals under 80 ms: some 40 ms), once, and holds one thread.
 *
 * <p>A tick that could not be run is counted and never made up. A source that fails is read once a second until it works.
 *
 * <p>Reads happen outside the pipeline lock, deliveries inside it. All methods may be called by any thread.
 */
public final class Sampler {
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);

    private final Ticks ticks;
    private final SamplerThreads threads;

    /**
     * A sampler that reads nothing until it is started.
     *
     * @param target the target it samples
     * @param interval between two ticks; 1 ms or longer
     * @param sources read in this order; fewer than 32,768
     * @param sink takes what was read, one call at a time
     * @param pipelineLock held during every delivery and by {@link #status()}
     * @param timeline the clock of the readings
     */
    public Sampler(
            String target,
            Duration interval,
            List<Source> sources,
            CounterSink sink,
            Object pipelineLock,
            Timeline timeline) {
        this(
                target,
                interval,
                sources,
                sink,
                pipelineLock,
                timeline,
                LockSupport::parkNanos,
                SamplerLog.inBackground(target));
    }

    /** The same with a given way to wait and to log. */
    Sampler(
            String target,
            Duration interval,
            List<Source> sources,
            CounterSink sink,
            Object pipelineLock,
            Timeline timeline,
            Waiter waiter,
            SamplerLog log) {
        if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
            throw new IllegalArgumentException("the sampling interval of " + target + " is " + interval + ": expected "
                    + SHORTEST_INTERVAL + " or longer, 100 ms is usual");
        }
        if (sources.size() > Turn.MAX_SOURCES) {
            throw new IllegalArgumentException(
                    target + " has " + sources.size() + " sources: expected at most " + Turn.MAX_SOURCES);
        }
        TickGrid grid = new TickGrid(timeline.monotonicNanos(), interval.toNanos());
        threads = new SamplerThreads(target, grid, timeline, waiter, log);
        ticks = new Ticks(target, grid, sources, sink, pipelineLock, timeline, log, threads);
    }

    /**
     * Starts sampling, on daemon threads.
     *
     * @throws IllegalStateException if it was started before
     */
    public void start() {
        threads.start(ticks);
    }

    /**
     * Ends sampling and waits for the tick being run, at most 2 s; a thread that hangs in a read ends when the read returns, without
     * delivering. Must not be called with the pipeline lock held. Does nothing if it was never started, or is stopped.
     */
    public void stop() {
        threads.stop();
        ticks.close();
    }

    /** How the sampler and each source is doing: a consistent copy, taken under the pipeline lock. */
    public SamplerStatus status() {
        return ticks.status();
    }

    /** How often a thread of the sampler that had died was replaced: 0 unless something is very wrong. */
    public long loopRestarts() {
        return threads.restarts();
    }
}

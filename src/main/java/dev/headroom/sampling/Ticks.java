// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the ticks of one sampler: reads every source, then delivers what was read under the pipeline lock. Called by two threads
 * ("lanes"), each with every second tick, so that the one finds out at its own tick that the other hangs in a read; it then finishes
 * the other's tick without that source and goes on.
 *
 * <p>Costs no allocation in a tick in which nothing changes.
 */
final class Ticks {
    /**
     * A read is not given up before this time or half an interval, whichever is longer: on an overloaded machine a thread may be put
     * aside for some tens of milliseconds in the middle of the shortest read.
     */
    private static final long SHORTEST_HANG_NANOS = 40_000_000;

    private static final long SHORTEST_GAP_NANOS = 5_000_000_000L;

    /** Two ticks are at least a quarter of an interval apart. */
    private static final long SHORTEST_SAMPLE_PER_INTERVAL = 4;

    private static final long NOT_TAKEN_OVER = -1;

    private final String target;
    private final TickGrid grid;
    private final SampledSource[] sources;
    private final CounterSink sink;
    private final Object pipelineLock;
    private final Timeline timeline;
    private final SamplerLog log;
    private final Lanes lanes;
    private final long hangNanos;
    private final long gapNanos;
    private final Turn turn = new Turn();

    // guarded by the turn
    private long nextIndex;
    private long index;
    private boolean anyBefore;
    private long beganNanos;
    private long previousBeganNanos;
    private long stepNanos;

    // guarded by the pipeline lock
    private long ticks;
    private long missedTicks;
    private long lateNanos;
    private long gapsNanos;
    private long clockSteps;

    Ticks(
            String target,
            TickGrid grid,
            List<Source> sources,
            CounterSink sink,
            Object pipelineLock,
            Timeline timeline,
            SamplerLog log,
            Lanes lanes) {
        this.target = target;
        this.grid = grid;
        this.sources = new SampledSource[sources.size()];
        for (int i = 0; i < this.sources.length; i++) {
            Source source = sources.get(i);
            SourceReport report = new SourceReport(source.name(), log);
            this.sources[i] = new SampledSource(source, timeline, pipelineLock, report, grid.intervalNanos());
        }
        this.sink = sink;
        this.pipelineLock = pipelineLock;
        this.timeline = timeline;
        this.log = log;
        this.lanes = lanes;
        this.hangNanos = Math.max(SHORTEST_HANG_NANOS, grid.intervalNanos() / 2);
        this.gapNanos = Math.max(SHORTEST_GAP_NANOS, grid.intervalNanos() * 5 / 2);
    }

    /**
     * Runs one tick, unless its time was taken up by an earlier one: it is then missed, and counted so by that one.
     *
     * @param lane 0 or 1: who calls
     * @param tickIndex the tick's number on the grid; due now, or earlier
     * @return false when this thread hung in a read so long that it was replaced, and must end
     */
    boolean tick(int lane, long tickIndex) {
        long nowNanos = timeline.monotonicNanos();
        long seen = turn.seen();
        if (!Turn.isFree(seen) && !isAbandoned(seen, nowNanos, lane)) {
            return true;
        }
        long turnNumber = turn.take(seen);
        if (turnNumber == Turn.LOST) {
            return true;
        }
        try {
            if (Turn.isInRead(seen) && lanes.isOtherAlive(lane)) {
                takeOver(seen, lane, tickIndex, nowNanos);
            }
            if (tickIndex < nextIndex) {
                return true;
            }
            begin(tickIndex);
            if (!readAll(turnNumber)) {
                return false;
            }
            settle(NOT_TAKEN_OVER);
            return true;
        } finally {
            turn.free(turnNumber);
        }
    }

    /** True when the owner of the turn hangs in a read, or is dead; false when it is only slow. */
    private boolean isAbandoned(long seen, long nowNanos, int lane) {
        if (!lanes.isOtherAlive(lane)) {
            return true;
        }
        return Turn.isInRead(seen) && nowNanos - sources[Turn.source(seen)].beganNanos() >= hangNanos;
    }

    /** Finishes the tick of a thread that hangs in a read, with what it had read before. */
    private void takeOver(long seen, int lane, long tickIndex, long nowNanos) {
        sources[Turn.source(seen)].stuck(Turn.number(seen), nowNanos);
        settle(tickIndex);
        lanes.replaceOther(lane);
    }

    private void begin(long tickIndex) {
        index = tickIndex;
        stepNanos = timeline.compare();
        beganNanos = timeline.monotonicNanos();
        for (SampledSource source : sources) {
            source.beginTick();
        }
    }

    private boolean readAll(long turnNumber) {
        return readAll(turnNumber, false) && readAll(turnNumber, true);
    }

    private boolean readAll(long turnNumber, boolean suspects) {
        long nowNanos = beganNanos;
        for (int place = 0; place < sources.length; place++) {
            SampledSource source = sources[place];
            if (source.isSuspect() == suspects && source.isDue(nowNanos)) {
                if (!source.read(turn, turnNumber, place, nowNanos)) {
                    return false;
                }
                nowNanos = source.endedNanos();
            }
        }
        return true;
    }

    /**
     * Ends the current tick: delivers, counts, logs, and leaves as the next tick the first that can still be run.
     *
     * @param takenOverBy the tick of the thread that ends this one for another, or {@link #NOT_TAKEN_OVER}
     */
    private void settle(long takenOverBy) {
        long sinceNanos = anyBefore ? beganNanos - previousBeganNanos : 0;
        boolean gap = sinceNanos > gapNanos;
        synchronized (pipelineLock) {
            for (SampledSource source : sources) {
                source.settle(beganNanos, sink);
            }
            long followingIndex = followingIndex(takenOverBy);
            ticks++;
            missedTicks += index - nextIndex + (followingIndex - index - 1);
            nextIndex = followingIndex;
            if (gap) {
                gapsNanos += sinceNanos;
            } else {
                lateNanos += Math.max(0, beganNanos - grid.at(index));
            }
            if (stepNanos != 0) {
                clockSteps++;
            }
        }
        previousBeganNanos = beganNanos;
        anyBefore = true;
        if (gap) {
            log.gap(sinceNanos);
        }
        if (stepNanos != 0) {
            log.clockStep(stepNanos);
        }
        for (SampledSource source : sources) {
            source.report(beganNanos);
        }
    }

    private long followingIndex(long takenOverBy) {
        if (takenOverBy != NOT_TAKEN_OVER) {
            return Math.max(index + 1, takenOverBy);
        }
        // after a late tick the next point of the grid may be next to nothing away: a sample so short would say more of
        // the
        // counters' rounding than of the load
        long earliestNanos = beganNanos + grid.intervalNanos() / SHORTEST_SAMPLE_PER_INTERVAL;
        return Math.max(index + 1, grid.firstFrom(Math.max(earliestNanos, timeline.monotonicNanos())));
    }

    /** Ticks before now are not missed: there was no sampling yet. To be called before the first tick. */
    void open() {
        nextIndex = grid.firstFrom(timeline.monotonicNanos());
    }

    /** Nothing is delivered any more. To be called after the last tick. */
    void close() {
        turn.close();
    }

    /** A consistent copy of the state; takes the pipeline lock. */
    SamplerStatus status() {
        synchronized (pipelineLock) {
            List<SamplerStatus.SourceStatus> states = new ArrayList<>(sources.length);
            for (SampledSource source : sources) {
                states.add(source.status());
            }
            return new SamplerStatus(
                    target,
                    Duration.ofNanos(grid.intervalNanos()),
                    ticks,
                    missedTicks,
                    lateNanos / 1e9,
                    gapsNanos / 1e9,
                    clockSteps,
                    states);
        }
    }
}

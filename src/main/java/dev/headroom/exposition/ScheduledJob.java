// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job of a {@link Schedule}: its rate, and how well it was kept. Thread safe. */
public final class ScheduledJob {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

    private final Schedule schedule;
    private final String name;
    private final Schedule.Task task;
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong lateNanos = new AtomicLong();
    private final LongAccumulator latestNanos = new LongAccumulator(Math::max, 0);
    private boolean failing;

    // guarded by the schedule's lock
    private long intervalNanos;
    private long dueNanos;
    private long lastDueNanos;
    private boolean begun;
    private boolean cancelled;

    /**
     * How a schedule was kept.
     *
     * @param runs runs begun
     * @param missed instants at which the run before had not ended, or which the machine slept through
     * @param lateNanos by how much the runs began late, together
     * @param latestNanos by how much the latest of them did
     */
    public record Punctuality(long runs, long missed, long lateNanos, long latestNanos) {}

    ScheduledJob(Schedule schedule, String name, Schedule.Task task, long intervalNanos, long firstDueNanos) {
        this.schedule = schedule;
        this.name = name;
        this.task = task;
        this.intervalNanos = intervalNanos;
        this.dueNanos = firstDueNanos;
    }

    static void requireInterval(Duration interval) {
        if (interval.toNanos() <= 0) {
            throw new IllegalArgumentException("the interval %s; expected more than 0".formatted(interval));
        }
    }

    /** Changes the interval; the next run is due one new interval after the last, or at once where that has passed. */
    public void interval(Duration interval) {
        requireInterval(interval);
        schedule.move(this, nowNanos -> {
            intervalNanos = interval.toNanos();
            if (begun) {
                long nextNanos = lastDueNanos + intervalNanos;
                dueNanos = nextNanos - nowNanos < 0 ? nowNanos : nextNanos;
            }
            return !cancelled;
        });
    }

    /** Runs no more; a run that has begun goes on. */
    public void cancel() {
        schedule.move(this, nowNanos -> {
            cancelled = true;
            return false;
        });
    }

    /** How well the schedule was kept so far. */
    public Punctuality punctuality() {
        return new Punctuality(runs.get(), missed.get(), lateNanos.get(), latestNanos.get());
    }

    static int compareDue(ScheduledJob a, ScheduledJob b) {
        // the clock may pass the largest long
        return Long.signum(a.dueNanos - b.dueNanos);
    }

    long dueNanos() {
        return dueNanos;
    }

    /** Goes on to the next instant; true where the one that has come is to be run. */
    boolean passDue(long nowNanos) {
        lastDueNanos = dueNanos;
        begun = true;
        long instants = 1 + Math.max(0, nowNanos - dueNanos) / intervalNanos;
        dueNanos += instants * intervalNanos;
        if (!running.compareAndSet(false, true)) {
            missed.addAndGet(instants);
            return false;
        }
        missed.addAndGet(instants - 1);
        return true;
    }

    /** The run that was due then. */
    void run(LongSupplier nanoTime, long runDueNanos) {
        try {
            long late = Math.max(0, nanoTime.getAsLong() - runDueNanos);
            runs.incrementAndGet();
            lateNanos.addAndGet(late);
            latestNanos.accumulate(late);
            task.run(late);
            failing = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // said once, not at every run: the schedule goes on, the next run may do better
            if (!failing) {
                LOG.error("{} failed in a way it should not have; it goes on at its next turn", name, e);
            }
            failing = true;
        } finally {
            running.set(false);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}

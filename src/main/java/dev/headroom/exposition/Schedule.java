// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs jobs at fixed rates, each at a phase of its own so that they do not all fall on one instant. One thread waits for all of them;
 * each run has a virtual thread, so that fifty that hang delay none of the others and cost no thread of the system. A job never
 * overlaps itself: an instant at which it is still running is missed, and counted. Thread safe.
 */
public final class Schedule implements AutoCloseable {
    private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

    private final LongSupplier nanoTime;
    private final RandomGenerator phases;
    private final Executor runners;
    private final @Nullable ExecutorService ownRunners;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<ScheduledJob> waiting = new PriorityQueue<>(ScheduledJob::compareDue);
    private boolean closed;

    /** What is run again and again. */
    @FunctionalInterface
    public interface Task {
        /**
         * Runs once, on a virtual thread.
         *
         * @param lateNanos how much later than it was due the run begins
         * @throws InterruptedException when the schedule is closed meanwhile
         */
        void run(long lateNanos) throws InterruptedException;
    }

    /**
     * Starts the thread that waits.
     *
     * @param nanoTime the monotonic clock
     * @param phases gives each job its place within its first interval
     */
    public static Schedule started(LongSupplier nanoTime, RandomGenerator phases) {
        ExecutorService runners = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("scrape-", 0).factory());
        Schedule schedule = new Schedule(nanoTime, phases, runners, runners);
        Thread.ofPlatform().name("scrape-schedule").daemon().start(schedule::waitAndRun);
        return schedule;
    }

    /** A schedule that runs what is due when {@link #runDue} is called. */
    Schedule(LongSupplier nanoTime, RandomGenerator phases, Executor runners) {
        this(nanoTime, phases, runners, null);
    }

    private Schedule(
            LongSupplier nanoTime, RandomGenerator phases, Executor runners, @Nullable ExecutorService ownRunners) {
        this.nanoTime = nanoTime;
        this.phases = phases;
        this.runners = runners;
        this.ownRunners = ownRunners;
    }

    /**
     * Adds a job. It runs for the first time at a random instant within one interval from now, and from then on once an interval.
     *
     * @param interval from one run to the next
     * @param name what it is called in the log
     */
    public ScheduledJob every(Duration interval, String name, Task task) {
        ScheduledJob.requireInterval(interval);
        lock.lock();
        try {
            long phaseNanos = (long) (phases.nextDouble() * interval.toNanos());
            ScheduledJob job =
                    new ScheduledJob(this, name, task, interval.toNanos(), nanoTime.getAsLong() + phaseNanos);
            waiting.add(job);
            changed.signal();
            return job;
        } finally {
            lock.unlock();
        }
    }

    /** Changes when a job is due: by what the change does to it, or for ever where it says so. */
    void move(ScheduledJob job, Move move) {
        lock.lock();
        try {
            waiting.remove(job);
            if (move.apply(nanoTime.getAsLong()) && !closed) {
                waiting.add(job);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** A change of a job that does not wait meanwhile; false where it is to wait no more. */
    @FunctionalInterface
    interface Move {
        boolean apply(long nowNanos);
    }

    private void waitAndRun() {
        lock.lock();
        try {
            while (!closed) {
                long nanos = runDue();
                if (nanos > 0) {
                    changed.awaitNanos(nanos);
                }
            }
        } catch (InterruptedException e) {
            // nobody else knows this thread: it ends with the process
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Begins what is due; returns the time until the next is, in nanoseconds. */
    long runDue() {
        lock.lock();
        try {
            while (!closed) {
                ScheduledJob next = waiting.peek();
                if (next == null) {
                    return IDLE_NANOS;
                }
                long nowNanos = nanoTime.getAsLong();
                long dueNanos = next.dueNanos();
                long untilNanos = dueNanos - nowNanos;
                if (untilNanos > 0) {
                    return untilNanos;
                }
                waiting.remove();
                boolean begins = next.passDue(nowNanos);
                waiting.add(next);
                if (begins) {
                    runners.execute(() -> next.run(nanoTime, dueNanos));
                }
            }
            return IDLE_NANOS;
        } finally {
            lock.unlock();
        }
    }

    /** Begins nothing more, and interrupts what runs. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
        if (ownRunners != null) {
            ownRunners.shutdownNow();
        }
    }
}

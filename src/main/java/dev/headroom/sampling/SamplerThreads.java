// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The two threads of one sampler: each waits for its own ticks, runs them, and replaces the other where that has died. */
final class SamplerThreads implements Lanes {
    private static final int LANES = 2;
    private static final long STOP_MILLIS = 1_000;

    private final String target;
    private final TickGrid grid;
    private final Timeline timeline;
    private final Waiter waiter;
    private final SamplerLog log;
    private final AtomicReferenceArray<@Nullable Lane> lanes = new AtomicReferenceArray<>(LANES);
    private final AtomicLong restarts = new AtomicLong();
    private volatile boolean stopped;

    SamplerThreads(String target, TickGrid grid, Timeline timeline, Waiter waiter, SamplerLog log) {
        this.target = target;
        this.grid = grid;
        this.timeline = timeline;
        this.waiter = waiter;
        this.log = log;
    }

    /** Starts both threads; to be called once. */
    void start(Ticks ticks) {
        for (int number = 0; number < LANES; number++) {
            Lane lane = new Lane(number, ticks);
            if (!lanes.compareAndSet(number, null, lane)) {
                throw new IllegalStateException("the sampler of " + target + " was started before: make a new one");
            }
        }
        ticks.open();
        for (int number = 0; number < LANES; number++) {
            startThread(lanes.get(number));
        }
    }

    /** Ends both threads and waits for them a little. */
    void stop() {
        stopped = true;
        for (int number = 0; number < LANES; number++) {
            Lane lane = lanes.get(number);
            if (lane != null) {
                lane.end();
            }
        }
    }

    /** How often a thread that had died was replaced. */
    long restarts() {
        return restarts.get();
    }

    @Override
    public boolean isOtherAlive(int number) {
        Lane other = lanes.get(1 - number);
        return other != null && !other.ended;
    }

    @Override
    public void replaceOther(int number) {
        Lane other = lanes.get(1 - number);
        if (other != null && !stopped) {
            Lane replacement = new Lane(other.number, other.ticks);
            lanes.set(other.number, replacement);
            startThread(replacement);
        }
    }

    private void reviveOther(int number) {
        if (!isOtherAlive(number) && !stopped) {
            restarts.incrementAndGet();
            log.threadReplaced();
            replaceOther(number);
        }
    }

    private void startThread(@Nullable Lane lane) {
        if (lane == null) {
            return;
        }
        try {
            lane.thread.start();
        } catch (OutOfMemoryError e) {
            // no thread can be had now: the other one asks again at each of its ticks
            lane.ended = true;
            log.threadNotStarted(e);
        }
    }

    /** One thread, with every second tick. */
    private final class Lane implements Runnable {
        private final int number;
        private final Ticks ticks;
        private final Thread thread;
        private volatile boolean ended;

        Lane(int number, Ticks ticks) {
            this.number = number;
            this.ticks = ticks;
            this.thread = Thread.ofPlatform()
                    .name("sampler-" + target + "-" + number)
                    .daemon()
                    .unstarted(this);
        }

        @Override
        public void run() {
            try {
                long index = firstFrom(grid.firstFrom(timeline.monotonicNanos()));
                while (await(grid.at(index)) && tick(index)) {
                    index = firstFrom(Math.max(index + 1, grid.firstFrom(timeline.monotonicNanos())));
                }
            } finally {
                ended = true;
            }
        }

        /** The first of this lane's ticks that is not before the given one. */
        private long firstFrom(long index) {
            return index % LANES == number ? index : index + 1;
        }

        private boolean await(long monotonicNanos) {
            long leftNanos = monotonicNanos - timeline.monotonicNanos();
            while (leftNanos > 0 && !stopped) {
                if (Thread.interrupted()) {
                    // nobody ends this thread so; with the flag set it would not wait, and closing files would take it
                    // for an order
                    log.interrupted();
                }
                waiter.park(leftNanos);
                leftNanos = monotonicNanos - timeline.monotonicNanos();
            }
            return !stopped;
        }

        private boolean tick(long index) {
            try {
                reviveOther(number);
                return ticks.tick(number, index);
            } catch (RuntimeException | Error e) {
                log.tickFailed(e);
                return true;
            }
        }

        private void end() {
            LockSupport.unpark(thread);
            try {
                thread.join(STOP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

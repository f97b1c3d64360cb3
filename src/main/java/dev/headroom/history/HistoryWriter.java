// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.history.PendingBursts.Batch;
import dev.headroom.sampling.SampleClip;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * The one thread that writes what waits, keeps the history within its limits and, where writing failed, tries again every few seconds
 * until it works. It never gives up and never needs a restart.
 */
final class HistoryWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);
    private static final int BATCH = 256;
    private static final Duration CLOSE = Duration.ofSeconds(4);
    private static final long TURN_NANOS = Duration.ofMinutes(1).toNanos();

    /** How many bursts and flight recordings may be written before their size is looked at: a megabyte or so. */
    private static final int TURN_RECORDS = 256;

    private static final long RETRY_NANOS = Duration.ofSeconds(2).toNanos();

    private final WriteAccess writing;
    private final PendingBursts pending;
    private final Retention retention;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Condition idle = lock.newCondition();
    private volatile boolean closing;

    /** Used by the thread alone. */
    private long turnAtNanos;

    /** Used by the thread alone. */
    private int writtenSinceTurn;

    private volatile long bytes;

    HistoryWriter(
            WriteAccess writing,
            PendingBursts pending,
            Retention retention,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.writing = writing;
        this.pending = pending;
        this.retention = retention;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.turnAtNanos = nanoTime.getAsLong();
        this.thread = Thread.ofPlatform().daemon().name("headroom-history").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Something waits. */
    void wake() {
        lock.lock();
        try {
            woken.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What the history took when it was last looked at, in bytes. */
    long bytes() {
        return bytes;
    }

    private void run() {
        boolean worked;
        do {
            worked = writePending();
            if (worked && nanoTime.getAsLong() - turnAtNanos >= 0) {
                keepWithinLimits();
            }
        } while (awaitWork(worked));
    }

    /** Waits until there is something to do, or after a failure for a while; false when this is the end. */
    private boolean awaitWork(boolean worked) {
        lock.lock();
        try {
            idle.signalAll();
            long left = worked ? turnAtNanos - nanoTime.getAsLong() : RETRY_NANOS;
            while (left > 0 && !closing && !(worked && hasWork())) {
                left = woken.awaitNanos(left);
            }
        } catch (InterruptedException ended) {
            closing = true; // nobody interrupts this thread but to end it
        } finally {
            lock.unlock();
        }
        return !closing || (worked && pending.size() > 0);
    }

    private boolean hasWork() {
        return pending.size() > 0 || !writing.isWorking();
    }

    private boolean writePending() {
        Batch batch = pending.next(BATCH);
        return batch.isEmpty() ? writing.isWorking() || writing.check() : write(batch);
    }

    private boolean write(Batch batch) {
        try {
            Instant now = clock.instant();
            int orphans = writing.write(sql -> {
                batch.bursts().forEach(burst -> BurstTable.save(sql, burst, now));
                int orphaned = 0;
                for (Map.Entry<String, SampleClip> clip : batch.clips().entrySet()) {
                    orphaned += BurstTable.saveClip(sql, clip.getKey(), clip.getValue()) ? 0 : 1;
                }
                return orphaned;
            });
            pending.written(batch, orphans);
            writtenSinceTurn += batch.size();
            if (writtenSinceTurn > TURN_RECORDS) {
                turnAtNanos = nanoTime.getAsLong();
            }
            return true;
        } catch (DataIntegrityViolationException | IllegalArgumentException refused) {
            return writeSingly(batch, refused);
        } catch (RuntimeException failure) {
            // counted, and logged the first time, on its way here
            LOG.debug("{} bursts and flight recordings wait", pending.size(), failure);
            return false;
        }
    }

    /** One that the database will never take must not hold up the others. */
    private boolean writeSingly(Batch batch, RuntimeException refused) {
        if (batch.size() > 1) {
            return batch.single().stream().allMatch(this::write);
        }
        pending.refused(batch);
        LOG.error("given up, because the history refuses it: {}", batch, refused);
        return true;
    }

    private void keepWithinLimits() {
        try {
            bytes = writing.use(retention::turn);
        } catch (RuntimeException failure) {
            LOG.warn("the history could not be kept within its limits; tried again in a minute", failure);
        }
        writtenSinceTurn = 0;
        turnAtNanos = nanoTime.getAsLong() + TURN_NANOS;
    }

    /**
     * Waits until nothing waits to be written.
     *
     * @return false when something still did after this time
     */
    boolean flush(Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            woken.signal();
            while (pending.size() > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return pending.size() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what waits, unless that fails, and ends the thread; after 4 s at the latest. */
    @Override
    public void close() {
        closing = true;
        wake();
        try {
            if (thread.isAlive()) {
                thread.join(CLOSE);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (pending.size() > 0) {
            LOG.error("{} bursts and flight recordings were not written before the end", pending.size());
        }
    }
}

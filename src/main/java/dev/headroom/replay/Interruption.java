// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a command end properly when the user interrupts it: it is told, and given some seconds to print what it has. Thread safe.
 */
final class Interruption implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread worker;
    private volatile boolean requested;

    /** Nothing interrupts yet; {@link #request()} does. */
    Interruption(Thread worker) {
        this.worker = worker;
    }

    /** Follows SIGINT and SIGTERM until it is closed, on behalf of the calling thread. */
    static Interruption ofProcess() {
        Interruption interruption = new Interruption(Thread.currentThread());
        Runtime.getRuntime().addShutdownHook(new Thread(interruption::stopAndWait, "interruption"));
        return interruption;
    }

    /** True once the user has asked to stop. */
    boolean requested() {
        return requested;
    }

    /** Asks to stop: a blocking read of the command's thread ends at once. */
    void request() {
        requested = true;
        worker.interrupt();
    }

    private void stopAndWait() {
        if (finished.getCount() == 0) {
            return; // the command ended by itself: this is its exit
        }
        request();
        try {
            // the virtual machine is gone as soon as this returns, so it must not before all is printed
            boolean inTime = finished.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                worker.interrupt();
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    /** The command has printed all it will. */
    @Override
    public void close() {
        finished.countDown();
    }
}

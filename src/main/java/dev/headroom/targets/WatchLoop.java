// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one server at its pace, each thing on a virtual thread of its own. Where in the interval it asks depends on the server's address:
 * a hundred servers are not all asked at once, and one server is asked at even intervals.
 */
final class WatchLoop {
    private static final Logger LOG = LoggerFactory.getLogger(WatchLoop.class);
    /** The pace may change meanwhile. */
    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    private final TargetWatch watch;
    private final LongSupplier monotonic;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    WatchLoop(TargetWatch watch, LongSupplier monotonic) {
        this.watch = watch;
        this.monotonic = monotonic;
    }

    void start() {
        for (Ask ask : watch.asks()) {
            threads.add(Thread.ofVirtual()
                    .name("watch-" + watch.settings().name() + "-" + ask.id())
                    .start(() -> run(ask)));
        }
    }

    /** Looks at the pace at once. */
    void wake() {
        threads.forEach(LockSupport::unpark);
    }

    void stop() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }

    private void run(Ask ask) {
        long intervalNanos = watch.interval(ask).toNanos();
        long spread = Math.floorMod((watch.settings().endpoint().origin() + ask.id()).hashCode(), 1_000);
        long lastNanos =
                monotonic.getAsLong() - intervalNanos + Math.min(intervalNanos, LONGEST_WAIT_NANOS) * spread / 1_000;
        try {
            while (!stopped) {
                long nowNanos = monotonic.getAsLong();
                intervalNanos = watch.interval(ask).toNanos();
                long waitNanos = lastNanos + intervalNanos - nowNanos;
                if (waitNanos > 0) {
                    LockSupport.parkNanos(Math.min(waitNanos, LONGEST_WAIT_NANOS));
                } else {
                    // what is late is not made up for
                    lastNanos = waitNanos > -intervalNanos ? lastNanos + intervalNanos : nowNanos;
                    ask(ask);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(Ask ask) throws InterruptedException {
        try {
            watch.ask(ask);
        } catch (RuntimeException e) {
            LOG.error(
                    "Asking {} for {} failed; it is asked on", watch.settings().name(), ask.id(), e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;

/** The one thread on which all decisions about the cluster are made, and its clocks: what runs on it needs no locks. */
interface EventLoop extends Executor {
    /** Runs something on the loop after a while. */
    Timer after(Duration delay, Runnable task);

    /** Monotonic nanoseconds. */
    long nanoTime();

    /** The time of day. */
    Instant now();

    /** A task that has not run yet. */
    interface Timer {
        /** Keeps it from running. */
        void cancel();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/** Lets time pass for the calling thread. */
@FunctionalInterface
interface Waiter {
    /** Waits for at most about this long; may return earlier, as {@link java.util.concurrent.locks.LockSupport#parkNanos} does. */
    void park(long nanos);
}

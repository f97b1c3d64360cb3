// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/** The two threads that take alternate ticks, as one of them sees the other. */
interface Lanes {
    /** True unless the other thread has died. */
    boolean isOtherAlive(int lane);

    /** Starts a new thread for the other lane: its thread hangs, or has died. */
    void replaceOther(int lane);
}

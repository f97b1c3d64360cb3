// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.InterruptedIOException;

/** Decides when what a recording has read at one time is handed on, and under which lock. Called on the reading thread. */
@FunctionalInterface
public interface RecordingPace {
    /** As quickly as it can be read, without a lock. */
    RecordingPace AT_ONCE = (timeNanos, push) -> push.run();

    /**
     * A time of the recording has come.
     *
     * @param timeNanos nanoseconds since the epoch, later at each call
     * @param push hands on all readings of that time; run before this returns, or not at all
     * @throws InterruptedIOException when the reading is to end here
     */
    void at(long timeNanos, Runnable push) throws InterruptedIOException;
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Counts what work allocates on the thread that does it, once it runs steadily.
 *
 * <p>The JVM itself allocates on that thread now and then, when it compiles or links what has run for a while: a few hundred bytes, once.
 * Work that allocates does so in every round. So the round with the least tells which of the two it is.
 */
public final class AllocatedBytes {
    private static final int ROUNDS = 5;

    private AllocatedBytes() {}

    /** Work that may fail. */
    @FunctionalInterface
    public interface Work {
        void run() throws Exception;
    }

    /** Bytes allocated in that of five rounds of the work in which fewest were. */
    public static long ofTheSteadiestRound(Work work) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            work.run();
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }
}

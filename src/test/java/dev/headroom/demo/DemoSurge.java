// SPDX-License-Identifier: Apache-2.0
package dev.headroom.demo;

/**
 * A stretch of time in which one host of the demo is at a limit.
 *
 * @param startTick when it begins, in ticks of 10 ms since the recording's start
 * @param endTick when it is over
 * @param cpuFull true when all CPUs are busy
 * @param linkFull true when the link sends as much as it can
 * @param retransmitsPerSecond TCP segments sent again meanwhile
 */
record DemoSurge(long startTick, long endTick, boolean cpuFull, boolean linkFull, double retransmitsPerSecond) {
    /** All CPUs busy from this second of the recording on, for so long. */
    static DemoSurge cpu(double startSeconds, double seconds) {
        return new DemoSurge(tick(startSeconds), tick(startSeconds + seconds), true, false, 0);
    }

    /** The link full from this second of the recording on, for so long, with so many segments lost. */
    static DemoSurge link(double startSeconds, double seconds, double retransmitsPerSecond) {
        return new DemoSurge(tick(startSeconds), tick(startSeconds + seconds), false, true, retransmitsPerSecond);
    }

    boolean covers(long tick) {
        return startTick <= tick && tick < endTick;
    }

    /** True where it is read ten times a second, because it happens, is about to, or just has. */
    boolean closelyWatched(long tick) {
        return startTick - tick(6) <= tick && tick < endTick + tick(4);
    }

    private static long tick(double seconds) {
        return Math.round(seconds * DemoHost.TICKS_PER_SECOND);
    }
}

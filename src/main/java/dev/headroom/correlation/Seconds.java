// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.detection.Burst;
import java.time.Instant;

/**
 * Times as seconds since the epoch: what the methods here calculate with. A double holds the times of this century to a fraction of a
 * microsecond, and the years to 9999, which nanoseconds in a long do not reach.
 */
final class Seconds {
    private Seconds() {}

    static double of(Instant time) {
        return time.getEpochSecond() + time.getNano() / 1e9;
    }

    static Instant instant(double seconds) {
        double whole = Math.floor(seconds);
        return Instant.ofEpochSecond((long) whole, Math.round((seconds - whole) * 1e9));
    }

    static double onset(Burst burst) {
        return burst.startNanos() / 1e9;
    }
}

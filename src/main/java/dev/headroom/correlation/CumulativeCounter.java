// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * A counter of a target that only rises: CPU-seconds used, bytes sent, segments retransmitted. What it rose by between two times
 * holds every spike in between, however short.
 */
@FunctionalInterface
public interface CumulativeCounter {
    /** What it rose by between two times, in the counter's unit; empty where it was not read around both, or fell in between. */
    OptionalDouble increase(Instant from, Instant to);
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.time.Instant;

/**
 * The time that was watched: the time in which a burst would have been seen, had there been one.
 *
 * @param from the first reading
 * @param to the last one, not before the first
 */
public record Window(Instant from, Instant to) {
    public Window {
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("a window ends at or after its start, not from " + from + " to " + to);
        }
    }

    /** Its length in seconds. */
    double seconds() {
        return Seconds.of(to) - Seconds.of(from);
    }

    /** True when the two times and what lies between them touch this window. */
    boolean touches(double startSeconds, double endSeconds) {
        return endSeconds >= Seconds.of(from) && startSeconds <= Seconds.of(to);
    }
}

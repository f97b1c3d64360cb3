// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import java.time.Duration;
import java.time.Instant;

/** What an API server sends in all, by its own counters, from one page to the next. Not thread safe. */
final class Egress {
    private Instant previous = Instant.MAX;
    private double previousBytes;
    private double bytesPerSecond;

    /**
     * Takes a counter's value.
     *
     * @param sameServer false where the counter may have begun anew
     */
    void observe(double sentBytes, Instant now, boolean sameServer) {
        if (sameServer && now.isAfter(previous) && sentBytes >= previousBytes) {
            bytesPerSecond = (sentBytes - previousBytes)
                    / (Duration.between(previous, now).toNanos() / 1e9);
        }
        previous = now;
        previousBytes = sentBytes;
    }

    /** The rate between the last two pages; 0 before there are two. */
    double bytesPerSecond() {
        return bytesPerSecond;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where and how much the flight recorder keeps.
 *
 * @param directory its own; made where there is none
 * @param maxBytes what all its files may take together, {@value #LEAST_BYTES} or more
 * @param samplingInterval the time between two samples of the fastest signal
 */
public record FlightSettings(Path directory, long maxBytes, Duration samplingInterval) {
    /** Below this not even the files being written have room. */
    public static final long LEAST_BYTES = 1 << 20;

    /** How much recorded time is kept at full resolution, where the bytes allow. */
    public static final Duration SAMPLES_KEPT = Duration.ofHours(24);

    /** How much is kept by the second. */
    public static final Duration SECONDS_KEPT = Duration.ofDays(7);

    /** How much is kept by the minute. */
    public static final Duration MINUTES_KEPT = Duration.ofDays(366);

    /** For how long samples wait in memory for a disk that does not answer. */
    private static final Duration WAITING = Duration.ofSeconds(20);

    private static final int FEWEST_WAITING = 64;
    private static final int MOST_WAITING = 4096;
    private static final int SEGMENTS = 64;

    public FlightSettings {
        if (maxBytes < LEAST_BYTES || samplingInterval.isNegative() || samplingInterval.isZero()) {
            throw new IllegalArgumentException("a flight recorder has " + LEAST_BYTES
                    + " bytes or more and an interval above 0, not " + maxBytes + " and " + samplingInterval);
        }
    }

    /** How many samples of a signal wait in memory at most: a power of two. */
    int samplesWaiting() {
        long waiting = Math.clamp(WAITING.dividedBy(samplingInterval), FEWEST_WAITING, MOST_WAITING);
        return Integer.highestOneBit((int) waiting * 2 - 1);
    }

    /** How long one file gets at most, about: what is dropped at a time to make room. */
    long segmentBytes() {
        return maxBytes / SEGMENTS;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import java.time.Duration;

/** How finely time is kept, and for how long. From the finest to the coarsest. */
enum Resolution {
    /** The samples themselves. */
    SAMPLES("samples", Duration.ZERO, FlightSettings.SAMPLES_KEPT, Duration.ofHours(1)),
    SECONDS("seconds", Duration.ofSeconds(1), FlightSettings.SECONDS_KEPT, Duration.ofHours(12)),
    MINUTES("minutes", Duration.ofMinutes(1), FlightSettings.MINUTES_KEPT, Duration.ofDays(14));

    private final String directory;
    private final Duration row;
    private final Duration kept;
    private final Duration segmentLength;

    Resolution(String directory, Duration row, Duration kept, Duration segmentLength) {
        this.directory = directory;
        this.row = row;
        this.kept = kept;
        this.segmentLength = segmentLength;
    }

    /** Where it is kept, below the directory of all of them. */
    String directory() {
        return directory;
    }

    /** The length of a row in nanoseconds; 0 where samples are kept as they are. */
    long rowNanos() {
        return row.toNanos();
    }

    /** The length of a row in seconds: what its blocks say they are of. */
    int rowSeconds() {
        return (int) row.toSeconds();
    }

    /** How much recorded time is kept, at least, where the size allows. */
    Duration kept() {
        return kept;
    }

    /** How much time one file holds. */
    Duration segmentLength() {
        return segmentLength;
    }
}

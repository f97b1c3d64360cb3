// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static dev.headroom.BadConfiguration.require;

import dev.headroom.history.flight.FlightSettings;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The flight recorder: the samples of every signal, on disk.
 *
 * @param enabled Whether the samples of every signal are recorded, in the directory flight below headroom.history.directory. On, because what nobody thought of looking at is what is asked for afterwards.
 * @param maxSize How much the recorded samples may take on their disk, 1MB to 1TB; what has room is kept for 24 h at full resolution, for 7 days by the second and for a year by the minute, and full resolution leaves first. 1GB holds all of that for some seventy signals at 10 Hz.
 */
public record FlightProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("1GB") DataSize maxSize) {
    private static final DataSize LARGEST = DataSize.ofTerabytes(1);

    public FlightProperties {
        require(
                maxSize.toBytes() >= FlightSettings.LEAST_BYTES && maxSize.compareTo(LARGEST) <= 0,
                "headroom.history.flight.max-size",
                maxSize);
    }
}

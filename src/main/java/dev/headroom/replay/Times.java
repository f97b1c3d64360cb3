// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes instants in UTC as briefly as a recording allows: without the day where it has only one.
 *
 * @param oneDay true when all of the recording lies in one day
 */
record Times(boolean oneDay) {
    private static final String DAY = "uuuu-MM-dd ";
    private static final DateTimeFormatter FULL = format(DAY + "HH:mm:ss");
    private static final DateTimeFormatter TIME = format("HH:mm:ss");
    private static final DateTimeFormatter FULL_TENTHS = format(DAY + "HH:mm:ss.S");
    private static final DateTimeFormatter TIME_TENTHS = format("HH:mm:ss.S");

    static Times of(ReplayResult result) {
        Instant from = result.from();
        Instant to = result.to();
        return new Times(from != null
                && to != null
                && from.atOffset(ZoneOffset.UTC)
                        .toLocalDate()
                        .equals(to.atOffset(ZoneOffset.UTC).toLocalDate()));
    }

    /** Day and time: {@code 2024-05-28 12:10:00}. */
    String full(Instant instant) {
        return FULL.format(instant);
    }

    /** The time: {@code 12:10:00}, with the day where that is not clear. */
    String moment(Instant instant) {
        return (oneDay ? TIME : FULL).format(instant);
    }

    /** The time to a tenth of a second: {@code 12:10:00.0}, with the day where that is not clear. */
    String momentWithTenths(Instant instant) {
        return (oneDay ? TIME_TENTHS : FULL_TENTHS).format(instant);
    }

    private static DateTimeFormatter format(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC);
    }
}

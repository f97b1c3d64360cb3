// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Instants as text that a person can read and whose order is the order of time: {@code 2024-05-28T09:00:00.000000000Z}. */
final class SortableTime {
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private SortableTime() {}

    /** @throws IllegalArgumentException outside of the years 0 to 9999, where the text would be longer */
    static String text(Instant time) {
        if (time.isBefore(FIRST) || time.isAfter(LAST)) {
            throw new IllegalArgumentException("a time in the history lies in the years 0 to 9999, not at " + time);
        }
        return FORM.format(time);
    }

    static @Nullable String textOrNull(@Nullable Instant time) {
        return time == null ? null : text(time);
    }

    static Instant instant(String text) {
        return Instant.parse(text);
    }

    static @Nullable Instant instantOrNull(@Nullable String text) {
        return text == null ? null : instant(text);
    }
}

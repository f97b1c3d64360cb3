// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long a server wants to be left alone (Retry-After of RFC 9110, section 10.2.3, in seconds or as a date). No longer than five
 * minutes, so that no answer silences its target. Thread safe.
 */
final class Pause {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** What a 429 without a Retry-After is taken to mean. */
    private static final Duration UNSAID = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private final InstantSource wall;
    private long untilNanos;
    private boolean paused;

    Pause(LongSupplier nanoTime, InstantSource wall) {
        this.nanoTime = nanoTime;
        this.wall = wall;
    }

    /** What is left of the pause; null where there is none. */
    synchronized @Nullable Duration left() {
        long leftNanos = untilNanos - nanoTime.getAsLong();
        if (!paused || leftNanos <= 0) {
            paused = false;
            return null;
        }
        return Duration.ofNanos(leftNanos);
    }

    /**
     * Begins a pause.
     *
     * @param retryAfter the header, null where there was none
     * @return how long it is
     */
    synchronized Duration begin(@Nullable String retryAfter) {
        Duration asked = retryAfter == null ? UNSAID : read(retryAfter.strip());
        Duration length = asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
        untilNanos = nanoTime.getAsLong() + length.toNanos();
        paused = true;
        return length;
    }

    private Duration read(String retryAfter) {
        try {
            if (retryAfter.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return retryAfter.length() > 6 ? LONGEST : Duration.ofSeconds(Long.parseLong(retryAfter));
            }
            Instant date = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration until = Duration.between(wall.instant(), date);
            return until.isNegative() ? Duration.ZERO : until;
        } catch (DateTimeException | NumberFormatException e) {
            return UNSAID;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Reads the instants that requests name: ISO-8601, or a number of seconds or milliseconds since the epoch. */
final class RequestTime {
    static final String ACCEPTED =
            "an ISO-8601 instant (2024-05-28T09:00:00Z, any offset; without one UTC), or seconds or"
                    + " milliseconds since the epoch, between the years 1970 and 9999";

    private static final Pattern EPOCH = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");
    private static final BigDecimal MILLIS_PER_SECOND = BigDecimal.valueOf(1_000);
    /** From here on a number counts milliseconds: as seconds it would lie beyond the year 5138, as milliseconds it is in 1973. */
    private static final BigDecimal FIRST_MILLIS = BigDecimal.valueOf(100_000_000_000L);

    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private RequestTime() {}

    /**
     * The instant that a parameter names.
     *
     * @throws InvalidParameterException when it names none
     */
    static Instant parse(String parameter, String text) {
        try {
            Instant instant = EPOCH.matcher(text).matches() ? epoch(text) : iso(text);
            if (!instant.isBefore(Instant.EPOCH) && instant.isBefore(END)) {
                return instant;
            }
        } catch (DateTimeException notADate) {
            throw (InvalidParameterException) invalid(parameter, text).initCause(notADate);
        }
        throw invalid(parameter, text);
    }

    /** Nanoseconds since the epoch; the last there are where an instant lies beyond. */
    static long nanos(Instant instant) {
        return instant.getEpochSecond() >= TimeUnit.NANOSECONDS.toSeconds(Long.MAX_VALUE)
                ? Long.MAX_VALUE
                : TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /** True when there is time between two instants that 64 bits of nanoseconds hold: none is after 2262. */
    static boolean ordered(Instant from, Instant to) {
        return nanos(from) < nanos(to);
    }

    private static InvalidParameterException invalid(String parameter, String text) {
        return InvalidParameterException.value(
                parameter, text, ACCEPTED, "Send for example " + parameter + "=2024-05-28T09:00:00Z.");
    }

    private static Instant epoch(String text) {
        BigDecimal number = new BigDecimal(text);
        BigDecimal seconds =
                number.compareTo(FIRST_MILLIS) < 0 ? number : number.divide(MILLIS_PER_SECOND, 9, RoundingMode.DOWN);
        BigDecimal whole = seconds.setScale(0, RoundingMode.DOWN);
        long nanos = seconds.subtract(whole).movePointRight(9).longValue();
        return Instant.ofEpochSecond(whole.longValueExact(), nanos);
    }

    private static Instant iso(String text) {
        // a plus sign that was not percent-encoded arrives as a space
        TemporalAccessor time = DateTimeFormatter.ISO_DATE_TIME.parseBest(
                text.indexOf('T') < 0 ? text + "T00:00:00Z" : text.replace(' ', '+'),
                OffsetDateTime::from,
                LocalDateTime::from);
        return time instanceof OffsetDateTime exact
                ? exact.toInstant()
                : LocalDateTime.from(time).toInstant(ZoneOffset.UTC);
    }
}

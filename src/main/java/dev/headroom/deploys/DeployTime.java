// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Locale;

/** Reads the times that sources of deploys write. */
public final class DeployTime {
    private static final Instant FIRST_TIME = Instant.EPOCH;
    private static final Instant TIME_LIMIT = Instant.parse("+10000-01-01T00:00:00Z");

    /** Any of the ways ISO 8601 writes an offset: Z, +08:00, +0800, +08. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private DeployTime() {}

    /**
     * The instant a field names in ISO 8601, with its offset.
     *
     * @throws InvalidDeployException when it names none of the years 1970 to 9999
     */
    public static Instant parse(String field, String text) throws InvalidDeployException {
        Instant time;
        try {
            time = OffsetDateTime.parse(text, TIME).toInstant();
        } catch (DateTimeException e) {
            throw InvalidDeployException.field(
                    field,
                    field + " is '" + InvalidDeployException.shown(text)
                            + "'; expected a time of ISO 8601 with its offset, for example 2024-05-28T12:23:11Z or"
                            + " 2024-05-28T14:23:11+02:00");
        }
        return known(field, text, time);
    }

    /**
     * The instant a field names as milliseconds since the epoch.
     *
     * @throws InvalidDeployException when it lies outside of the years 1970 to 9999
     */
    public static Instant ofEpochMillis(String field, long millis) throws InvalidDeployException {
        return known(field, Long.toString(millis), Instant.ofEpochMilli(millis));
    }

    private static Instant known(String field, String text, Instant time) throws InvalidDeployException {
        if (time.isBefore(FIRST_TIME) || !time.isBefore(TIME_LIMIT)) {
            throw InvalidDeployException.field(
                    field,
                    field + " is '" + InvalidDeployException.shown(text)
                            + "'; expected a time in the years 1970 to 9999");
        }
        return time;
    }
}

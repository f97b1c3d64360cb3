// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads one canonical record, a JSON object. It needs {@code source}, {@code externalId}, {@code phase} and {@code startedAt}; null
 * stands for a field left out, and fields it does not know are ignored, so that a source may tell more than is used.
 */
final class DeployJson {
    private static final int MAX_DEPTH = 64;
    private static final Instant FIRST_TIME = Instant.EPOCH;
    private static final Instant TIME_LIMIT = Instant.parse("+10000-01-01T00:00:00Z");

    /** Any of the ways ISO 8601 writes an offset: Z, +08:00, +0800, +08. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(DeployLines.MAX_LINE_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode record;

    private DeployJson(JsonNode record) {
        this.record = record;
    }

    /**
     * Reads one record.
     *
     * @throws InvalidRecordException when it is no JSON object, lacks a field, or a field says what it cannot
     */
    static DeployReport parse(String json) throws InvalidRecordException {
        JsonNode record;
        try {
            record = MAPPER.readTree(json);
        } catch (JacksonException e) {
            throw new InvalidRecordException("broken JSON: " + e.getOriginalMessage()
                    + "; expected one JSON object with source, externalId, phase and startedAt");
        }
        if (!record.isObject()) {
            throw new InvalidRecordException(
                    "expected a JSON object with source, externalId, phase and startedAt, found " + shortened(record));
        }
        return new DeployJson(record).report();
    }

    private DeployReport report() throws InvalidRecordException {
        Instant startedAt = required("startedAt", time("startedAt"));
        Instant finishedAt = time("finishedAt");
        if (finishedAt != null && finishedAt.isBefore(startedAt)) {
            throw new InvalidRecordException("finishedAt " + finishedAt + " is before startedAt " + startedAt
                    + "; expected a deploy to end after it began (check the offsets of both)");
        }
        return new DeployReport(
                required("source", text("source")),
                required("externalId", text("externalId")),
                text("cluster"),
                text("namespace"),
                text("kind"),
                text("name"),
                text("app"),
                text("revision"),
                text("actor"),
                phase(),
                startedAt,
                finishedAt,
                size(),
                text("parent"),
                clockUncertaintySeconds());
    }

    private static <T> T required(String field, @Nullable T value) throws InvalidRecordException {
        if (value == null) {
            throw new InvalidRecordException(
                    field + " is missing; expected at least source, externalId, phase and startedAt");
        }
        return value;
    }

    private @Nullable JsonNode told(String field) {
        JsonNode value = record.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private @Nullable String text(String field) throws InvalidRecordException {
        JsonNode value = told(field);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw unexpected(field, "a text in quotes", value);
        }
        return value.stringValue().isEmpty() ? null : value.stringValue();
    }

    private Deploy.Phase phase() throws InvalidRecordException {
        String id = required("phase", text("phase"));
        for (Deploy.Phase phase : Deploy.Phase.values()) {
            if (phase.id().equals(id)) {
                return phase;
            }
        }
        throw new InvalidRecordException("phase is '" + id + "'; expected one of "
                + Arrays.stream(Deploy.Phase.values()).map(Deploy.Phase::id).collect(Collectors.joining(", ")));
    }

    private @Nullable Instant time(String field) throws InvalidRecordException {
        String text = text(field);
        if (text == null) {
            return null;
        }
        Instant time;
        try {
            time = OffsetDateTime.parse(text, TIME).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidRecordException(field + " is '" + text
                    + "'; expected a time of ISO 8601 with its offset, for example 2024-05-28T12:23:11Z or"
                    + " 2024-05-28T14:23:11+02:00");
        }
        if (time.isBefore(FIRST_TIME) || !time.isBefore(TIME_LIMIT)) {
            throw new InvalidRecordException(field + " is '" + text + "'; expected a time in the years 1970 to 9999");
        }
        return time;
    }

    private @Nullable Integer size() throws InvalidRecordException {
        JsonNode value = told("size");
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw unexpected("size", "a number of pods, whole and 0 or more", value);
        }
        return value.intValue();
    }

    private @Nullable Double clockUncertaintySeconds() throws InvalidRecordException {
        JsonNode value = told("clockUncertainty");
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue()) || value.doubleValue() < 0) {
            throw unexpected("clockUncertainty", "a number of seconds, 0 or more", value);
        }
        return value.doubleValue();
    }

    private static InvalidRecordException unexpected(String field, String expected, JsonNode found) {
        return new InvalidRecordException(field + " is " + shortened(found) + "; expected " + expected);
    }

    private static String shortened(JsonNode value) {
        String json = value.toString();
        return json.length() <= 80 ? json : json.substring(0, 80) + "...";
    }

    /** A record that is none; the message says what was found and what was expected. */
    static final class InvalidRecordException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String problem;

        InvalidRecordException(String problem) {
            super(problem);
            this.problem = problem;
        }

        /** What was found and what was expected. */
        String problem() {
            return problem;
        }
    }
}

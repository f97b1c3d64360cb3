// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads one canonical record, a JSON object. It needs {@code source}, {@code externalId}, {@code phase} and {@code startedAt}; null
 * stands for a field left out, and fields it does not know are ignored, so that a source may tell more than is used.
 */
final class DeployJson {
    private final JsonNode record;

    private DeployJson(JsonNode record) {
        this.record = record;
    }

    /**
     * Reads one record.
     *
     * @throws InvalidDeployException when it is no JSON object, lacks a field, or a field says what it cannot
     */
    static DeployReport parse(String json) throws InvalidDeployException {
        return of(BoundedJson.read(json));
    }

    /**
     * Takes one record that was read.
     *
     * @throws InvalidDeployException when it is no object, lacks a field, or a field says what it cannot
     */
    static DeployReport of(JsonNode record) throws InvalidDeployException {
        if (!record.isObject()) {
            throw InvalidDeployException.unreadable(
                    "expected a JSON object with source, externalId, phase and startedAt, found " + shortened(record));
        }
        return new DeployJson(record).report();
    }

    private DeployReport report() throws InvalidDeployException {
        Instant startedAt = required("startedAt", time("startedAt"));
        Instant finishedAt = time("finishedAt");
        if (finishedAt != null && finishedAt.isBefore(startedAt)) {
            throw InvalidDeployException.field(
                    "finishedAt",
                    "finishedAt " + finishedAt + " is before startedAt " + startedAt
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

    private static <T> T required(String field, @Nullable T value) throws InvalidDeployException {
        if (value == null) {
            throw InvalidDeployException.field(
                    field, field + " is missing; expected at least source, externalId, phase and startedAt");
        }
        return value;
    }

    private @Nullable JsonNode told(String field) {
        JsonNode value = record.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private @Nullable String text(String field) throws InvalidDeployException {
        JsonNode value = told(field);
        if (value == null) {
            return null;
        }
        if (!value.isString()) {
            throw unexpected(field, "a text in quotes", value);
        }
        return value.stringValue().isEmpty() ? null : value.stringValue();
    }

    private Deploy.Phase phase() throws InvalidDeployException {
        String id = required("phase", text("phase"));
        for (Deploy.Phase phase : Deploy.Phase.values()) {
            if (phase.id().equals(id)) {
                return phase;
            }
        }
        throw InvalidDeployException.field(
                "phase",
                "phase is '" + InvalidDeployException.shown(id) + "'; expected one of "
                        + Arrays.stream(Deploy.Phase.values())
                                .map(Deploy.Phase::id)
                                .collect(Collectors.joining(", ")));
    }

    private @Nullable Instant time(String field) throws InvalidDeployException {
        String text = text(field);
        return text == null ? null : DeployTime.parse(field, text);
    }

    private @Nullable Integer size() throws InvalidDeployException {
        JsonNode value = told("size");
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
            throw unexpected("size", "a number of pods, whole and 0 or more", value);
        }
        return value.intValue();
    }

    private @Nullable Double clockUncertaintySeconds() throws InvalidDeployException {
        JsonNode value = told("clockUncertainty");
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || !Double.isFinite(value.doubleValue()) || value.doubleValue() < 0) {
            throw unexpected("clockUncertainty", "a number of seconds, 0 or more", value);
        }
        return value.doubleValue();
    }

    private static InvalidDeployException unexpected(String field, String expected, JsonNode found) {
        return InvalidDeployException.field(field, field + " is " + shortened(found) + "; expected " + expected);
    }

    private static String shortened(JsonNode value) {
        return InvalidDeployException.shown(value.toString());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.deploys.BoundedJson;
import dev.headroom.deploys.DeployTime;
import dev.headroom.deploys.InvalidDeployException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A JSON object somebody else wrote, whose fields are asked for by name. What is wrong with one is told with its whole path. */
final class Payload {
    private final JsonNode node;
    private final String path;

    private Payload(JsonNode node, String path) {
        this.node = node;
        this.path = path;
    }

    static Payload read(byte[] body) throws InvalidDeployException {
        Payload payload = new Payload(BoundedJson.read(body), "");
        if (!payload.node.isObject() && !payload.node.isArray()) {
            throw InvalidDeployException.unreadable(
                    "expected a JSON object, found " + InvalidDeployException.shown(payload.node.toString()));
        }
        return payload;
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** The object inside; one without any field where there is none. */
    Payload child(String name) {
        return new Payload(node.path(name), path(name));
    }

    /** Itself, or its elements where it is an array. */
    List<Payload> elements() {
        if (!node.isArray()) {
            return List.of(this);
        }
        List<Payload> elements = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            elements.add(new Payload(node.path(i), path + "[" + i + "]"));
        }
        return elements;
    }

    List<String> names() {
        return List.copyOf(node.propertyNames());
    }

    /** The text of a field, also of a number; null where it is missing, null or empty. */
    @Nullable
    String text(String name) throws InvalidDeployException {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isString() || value.isIntegralNumber()) {
            return value.asString().isEmpty() ? null : value.asString();
        }
        throw unexpected(name, "a text or a whole number", value);
    }

    String required(String name) throws InvalidDeployException {
        String text = text(name);
        if (text == null) {
            throw InvalidDeployException.field(
                    path(name), path(name) + " is missing; the event cannot be told without it");
        }
        return text;
    }

    /** The strings of an array; none where it is missing. */
    List<String> texts(String name) throws InvalidDeployException {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : node.path(name)) {
            if (!value.isString()) {
                throw unexpected(name, "an array of texts", value);
            }
            texts.add(value.stringValue());
        }
        return texts;
    }

    Instant time(String name) throws InvalidDeployException {
        return DeployTime.parse(path(name), required(name));
    }

    @Nullable
    Instant optionalTime(String name) throws InvalidDeployException {
        return text(name) == null ? null : time(name);
    }

    /** A number of milliseconds since the epoch, as a number or a text; null where it is missing or 0. */
    @Nullable
    Instant epochMillis(String name) throws InvalidDeployException {
        String text = text(name);
        if (text == null || text.equals("0")) {
            return null;
        }
        if (!text.matches("\\d{1,15}")) {
            throw unexpected(name, "milliseconds since the epoch", node.path(name));
        }
        return DeployTime.ofEpochMillis(path(name), Long.parseLong(text));
    }

    String path(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private InvalidDeployException unexpected(String name, String expected, JsonNode found) {
        return InvalidDeployException.field(
                path(name),
                path(name) + " is " + InvalidDeployException.shown(found.toString()) + "; expected " + expected);
    }
}

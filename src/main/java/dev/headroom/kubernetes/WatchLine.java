// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One line of a watch.
 *
 * @param object the object it is about: of whatever form was asked for
 */
record WatchLine(Type type, JsonNode object) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String INITIAL_EVENTS_END = "k8s.io/initial-events-end";

    enum Type {
        ADDED,
        MODIFIED,
        DELETED,
        BOOKMARK,
        ERROR,
        /** A kind of line that this version does not know. */
        OTHER
    }

    /** Reads a line; null when it is no JSON object. */
    static @Nullable WatchLine read(byte[] line) {
        JsonNode event = json(line);
        if (event == null || !event.path("object").isObject()) {
            return null;
        }
        return new WatchLine(type(event.path("type").stringValue("")), event.path("object"));
    }

    /** Reads any JSON; null when it is none. */
    static @Nullable JsonNode json(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException notJson) {
            return null;
        }
    }

    private static Type type(String name) {
        for (Type type : Type.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return Type.OTHER;
    }

    /** Up to which version all is known once this line is. */
    String resourceVersion() {
        return object.path("metadata").path("resourceVersion").stringValue("");
    }

    /** True for the bookmark after which a streaming list has told all there was at its beginning. */
    boolean endsInitialEvents() {
        return type == Type.BOOKMARK
                && object.path("metadata")
                        .path("annotations")
                        .path(INITIAL_EVENTS_END)
                        .stringValue("")
                        .equals("true");
    }

    /** The HTTP status an error stands for. */
    int errorCode() {
        return object.path("code").asInt(0);
    }

    /** What an error says. */
    String errorMessage() {
        return object.path("message").stringValue("no message");
    }
}

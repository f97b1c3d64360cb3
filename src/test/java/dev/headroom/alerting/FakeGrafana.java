// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Does what Grafana's documentation says of {@code /api/annotations}: POST makes one and answers with its id, GET finds those that have all
 * of the tags, PATCH changes the fields it is given. All with a service account's token. It is not Grafana.
 */
public final class FakeGrafana extends FakeServer {
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<Long, ObjectNode> annotations = new LinkedHashMap<>();
    private volatile @Nullable String token;
    private long lastId = 41;

    public FakeGrafana() throws IOException {}

    /** From now on this token is the only one. */
    public void token(String only) {
        token = only;
    }

    @Override
    protected synchronized Answer answer(Request request) {
        if (token != null && !("Bearer " + token).equals(request.authorization())) {
            return new Answer(401, "{\"message\":\"Invalid API key\"}");
        }
        String path = request.pathAndQuery().replaceFirst("\\?.*", "");
        return switch (request.method() + " " + path.replaceFirst("/\\d+$", "/ID")) {
            case "GET /api/annotations" -> find(request.pathAndQuery());
            case "POST /api/annotations" -> make(request);
            case "PATCH /api/annotations/ID" ->
                change(Long.parseLong(path.substring(path.lastIndexOf('/') + 1)), request);
            default -> new Answer(404, "{\"message\":\"Not found\"}");
        };
    }

    private Answer find(String pathAndQuery) {
        List<String> wanted = Stream.of(pathAndQuery.replaceFirst(".*\\?", "").split("&"))
                .filter(parameter -> parameter.startsWith("tags="))
                .map(parameter -> URLDecoder.decode(parameter.substring(5), StandardCharsets.UTF_8))
                .toList();
        List<ObjectNode> found = new ArrayList<>();
        for (ObjectNode annotation : annotations.values()) {
            if (tags(annotation).containsAll(wanted)) {
                found.add(annotation);
            }
        }
        return new Answer(200, JSON.writeValueAsString(found));
    }

    private Answer make(Request request) {
        JsonNode body = JSON.readTree(request.body());
        if (body.path("text").asString("").isEmpty()) {
            return new Answer(
                    400, "{\"message\":\"Failed to save annotation\",\"error\":\"text field should not be empty\"}");
        }
        long id = ++lastId;
        ObjectNode annotation = JSON.createObjectNode()
                .put("id", id)
                .put("dashboardId", 0)
                .put("panelId", 0)
                .put("time", body.path("time").asLong())
                .put("timeEnd", body.path("timeEnd").asLong(body.path("time").asLong()))
                .put("text", body.path("text").asString());
        annotation.set("tags", body.path("tags"));
        annotations.put(id, annotation);
        return new Answer(200, "{\"message\":\"Annotation added\",\"id\":%d}".formatted(id));
    }

    private Answer change(long id, Request request) {
        ObjectNode annotation = annotations.get(id);
        if (annotation == null) {
            return new Answer(404, "{\"message\":\"Could not find annotation to update\"}");
        }
        JsonNode body = JSON.readTree(request.body());
        for (String field : List.of("time", "timeEnd", "tags", "text")) {
            if (body.has(field)) {
                annotation.set(field, body.get(field));
            }
        }
        return new Answer(200, "{\"message\":\"Annotation patched\"}");
    }

    /** A person deletes them all. */
    synchronized void clear() {
        annotations.clear();
    }

    public synchronized List<ObjectNode> annotations() {
        return List.copyOf(annotations.values());
    }

    public static Set<String> tags(JsonNode annotation) {
        Set<String> tags = new HashSet<>();
        annotation.path("tags").forEach(tag -> tags.add(tag.asString()));
        return tags;
    }
}

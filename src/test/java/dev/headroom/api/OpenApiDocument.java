// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** The published description of the API, and whether an answer is as it says. */
final class OpenApiDocument {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode document;

    OpenApiDocument() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("/openapi/openapi.json")) {
            document = JSON.readTree(in);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    JsonNode paths() {
        return document.path("paths");
    }

    JsonNode schemas() {
        return document.path("components").path("schemas");
    }

    /** Fails unless the answer has a status, a type and a body that are described for the path. */
    void check(String method, String path, HttpResponse<String> response) {
        Optional<String> described = paths().propertyNames().stream()
                .filter(template -> path.matches(template.replaceAll("\\{\\w+\\}", "[^/]+")))
                .findFirst();
        JsonNode operation = paths().path(described.orElse("")).path(method.toLowerCase(Locale.ROOT));
        if (operation.isMissingNode()) {
            return;
        }
        JsonNode answer = operation.path("responses").path(String.valueOf(response.statusCode()));
        assertThat(answer.isMissingNode())
                .as("%s describes the status %d", described.get(), response.statusCode())
                .isFalse();
        if (response.statusCode() == 204) {
            assertThat(response.body()).isEmpty();
            return;
        }
        String type = response.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
        JsonNode content = answer.path("content").path(type);
        assertThat(content.isMissingNode())
                .as("%s describes the type %s for status %d", described.get(), type, response.statusCode())
                .isFalse();
        if (type.endsWith("json")) {
            ObjectNode schema = JSON.createObjectNode();
            schema.set("allOf", JSON.createArrayNode().add(content.path("schema")));
            schema.set("components", document.path("components"));
            assertThat(SCHEMAS.getSchema(schema).validate(response.body(), InputFormat.JSON))
                    .as("%s", response.body())
                    .isEmpty();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The shipped docker-compose.yaml. */
final class Composition {
    static final Path FOLDER = Manifests.CONFIG.resolve("compose");
    private static final Pattern VERSION = Pattern.compile(".*:v?(\\d+\\.\\d+)\\..*");

    private Composition() {}

    static JsonNode read() throws IOException {
        return Manifests.read(FOLDER.resolve("docker-compose.yaml")).getFirst();
    }

    static List<JsonNode> services() throws IOException {
        return read().path("services").valueStream().toList();
    }

    /** The version of a service's image, as {@code 3.14}. */
    static String version(String service) throws IOException {
        Matcher image = VERSION.matcher(
                read().path("services").path(service).path("image").asString());
        return image.matches() ? Objects.requireNonNull(image.group(1)) : "";
    }
}

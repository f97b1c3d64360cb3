// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The objects of a YAML text, as trees. */
final class Manifests {
    /** Where all that is shipped lies. */
    static final Path CONFIG = Path.of("config");

    private static final JsonMapper MAPPER = new JsonMapper();

    private Manifests() {}

    /** Each document of the text that is not empty. */
    static List<JsonNode> parse(String yaml) {
        List<JsonNode> documents = new ArrayList<>();
        for (Object document : new Yaml().loadAll(yaml)) {
            if (document != null) {
                documents.add(MAPPER.valueToTree(document));
            }
        }
        return documents;
    }

    /** Each document of the file. */
    static List<JsonNode> read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** Those of one kind, in their order. */
    static Stream<JsonNode> ofKind(List<JsonNode> objects, String kind) {
        return objects.stream().filter(object -> kind.equals(kind(object)));
    }

    static String kind(JsonNode object) {
        return object.path("kind").asString("");
    }

    static String name(JsonNode object) {
        return object.path("metadata").path("name").asString("");
    }

    /** As {@code Deployment/headroom}. */
    static String called(JsonNode object) {
        return kind(object) + "/" + name(object);
    }

    /** The version in the project's own pom, which the parent's comes before. */
    static String projectVersion() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String after = pom.substring(pom.indexOf("<artifactId>headroom</artifactId>"));
        return Objects.requireNonNull(after).replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");
    }
}

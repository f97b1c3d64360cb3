// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reference of all keys is generated from the metadata that tools read: run this test with -Ddocs.write=true to write it anew. */
class ConfigurationReferenceTest {
    private static final Path METADATA = Path.of("target/classes/META-INF/spring-configuration-metadata.json");
    private static final Path REFERENCE = Path.of("docs/configuration.md");
    private static final Pattern TWO_SENTENCES = Pattern.compile(".+\\. .+\\.", Pattern.DOTALL);

    private static final String HEAD = """
            # Configuration

            Generated from the program's own metadata; `config/application.yaml` holds every key at its default. A key is set in
            `./config/application.yaml`, in the environment (`headroom.host.link-speeds.eth0` is `HEADROOM_HOST_LINKSPEEDS_ETH0`) or as an
            argument (`--headroom.sampling.interval=50ms`); the later of these wins. An unknown key or a value out of its range stops the
            start with exit code 2, and says which key, which value, what is accepted and what to do.

            | key | default | what it is, and why its default |
            |---|---|---|
            """;

    @Test
    void theReferenceIsWhatTheMetadataSays() throws IOException {
        StringBuilder reference = new StringBuilder(HEAD);
        for (JsonNode property : properties()) {
            reference
                    .append("| `")
                    .append(property.path("name").stringValue())
                    .append("` | ")
                    .append(defaultOf(property.path("defaultValue")))
                    .append(" | ")
                    .append(property.path("description").stringValue())
                    .append(" |\n");
        }
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(REFERENCE, reference);
        }
        assertThat(REFERENCE).hasContent(reference.toString());
    }

    @Test
    void everyKeyHasADescriptionAReasonAndAnErrorMessage() throws IOException {
        assertThat(properties()).hasSize(ConfigurationKey.values().length).allSatisfy(property -> {
            String name = property.path("name").stringValue();
            assertThat(ConfigurationKey.of(name)).as(name).isPresent();
            assertThat(property.path("description").stringValue()).as(name).matches(TWO_SENTENCES);
        });
    }

    @Test
    void theDocumentedFileNamesEveryKey() throws IOException {
        String file = Files.readString(Path.of("config/application.yaml"));
        assertThat(properties()).allSatisfy(property -> {
            String name = property.path("name").stringValue();
            assertThat(file).contains(name.substring(name.lastIndexOf('.') + 1) + ":");
        });
    }

    private static List<JsonNode> properties() throws IOException {
        List<JsonNode> ours = new ArrayList<>();
        JsonMapper.builder()
                .build()
                .readTree(Files.readString(METADATA))
                .path("properties")
                .forEach(ours::add);
        return ours;
    }

    private static String defaultOf(JsonNode value) {
        if (value.isMissingNode()) {
            return "none";
        }
        if (!value.isArray()) {
            return "`" + (value.isString() ? value.stringValue() : value.toString()) + "`";
        }
        List<String> elements = new ArrayList<>();
        value.forEach(element -> elements.add("`" + element.stringValue() + "`"));
        return String.join(", ", elements);
    }
}

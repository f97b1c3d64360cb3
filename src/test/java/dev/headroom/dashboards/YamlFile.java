// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads YAML as the tree that JSON is read as. */
final class YamlFile {
    private YamlFile() {}

    static JsonNode read(Path file) {
        try (var text = Files.newBufferedReader(file)) {
            return new JsonMapper().valueToTree(new Yaml().load(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

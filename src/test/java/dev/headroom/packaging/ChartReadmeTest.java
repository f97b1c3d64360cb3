// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.packaging.ChartValues.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The chart's README has every value, as values.yaml describes it. With -Ddocs.write=true its table is made anew. */
class ChartReadmeTest {
    private static final Path README = HelmChart.FOLDER.resolve("README.md");
    private static final String HEADING = "\n## Values\n";

    @Test
    void everyValueIsDescribed() throws IOException {
        assertThat(ChartValues.of(values()))
                .hasSizeGreaterThan(60)
                .allSatisfy(value ->
                        assertThat(value.description()).as(value.path()).endsWith("."));
    }

    @Test
    void theReadmeHasTheTableOfTheValues() throws IOException {
        String readme = Files.readString(README);
        assertThat(readme).contains(HEADING);
        String expected = readme.substring(0, readme.indexOf(HEADING)) + HEADING + table();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(README, expected);
        }

        assertThat(README).hasContent(expected);
    }

    @Test
    void aValueThatIsDescribedIsOneWithAllThatIsBelowIt() {
        assertThat(ChartValues.of("""
                # -- Asked
                # for.
                resources:
                  requests:
                    cpu: 100m
                service:
                  port: 1
                  # -- Said.
                  type: A
                # no description
                last: []
                """))
                .containsExactly(
                        new Value("resources", "{\"requests\":{\"cpu\":\"100m\"}}", "Asked for."),
                        new Value("service.port", "1", ""),
                        new Value("service.type", "\"A\"", "Said."),
                        new Value("last", "[]", ""));
    }

    private static String table() throws IOException {
        return ChartValues.of(values()).stream()
                .map(value -> "| `%s` | `%s` | %s |%n"
                        .formatted(
                                value.path(),
                                value.fallback(),
                                value.description().replace("|", "\\|").replace("<", "&lt;")))
                .collect(Collectors.joining("", "\n| value | default | what it is |\n|---|---|---|\n", ""));
    }

    private static String values() throws IOException {
        return Files.readString(HelmChart.FOLDER.resolve("values.yaml"));
    }
}

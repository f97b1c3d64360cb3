// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list of conventions names tests and decisions that exist. */
class ConventionsTest {
    private static final Path LIST = Path.of("docs/conventions.md");

    @Test
    void everyTestThatIsSaidToHoldAConventionIsThere() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
        List<String> named = Pattern.compile("`([A-Z][A-Za-z]+(?:Test|IT))`")
                .matcher(Files.readString(LIST))
                .results()
                .map(result -> result.group(1))
                .toList();

        assertThat(named).hasSizeGreaterThan(30);
        assertThat(tests).containsAll(named);
    }

    @Test
    void everyConventionIsHeldBySomething() throws IOException {
        List<String[]> rows = Files.readAllLines(LIST).stream()
                .filter(line -> line.startsWith("| ") && !line.contains("Held by"))
                .map(line -> line.split("\\|"))
                .toList();

        assertThat(rows).hasSizeGreaterThan(40).allSatisfy(row -> {
            assertThat(row).hasSize(3);
            assertThat(row[2]).as(row[1]).isNotBlank();
        });
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        Matcher links = Pattern.compile("\\]\\(([^)#]+)").matcher(Files.readString(LIST));
        assertThat(links.results().map(result -> LIST.resolveSibling(result.group(1))))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file).exists());
    }
}

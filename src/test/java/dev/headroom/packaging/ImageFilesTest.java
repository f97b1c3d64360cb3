// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files of the container image promise; {@code .ci/run} builds and starts it. */
class ImageFilesTest {
    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file + "; run from the project's root", e);
        }
    }

    private static final String DOCKERFILE = read("Dockerfile");

    /** The instructions after the last FROM, continued lines joined. */
    private static final List<String> FINAL_STAGE = DOCKERFILE
            .substring(DOCKERFILE.lastIndexOf("\nFROM ") + 1)
            .replaceAll("\\\\\n\\s*", "")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "created",
                "authors",
                "url",
                "documentation",
                "source",
                "version",
                "revision",
                "licenses",
                "title",
                "description"
            })
    void theImageIsLabelledAsTheOpenContainersSpecificationSays(String label) {
        assertThat(FINAL_STAGE)
                .filteredOn(line -> line.startsWith("LABEL "))
                .singleElement()
                .asString()
                .contains("org.opencontainers.image." + label + "=\"");
    }

    @Test
    void theImageRunsAsNobodyInParticularAndWithoutAShell() {
        assertThat(FINAL_STAGE).contains("USER 65532:65532");
        assertThat(FINAL_STAGE)
                .filteredOn(line -> line.startsWith("RUN"))
                .as("there is no shell in the last stage")
                .isEmpty();
        assertThat(FINAL_STAGE)
                .filteredOn(line -> line.startsWith("ENTRYPOINT") || line.startsWith("HEALTHCHECK"))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).contains("[\"/opt/headroom/runtime/bin/java\""));
    }

    @Test
    void theGuidesCommandGivesTheLabelsTheirValues() throws IOException {
        List<String> arguments = FINAL_STAGE.stream()
                .filter(line -> line.startsWith("ARG "))
                .map(line -> line.substring("ARG ".length(), line.indexOf('=')))
                .toList();
        String version = Manifests.projectVersion();

        assertThat(arguments).hasSize(3);
        assertThat(InstallGuide.commands())
                .filteredOn(command -> command.startsWith("docker build "))
                .singleElement()
                .asString()
                .contains(arguments.stream()
                        .map(argument -> "--build-arg " + argument + "=")
                        .toList())
                .contains("-t headroom:" + version + " ", "VERSION=" + version + " ");
    }

    /** Those rules of hadolint that could be broken here: no package is installed, and nothing is piped or downloaded. */
    @Test
    void hadolintWouldFindNothing() {
        List<String> instructions = DOCKERFILE
                .replaceAll("\\\\\n\\s*", "")
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();

        assertThat(instructions)
                .as(
                        "DL3003 (WORKDIR, no cd), DL3004 (sudo), DL4001 (wget, curl), DL4006 (pipes), DL3008, DL3013, DL3018 (packages without version)")
                .filteredOn(line -> line.startsWith("RUN "))
                .hasSizeGreaterThan(3)
                .noneMatch(line ->
                        line.matches(".*\\b(cd|sudo|wget|curl|apt-get|apt|apk|pip|dnf|yum) .*") || line.contains("|"));
        assertThat(instructions)
                .as("DL3020 (COPY, no ADD), DL4000 (MAINTAINER), DL1001 (inline ignore)")
                .noneMatch(line -> line.startsWith("ADD ") || line.startsWith("MAINTAINER "));
        assertThat(instructions)
                .as("DL3000 (absolute WORKDIR)")
                .filteredOn(line -> line.startsWith("WORKDIR "))
                .allMatch(line -> line.startsWith("WORKDIR /"));
        for (String once : List.of("ENTRYPOINT ", "CMD ", "HEALTHCHECK ")) {
            assertThat(instructions)
                    .as("DL3012, DL4003, DL4004")
                    .filteredOn(line -> line.startsWith(once))
                    .hasSizeLessThan(2);
        }
    }

    @Test
    void nothingIsTakenFromAnImageThatMovesByItself() {
        assertThat(DOCKERFILE.lines().filter(line -> line.startsWith("FROM ")))
                .containsExactly("FROM ${JDK_IMAGE} AS build", "FROM scratch");
        assertThat(DOCKERFILE.lines().filter(line -> line.startsWith("ARG JDK_IMAGE=")))
                .singleElement()
                .asString()
                .doesNotContain(":latest")
                .matches(".*:[^:/]+");
    }

    @Test
    void thePortIsTheOneOfTheService() {
        Matcher port =
                Pattern.compile("\nserver:\n  port: (\\d+)").matcher(read("src/main/resources/application.yaml"));
        assertThat(port.find()).isTrue();

        assertThat(FINAL_STAGE).contains("EXPOSE " + port.group(1));
        assertThat(read("config/image/train")).contains("127.0.0.1:" + port.group(1));
    }

    @Test
    void theContainerRunsWithTheOptionsOfTheLauncher() {
        Matcher launcher = Pattern.compile("\noptions=\"([^\"]+)\"").matcher(read("config/launcher/headroom"));
        Matcher ofTheService =
                Pattern.compile("options=\"\\$options ([^\"]+)\"").matcher(read("config/launcher/headroom"));
        assertThat(launcher.find()).isTrue();
        assertThat(ofTheService.find()).isTrue();
        List<String> expected = new ArrayList<>();
        expected.addAll(List.of(launcher.group(1).trim().split("\\s+")));
        expected.addAll(List.of(ofTheService.group(1).split("\\s+")));
        List<String> options = read("config/image/java.options")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();

        assertThat(options).containsAll(expected);
        assertThat(options).as("what holds in the image alone").hasSize(expected.size() + 3);
    }
}

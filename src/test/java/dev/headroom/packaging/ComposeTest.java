// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The composition names only files that are there, versions that are tested and ports of this machine alone. */
class ComposeTest {
    private static final Path FOLDER = Manifests.CONFIG.resolve("compose");

    @Test
    void everyFileThatIsMountedIsThereAndCannotBeWritten() throws IOException {
        for (JsonNode service : services()) {
            List<String> mounts = service.path("volumes")
                    .valueStream()
                    .map(JsonNode::asString)
                    .filter(mount -> mount.startsWith(".") || mount.startsWith("/"))
                    .toList();
            assertThat(mounts).allMatch(mount -> mount.endsWith(":ro"));
            for (String mount : mounts) {
                Path source = FOLDER.resolve(mount.substring(0, mount.indexOf(':')));
                assertThat(source.normalize()).as(mount).exists();
            }
        }
    }

    @Test
    void volumesThatAreNamedAreDeclared() throws IOException {
        List<String> declared =
                composition().path("volumes").propertyNames().stream().toList();

        assertThat(services().stream()
                        .flatMap(service -> service.path("volumes").valueStream()))
                .map(JsonNode::asString)
                .filteredOn(mount -> !mount.startsWith(".") && !mount.startsWith("/"))
                .allSatisfy(mount -> assertThat(declared).contains(mount.substring(0, mount.indexOf(':'))));
    }

    @Test
    void everyImageHasAFixedVersionAndHeadroomsIsTheProjects() throws IOException {
        JsonNode services = composition().path("services");

        assertThat(services.valueStream().map(service -> service.path("image").asString()))
                .allSatisfy(image -> assertThat(image).matches("[a-z./-]+:v?\\d+\\.\\d+\\.\\d+[-A-Z]*"));
        assertThat(services.path("headroom").path("image").asString())
                .isEqualTo("headroom:" + Manifests.projectVersion());
        assertThat(Files.readString(Path.of("README.md")))
                .contains("tested against "
                        + services.path("prometheus")
                                .path("image")
                                .asString()
                                .replaceFirst(".*:v(\\d+\\.\\d+).*", "$1"));
    }

    @Test
    void nothingListensBeyondThisMachine() throws IOException {
        assertThat(services())
                .flatMap(service -> service.path("ports").valueStream().toList())
                .hasSize(4)
                .allSatisfy(port -> assertThat(port.asString()).startsWith("127.0.0.1:"));
    }

    @Test
    void headroomHasNoRightAndSharesNoNamespaceOfTheMachine() throws IOException {
        JsonNode headroom = composition().path("services").path("headroom");

        assertThat(headroom.path("cap_drop").path(0).asString()).isEqualTo("ALL");
        assertThat(headroom.path("read_only").asBoolean()).isTrue();
        assertThat(headroom.has("privileged") || headroom.has("network_mode") || headroom.has("pid"))
                .isFalse();
    }

    private static List<JsonNode> services() throws IOException {
        return composition().path("services").valueStream().toList();
    }

    private static JsonNode composition() throws IOException {
        return Manifests.read(FOLDER.resolve("docker-compose.yaml")).getFirst();
    }
}

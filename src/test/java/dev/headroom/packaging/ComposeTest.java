// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The composition names only files that are there, versions that are tested and ports of this machine alone. */
class ComposeTest {
    @Test
    void everyFileThatIsMountedIsThereAndCannotBeWritten() throws IOException {
        for (JsonNode service : Composition.services()) {
            List<String> mounts = service.path("volumes")
                    .valueStream()
                    .map(JsonNode::asString)
                    .filter(mount -> mount.startsWith(".") || mount.startsWith("/"))
                    .toList();
            assertThat(mounts).allMatch(mount -> mount.endsWith(":ro"));
            for (String mount : mounts) {
                Path source = Composition.FOLDER.resolve(mount.substring(0, mount.indexOf(':')));
                assertThat(source.normalize()).as(mount).exists();
            }
        }
    }

    @Test
    void volumesThatAreNamedAreDeclared() throws IOException {
        List<String> declared =
                Composition.read().path("volumes").propertyNames().stream().toList();

        assertThat(Composition.services().stream()
                        .flatMap(service -> service.path("volumes").valueStream()))
                .map(JsonNode::asString)
                .filteredOn(mount -> !mount.startsWith(".") && !mount.startsWith("/"))
                .allSatisfy(mount -> assertThat(declared).contains(mount.substring(0, mount.indexOf(':'))));
    }

    @Test
    void everyImageHasAFixedVersionAndHeadroomsIsTheProjects() throws IOException {
        JsonNode services = Composition.read().path("services");

        assertThat(services.valueStream().map(service -> service.path("image").asString()))
                .allSatisfy(image -> assertThat(image).matches("[a-z./-]+:v?\\d+\\.\\d+\\.\\d+[-A-Z]*"));
        assertThat(services.path("headroom").path("image").asString())
                .isEqualTo("headroom:" + Manifests.projectVersion());
    }

    @Test
    void nothingListensBeyondThisMachine() throws IOException {
        assertThat(Composition.services())
                .flatMap(service -> service.path("ports").valueStream().toList())
                .hasSize(4)
                .allSatisfy(port -> assertThat(port.asString()).startsWith("127.0.0.1:"));
    }

    @Test
    void headroomHasNoRightAndSharesNoNamespaceOfTheMachine() throws IOException {
        JsonNode headroom = Composition.read().path("services").path("headroom");

        assertThat(headroom.path("cap_drop").path(0).asString()).isEqualTo("ALL");
        assertThat(headroom.path("read_only").asBoolean()).isTrue();
        assertThat(headroom.has("privileged") || headroom.has("network_mode") || headroom.has("pid"))
                .isFalse();
    }
}

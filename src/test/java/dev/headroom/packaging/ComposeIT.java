// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.RealPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Prometheus and Alertmanager read the configuration that the composition gives them. */
class ComposeIT {
    private static final String MOUNTED = "/etc/prometheus/headroom.rules.yaml";

    @TempDir
    private Path folder;

    @Test
    void prometheusTakesItsConfiguration() throws Exception {
        // the rules, which are elsewhere here than in the container, have tests of their own
        assertAccepted(
                RealPart.require("promtool").toString(),
                "check",
                "config",
                "--syntax-only",
                Composition.FOLDER.resolve("prometheus.yml").toString());
    }

    @Test
    void alertmanagerTakesItsConfiguration() throws Exception {
        assertAccepted(
                RealPart.require("amtool").toString(),
                "check-config",
                Composition.FOLDER.resolve("alertmanager.yml").toString());
    }

    /** What the container of Prometheus does before it starts, with files of this machine for the container's. */
    @Test
    void theAlertsLinkToThisMachineAndPrometheusTakesThem() throws Exception {
        JsonNode prometheus = Composition.read().path("services").path("prometheus");
        String used = Manifests.read(Composition.FOLDER.resolve("prometheus.yml"))
                .getFirst()
                .at("/rule_files/0")
                .asString();
        assertThat(prometheus.path("volumes").valueStream().map(JsonNode::asString))
                .contains("../../alerts/headroom.rules.yaml:" + MOUNTED + ":ro");
        Path written = folder.resolve("headroom.rules.yaml");
        String script = prometheus.at("/entrypoint/2").asString();
        assertThat(script).contains(MOUNTED, " > " + used, "exec /bin/prometheus \"$$@\"");

        assertAccepted(
                "/bin/sh",
                "-c",
                script.replace("$$", "$")
                        .replace(MOUNTED, "alerts/headroom.rules.yaml")
                        .replace(" > " + used, " > " + written)
                        .replace("/bin/prometheus", RealPart.require("promtool") + " check rules"),
                "prometheus",
                written.toString());

        assertThat(Files.readString(written))
                .contains("'http://localhost:19847/runbooks/headroomcpusaturated.md'")
                .contains("'http://localhost:3000/d/headroom-target?")
                .doesNotContain("example.org");
    }

    private static void assertAccepted(String... command) throws Exception {
        Answer answer = Answer.of(List.of(command));

        assertThat(answer.code()).as(answer.text()).isZero();
    }
}

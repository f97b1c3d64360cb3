// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.RealPart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
                "promtool",
                "check",
                "config",
                "--syntax-only",
                Composition.FOLDER.resolve("prometheus.yml").toString());
    }

    @Test
    void alertmanagerTakesItsConfiguration() throws Exception {
        assertAccepted(
                "amtool",
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

    private static void assertAccepted(String program, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] =
                program.startsWith("/") ? program : RealPart.require(program).toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}

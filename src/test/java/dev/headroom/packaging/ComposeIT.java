// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.RealPart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Prometheus and Alertmanager read the configuration that the composition gives them. */
class ComposeIT {
    private static final Path FOLDER = Manifests.CONFIG.resolve("compose");

    @Test
    void prometheusTakesItsConfiguration() throws Exception {
        // the rules, which are elsewhere here than in the container, have tests of their own
        assertAccepted(
                "promtool",
                "check",
                "config",
                "--syntax-only",
                FOLDER.resolve("prometheus.yml").toString());
    }

    @Test
    void alertmanagerTakesItsConfiguration() throws Exception {
        assertAccepted(
                "amtool", "check-config", FOLDER.resolve("alertmanager.yml").toString());
    }

    private static void assertAccepted(String program, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = RealPart.require(program).toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}

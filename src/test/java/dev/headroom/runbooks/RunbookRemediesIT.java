// SPDX-License-Identifier: Apache-2.0
package dev.headroom.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.PastedScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a runbook gives to copy against a limit does what the runbook says, to the shipped manifests on a real API server. */
class RunbookRemediesIT {
    private static final Path RUNBOOKS = Path.of("docs/runbooks");
    private static final Path OVERLAYS = Path.of("config/kustomize/overlays");
    private static final String HOST = "headroom-host";
    private static final String NETWORK = "headroom";
    private static final String RESOURCES = "jsonpath={.spec.template.spec.containers[0].resources}";

    @TempDir
    private Path folder;

    @Test
    void aLimitThatHoldsHeadroomBackIsShownAndTakenAwayAndMemoryIsRaised() throws Exception {
        try (ControlPlane controlPlane = ControlPlane.start(folder)) {
            controlPlane.kubectl("create", "namespace", HOST);
            controlPlane.kubectl("create", "namespace", NETWORK);
            controlPlane.apply(Files.readString(OVERLAYS.resolve("host/headroom-daemonSet.yaml")));
            controlPlane.apply(Files.readString(OVERLAYS.resolve("network/headroom-deployment.yaml")));
            Path kubeconfig = controlPlane.kubeconfig();
            String shipped = resources(controlPlane, HOST, "daemonset");
            String look = command("headroomsamplerlate.md", HOST, "get daemonset/headroom");
            String takeAway = command("headroomsamplerlate.md", HOST, "patch daemonset/headroom");

            assertThat(shipped).doesNotContainPattern("limits\":\\{[^}]*cpu");
            assertThat(run(kubeconfig, look)).contains("\"memory\":\"320Mi\"").isEqualTo(shipped + "\n");
            run(kubeconfig, takeAway);
            assertThat(resources(controlPlane, HOST, "daemonset"))
                    .as("where there is no limit")
                    .isEqualTo(shipped);

            controlPlane.kubectl("-n", HOST, "set", "resources", "daemonset/headroom", "--limits=cpu=150m");
            assertThat(run(kubeconfig, look)).containsPattern("limits\":\\{[^}]*\"cpu\":\"150m\"");
            run(kubeconfig, takeAway);
            assertThat(resources(controlPlane, HOST, "daemonset")).isEqualTo(shipped);

            assertThat(run(kubeconfig, command("headroomdown.md", NETWORK, "set resources")))
                    .contains("resource requirements updated");
            assertThat(resources(controlPlane, NETWORK, "deployment"))
                    .contains("\"limits\":{\"memory\":\"512Mi\"}", "\"cpu\":\"100m\"");
        }
    }

    private static String resources(ControlPlane controlPlane, String namespace, String kind) throws Exception {
        return controlPlane.kubectl("-n", namespace, "get", kind + "/headroom", "-o", RESOURCES);
    }

    /** The line of a runbook that has these words, with the namespace filled in. */
    private static String command(String runbook, String namespace, String words) throws Exception {
        return Files.readAllLines(RUNBOOKS.resolve(runbook)).stream()
                .filter(line -> line.startsWith("kubectl ") && line.contains(words))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\b" + Pattern.quote("NAMESPACE") + "\\b", namespace);
    }

    /** What a shell says to a line that is pasted into it. */
    private String run(Path kubeconfig, String line) throws Exception {
        ProcessBuilder shell = PastedScript.in(folder, line, "kubectl");
        shell.environment().put("KUBECONFIG", kubeconfig.toString());
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}

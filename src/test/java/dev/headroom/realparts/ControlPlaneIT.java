// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control plane that other tests use does what they take for granted. */
class ControlPlaneIT {
    @TempDir
    Path folder;

    @Test
    void aDeploymentIsRolledOutOnNodesWithoutMachinesAndTheApiServerCanBeStoppedAndStarted() throws Exception {
        try (ControlPlane controlPlane = ControlPlane.start(folder)) {
            controlPlane.runWorkloads(2);
            controlPlane.kubectl("create", "deployment", "web", "--image=web:1", "--replicas=3");
            controlPlane.kubectl("rollout", "status", "deployment/web", "--timeout=60s");

            controlPlane.apiServer().stop();
            assertThatThrownBy(() -> controlPlane.apiServer().get("/readyz")).isInstanceOf(IOException.class);
            controlPlane.apiServer().start();
            ApiServer second = controlPlane.addApiServer();

            assertThat(second.get("/apis/apps/v1/namespaces/default/deployments/web")
                            .body())
                    .contains("\"readyReplicas\":3");
        }
    }
}

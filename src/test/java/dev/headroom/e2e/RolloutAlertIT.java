// SPDX-License-Identifier: Apache-2.0
package dev.headroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.e2e.OnCall.Page;
import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.MadeUpCpu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real rollout on a real control plane, and a burst of the processor meanwhile, at real time, until somebody is paged for it. The processor is a
 * made-up one: where this machine has been full since before the rollout, its saturation is none of the rollout's, and nobody is told that it were.
 */
@Timeout(600)
class RolloutAlertIT {
    private static final System.Logger LOG = System.getLogger("rollout alert");
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Duration PAGED_WITHIN = Duration.ofMinutes(4);
    private static final int REPLICAS = 20;

    @TempDir
    private Path folder;

    @Test
    void aRolloutThatSaturatesItsHostIsNamedInThePage() throws Exception {
        try (ControlPlane controlPlane = ControlPlane.start(folder);
                MadeUpCpu machine = new MadeUpCpu(folder.resolve("machine"))) {
            controlPlane.runWorkloads(4);
            try (HeadroomJar headroom = HeadroomJar.start(
                            Files.createDirectory(folder.resolve("headroom")),
                            Map.of("KUBECONFIG", controlPlane.kubeconfig().toString()),
                            "--headroom.kubernetes.enabled=true",
                            "--headroom.kubernetes.cluster=test",
                            "--headroom.host.target=api-1",
                            "--headroom.host.root=" + machine.root());
                    Monitoring monitoring =
                            new Monitoring(folder, headroom.port(), FastForward.none(), Duration.ofSeconds(5))) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> headroom.metric("headroom_kubernetes_leader") == 1);
                Instant began = Instant.now();
                controlPlane.apply(shop());
                await().atMost(PATIENCE).until(() -> headroom.metric("headroom_deploy_running", "name=\"shop\"") == 1);
                double before = headroom.cpuMetric("headroom_saturated_seconds_total");
                machine.busy(true);
                await().atMost(PATIENCE)
                        .until(() -> headroom.cpuMetric("headroom_saturated_seconds_total") > before + 2);
                machine.busy(false);

                await().atMost(PAGED_WITHIN)
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> assertThat(ofTheDeploy(monitoring.pages()))
                                .as(
                                        "pages %s; alerts %s; bursts %s",
                                        monitoring.pages(), monitoring.query("ALERTS"), headroom.api("bursts?limit=10"))
                                .isPresent());

                Page page = ofTheDeploy(monitoring.pages()).orElseThrow();
                LOG.log(
                        System.Logger.Level.INFO,
                        "paged {0} s after the rollout began: {1}\n    {2}\n    {3}",
                        Duration.between(began, page.at()).toSeconds(),
                        page.name(),
                        page.annotation("summary"),
                        page.annotation("description"));
                assertThat(page.receiver()).isEqualTo("Default");
                assertThat(page.annotation("description"))
                        .contains("cpu of api-1 was saturated for ", "Deployment default/shop (app shop)")
                        .containsPattern("at a peak of \\d+");
            }
        }
    }

    private static Optional<Page> ofTheDeploy(List<Page> pages) {
        return pages.stream()
                .filter(page -> page.firing() && page.name().equals("HeadroomDeployBurst warning api-1 cpu"))
                .findFirst();
    }

    /** Under way for ten seconds at least, so that the burst is made while it is. */
    private static String shop() {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {namespace: default, name: shop, labels: {app.kubernetes.io/name: shop}}
                spec:
                  replicas: %d
                  minReadySeconds: 10
                  selector: {matchLabels: {app: shop}}
                  template:
                    metadata: {labels: {app: shop}}
                    spec:
                      tolerations: [{operator: Exists}]
                      containers: [{name: main, image: "example.org/shop:1"}]
                """.formatted(REPLICAS);
    }
}

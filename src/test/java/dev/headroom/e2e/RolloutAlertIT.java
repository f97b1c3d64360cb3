// SPDX-License-Identifier: Apache-2.0
package dev.headroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.e2e.OnCall.Page;
import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.Spinners;
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

/** A real rollout on a real control plane and a real burst on its host, at real time, until somebody is paged for it. */
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
        try (ControlPlane controlPlane = ControlPlane.start(folder)) {
            controlPlane.runWorkloads(4);
            try (HeadroomJar headroom = HeadroomJar.start(
                            Files.createDirectory(folder.resolve("headroom")),
                            Map.of("KUBECONFIG", controlPlane.kubeconfig().toString()),
                            "--headroom.kubernetes.enabled=true",
                            "--headroom.kubernetes.cluster=test",
                            "--headroom.host.target=api-1");
                    Monitoring monitoring =
                            new Monitoring(folder, headroom.port(), FastForward.none(), Duration.ofSeconds(5))) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> headroom.metric("headroom_kubernetes_leader") == 1);
                Instant began = Instant.now();
                controlPlane.apply(shop());
                await().atMost(PATIENCE).until(() -> headroom.metric("headroom_deploy_running", "name=\"shop\"") == 1);
                Spinners.spinAllCores(Duration.ofSeconds(2));

                await().atMost(PAGED_WITHIN)
                        .until(() -> namingTheRollout(monitoring.pages()).isPresent());

                Page page = namingTheRollout(monitoring.pages()).orElseThrow();
                LOG.log(
                        System.Logger.Level.INFO,
                        "paged {0} s after the rollout began: {1}\n    {2}\n    {3}",
                        Duration.between(began, page.at()).toSeconds(),
                        page.name(),
                        page.annotation("summary"),
                        page.annotation("description"));
                assertThat(page.receiver()).isIn("Default", "Critical");
                assertThat(Duration.between(began, page.at())).isLessThan(PAGED_WITHIN);
                assertThat(page.annotation("description"))
                        .contains("of api-1 was saturated for ")
                        .containsPattern("at a peak of \\d+");
            }
        }
    }

    private static Optional<Page> namingTheRollout(List<Page> pages) {
        return pages.stream()
                .filter(page -> page.firing()
                        && page.label("target").equals("api-1")
                        && page.annotation("description").contains("Deployment default/shop"))
                .findFirst();
    }

    /** In steps of a tenth that each take two seconds at least, as a rollout of real containers does. */
    private static String shop() {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {namespace: default, name: shop, labels: {app.kubernetes.io/name: shop}}
                spec:
                  replicas: %d
                  minReadySeconds: 5
                  selector: {matchLabels: {app: shop}}
                  template:
                    metadata: {labels: {app: shop}}
                    spec:
                      tolerations: [{operator: Exists}]
                      containers: [{name: main, image: "example.org/shop:1"}]
                """.formatted(REPLICAS);
    }
}

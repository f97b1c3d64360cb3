// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.kubernetes.Manifests;
import dev.headroom.realparts.Browser;
import dev.headroom.realparts.BrowserTab;
import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.MadeUpCpu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * As the one on call would: a real rollout on a real control plane saturates its host, and an open page tells by itself what was full, for how
 * long, which deploy, what the dashboard showed and what to do.
 */
@Timeout(300)
class PageOfARolloutIT {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path folder;

    @Test
    void theOpenPageTellsOfTheRolloutByItself() throws Exception {
        try (Browser browser = Browser.start();
                ControlPlane controlPlane = ControlPlane.start(folder);
                MadeUpCpu machine = new MadeUpCpu(folder.resolve("machine"))) {
            controlPlane.runWorkloads(4);
            try (HeadroomJar headroom = HeadroomJar.start(
                            Files.createDirectory(folder.resolve("headroom")),
                            Map.of("KUBECONFIG", controlPlane.kubeconfig().toString()),
                            "--headroom.kubernetes.enabled=true",
                            "--headroom.kubernetes.cluster=test",
                            "--headroom.host.target=api-1",
                            "--headroom.host.root=" + machine.root());
                    BrowserTab tab = browser.tab()) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> headroom.metric("headroom_kubernetes_leader") == 1);
                HeadroomPage page =
                        new HeadroomPage(tab, "http://127.0.0.1:" + headroom.port() + "/").open("?filter=cpu");
                assertThat(page.sentence()).startsWith("Nothing was saturated");

                controlPlane.apply(Manifests.deployment("default", "shop", 20)
                        .replace("  replicas:", "  minReadySeconds: 10\n  replicas:"));
                await().atMost(PATIENCE).until(() -> headroom.metric("headroom_deploy_running", "name=\"shop\"") == 1);
                double before = headroom.cpuMetric("headroom_saturated_seconds_total");
                machine.busy(true);
                await().atMost(PATIENCE)
                        .until(() -> headroom.cpuMetric("headroom_saturated_seconds_total") > before + 2);
                machine.busy(false);

                page.waitFor("#answer .sentence", "Deployment default/shop");
                page.waitFor("#steps", "kubectl");
                page.page().locator("#focus .focus-chart canvas").waitFor();
                tab.shoot("rollout");
                assertThat(page.sentence())
                        .startsWith("CPU of api-1 was full for ")
                        // a reading that comes late finds more than its time holds
                        .containsPattern("\\(peak 10\\d%\\)")
                        .contains("caused by Deployment default/shop", "your 60 s rate[5m] dashboard showed ");
                assertThat(page.text("#verdict .verdict-line")).contains("caused by", "Deployment default/shop");
                assertThat(page.text("#steps")).contains("default", "shop");
            }
        }
    }
}

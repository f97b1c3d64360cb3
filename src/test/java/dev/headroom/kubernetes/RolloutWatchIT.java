// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.realparts.ControlPlane;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rollouts on a real control plane, with pods that exist in the API only. */
class RolloutWatchIT {
    private static final int NODES = 4;

    @TempDir
    static Path folder;

    private static ControlPlane controlPlane;
    private static RolloutWatch watch;
    private static final RecordingInbox INBOX = new RecordingInbox();

    @BeforeAll
    static void start() throws Exception {
        controlPlane = ControlPlane.start(folder);
        controlPlane.runWorkloads(NODES);
        controlPlane.apply(Manifests.namespace("red") + Manifests.namespace("blue") + Manifests.namespace("green"));
        watch = RolloutWatch.open(
                controlPlane.kubeconfig(),
                new RolloutWatch.Settings("test", null, "one", "1.2.3"),
                INBOX,
                System::nanoTime,
                InstantSource.system());
        watch.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (watch != null) {
            watch.close();
        }
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    private static void awaitRollouts(int count, Phase phase, String prefix) throws InterruptedException {
        boolean seen = INBOX.await(
                count,
                report ->
                        report.phase() == phase && String.valueOf(report.name()).startsWith(prefix),
                Duration.ofSeconds(90));
        assertThat(seen)
                .as("%d x %s of %s* in %s", count, phase, prefix, INBOX.all())
                .isTrue();
    }

    private static void create(String yaml, int count, String prefix) throws Exception {
        controlPlane.apply(yaml);
        awaitRollouts(count, Phase.SUCCEEDED, prefix);
    }

    @Test
    void everyRolloutOfTenDeploymentsIsReportedWithItsTimes() throws Exception {
        int count = 10;
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < count; i++) {
            yaml.append(Manifests.deployment(i % 2 == 0 ? "red" : "blue", "shop-" + i, 30));
        }
        create(yaml.toString(), count, "shop-");

        try (RolloutTruth truth = RolloutTruth.of(controlPlane, count)) {
            for (int i = 0; i < count; i++) {
                String namespace = i % 2 == 0 ? "red" : "blue";
                controlPlane.kubectl(
                        "-n", namespace, "set", "image", "deployment/shop-" + i, "main=example.org/shop:2");
            }
            awaitRollouts(2 * count, Phase.SUCCEEDED, "shop-");

            List<DeployReport> second = INBOX.of(Phase.SUCCEEDED, "shop-").stream()
                    .filter(report -> "2".equals(report.revision()))
                    .toList();
            assertThat(second).hasSize(count).allSatisfy(report -> {
                RolloutTruth.Times times = truth.of(String.valueOf(report.name()));
                assertThat(report.startedAt()).isCloseTo(times.start(), within(1, ChronoUnit.SECONDS));
                assertThat(report.finishedAt()).isCloseTo(times.end(), within(3, ChronoUnit.SECONDS));
                assertThat(report.size()).isEqualTo(30);
                assertThat(report.app()).isEqualTo(report.name());
                assertThat(report.cluster()).isEqualTo("test");
            });
        }
        assertThat(INBOX.of(Phase.STARTED, "shop-")).hasSize(2 * count).doesNotHaveDuplicates();
    }

    @Test
    void anImageLessRestartOfADaemonSetIsARollout() throws Exception {
        create(Manifests.daemonSet("green", "agent"), 1, "agent");
        Instant before = Instant.now();
        controlPlane.kubectl("-n", "green", "rollout", "restart", "daemonset/agent");
        awaitRollouts(2, Phase.SUCCEEDED, "agent");

        DeployReport restart = INBOX.of(Phase.SUCCEEDED, "agent").getLast();
        assertThat(restart.kind()).isEqualTo("DaemonSet");
        assertThat(restart.size()).isEqualTo(NODES);
        assertThat(restart.startedAt()).isCloseTo(before, within(2, ChronoUnit.SECONDS));
    }

    @Test
    void aStatefulSetIsRolledOutAndItsRollbackTakesTheRolloutBack() throws Exception {
        create(Manifests.statefulSet("green", "store", 2), 1, "store");
        controlPlane.kubectl("-n", "green", "set", "image", "statefulset/store", "main=example.org/store:2");
        awaitRollouts(2, Phase.SUCCEEDED, "store");
        controlPlane.kubectl("-n", "green", "rollout", "undo", "statefulset/store");
        awaitRollouts(1, Phase.ROLLED_BACK, "store");
        awaitRollouts(3, Phase.SUCCEEDED, "store");

        assertThat(INBOX.of(Phase.ROLLED_BACK, "store").getFirst().externalId())
                .isEqualTo(INBOX.of(Phase.SUCCEEDED, "store").get(1).externalId());
    }

    @Test
    void scalingIsNoRollout() throws Exception {
        create(Manifests.deployment("red", "elastic", 3), 1, "elastic");
        controlPlane.kubectl("-n", "red", "scale", "deployment/elastic", "--replicas=20");
        controlPlane.kubectl("-n", "red", "rollout", "status", "deployment/elastic", "--timeout=60s");
        // the rollout of another one, begun later, is seen: by then the scaling would have been
        create(Manifests.deployment("red", "witness", 2), 1, "witness");

        assertThat(INBOX.of(Phase.STARTED, "elastic")).hasSize(1);
    }

    @Test
    void deploymentsOfOneHelmReleaseAreOneDeployWithParts() throws Exception {
        String[] release = {"meta.helm.sh/release-name: bank", "meta.helm.sh/release-namespace: blue"};
        create(
                Manifests.deployment("blue", "bank-api", 4, release)
                        + Manifests.deployment("blue", "bank-web", 4, release),
                2,
                "bank-");
        assertThat(INBOX.await(
                        1,
                        report -> "HelmRelease".equals(report.kind()) && report.phase() == Phase.SUCCEEDED,
                        Duration.ofSeconds(20)))
                .isTrue();

        assertThat(INBOX.deploys().stream()
                        .filter(deploy -> String.valueOf(deploy.name()).startsWith("bank-")))
                .hasSize(2)
                .allSatisfy(part -> assertThat(part.parent()).isNotNull());
    }

    @Test
    void podsDeletedOneByOneAcrossNamespacesAreOneRestart() throws Exception {
        List<String> workloads = new ArrayList<>();
        StringBuilder yaml = new StringBuilder();
        for (String namespace : List.of("red", "blue", "green")) {
            yaml.append(Manifests.deployment(namespace, "typha-" + namespace, 2));
            workloads.add(namespace);
        }
        create(yaml.toString(), 3, "typha-");
        Instant before = Instant.now();
        for (String namespace : workloads) {
            String pods =
                    controlPlane.kubectl("-n", namespace, "get", "pods", "-l", "app=typha-" + namespace, "-o", "name");
            for (String pod : pods.split("\\s+")) {
                controlPlane.kubectl("-n", namespace, "delete", pod, "--wait=true");
                controlPlane.kubectl(
                        "-n", namespace, "rollout", "status", "deployment/typha-" + namespace, "--timeout=30s");
            }
        }
        awaitRollouts(1, Phase.STARTED, "pods-replaced");

        DeployReport restart = INBOX.of(Phase.STARTED, "pods-replaced").getFirst();
        assertThat(restart.startedAt()).isCloseTo(before, within(5, ChronoUnit.SECONDS));
        assertThat(restart.size()).isBetween(3, 6);
        assertThat(INBOX.of(Phase.STARTED, "typha-")).hasSize(3);
    }
}

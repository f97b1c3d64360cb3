// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.realparts.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong between Headroom and a real API server. No controllers run: the test itself writes what they would, so that it decides when a rollout
 * begins and ends.
 */
class ClusterFaultsIT {
    private static final Duration OUTAGE = Duration.ofSeconds("true".equals(System.getenv("CI")) ? 60 : 40);

    @TempDir
    static Path folder;

    private static ControlPlane controlPlane;
    private final RecordingInbox inbox = new RecordingInbox();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        controlPlane = ControlPlane.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    @AfterEach
    void closeWhatTheTestOpened() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private RolloutWatch watch(Path kubeconfig, String identity, String leaseNamespace) {
        RolloutWatch watch = RolloutWatch.open(
                kubeconfig,
                new RolloutWatch.Settings(null, leaseNamespace, identity, "1.2.3"),
                inbox,
                System::nanoTime,
                InstantSource.system());
        opened.add(watch);
        watch.start();
        return watch;
    }

    private static void revise(String name, int revision) throws Exception {
        controlPlane.kubectl(
                "annotate", "deployment", name, "deployment.kubernetes.io/revision=" + revision, "--overwrite");
    }

    /** Says what a controller says of a Deployment of one replica that is rolled out. */
    private static void complete(String name) throws Exception {
        controlPlane.kubectl("patch", "deployment", name, "--subresource=status", "--type=merge", "-p", """
                {"status": {"observedGeneration": 9, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1}}""");
    }

    private static void create(String name) throws Exception {
        controlPlane.apply(Manifests.deployment("default", name, 1));
        complete(name);
    }

    private static void await(String what, RolloutWatch watch, Duration limit, Predicate<KubernetesStatus> condition)
            throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.test(watch.status())) {
            assertThat(System.nanoTime())
                    .as("%s within %s, now %s", what, limit, watch.status())
                    .isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static boolean watchesAll(KubernetesStatus status) {
        return status.watches().size() == 3
                && !status.stale()
                && status.requests().getOrDefault("200", 0L) >= 6;
    }

    private void awaitStart(String name, int revision, Duration limit) throws InterruptedException {
        boolean seen = inbox.await(
                1,
                report -> report.phase() == Phase.STARTED
                        && name.equals(report.name())
                        && String.valueOf(revision).equals(report.revision()),
                limit);
        assertThat(seen)
                .as("the start of %s %d in %s", name, revision, inbox.all())
                .isTrue();
    }

    private void assertNothingTwice() {
        assertThat(inbox.all().stream().map(report -> report.externalId() + " " + report.phase()))
                .doesNotHaveDuplicates();
    }

    @Test
    void anApiServerThatGoesAwayIsAskedSeldomAndWhatHappenedWhenItIsBackIsFoundOnce() throws Exception {
        create("ledger");
        try (CountingProxy proxy = new CountingProxy(controlPlane.apiServer().port())) {
            RolloutWatch watch =
                    watch(controlPlane.kubeconfig(proxy.port(), ControlPlane.ADMIN_TOKEN), "one", "default");
            await("three watches", watch, Duration.ofSeconds(30), ClusterFaultsIT::watchesAll);
            revise("ledger", 1);
            awaitStart("ledger", 1, Duration.ofSeconds(10));

            double perSecond;
            controlPlane.apiServer().stop();
            try {
                int before = proxy.connections();
                Thread.sleep(OUTAGE);
                perSecond = (proxy.connections() - before) / (double) OUTAGE.toSeconds();
                assertThat(watch.status().stale()).isTrue();
            } finally {
                controlPlane.apiServer().start();
            }
            assertThat(perSecond).as("requests per second in the outage").isLessThanOrEqualTo(0.22);
            long backNanos = System.nanoTime();
            revise("ledger", 2);
            awaitStart("ledger", 2, Duration.ofSeconds(60));
            System.getLogger("outage")
                    .log(
                            System.Logger.Level.INFO,
                            "{0} requests/s in the outage, caught up after {1} s",
                            perSecond,
                            (System.nanoTime() - backNanos) / 1e9);
            await("all is well again", watch, Duration.ofSeconds(30), status -> !status.stale());
            assertNothingTwice();
        }
    }

    @Test
    void ofTwoOneWatchesAndWhenItEndsTheOtherGoesOnWithoutTellingAnythingTwice() throws Exception {
        create("relay");
        RolloutWatch one = watch(controlPlane.kubeconfig(), "one", "kube-public");
        await("the first leads", one, Duration.ofSeconds(30), ClusterFaultsIT::watchesAll);
        RolloutWatch two = watch(controlPlane.kubeconfig(), "two", "kube-public");
        revise("relay", 1);
        awaitStart("relay", 1, Duration.ofSeconds(10));
        assertThat(two.status().leader()).isFalse();

        opened.remove(one);
        one.close();
        revise("relay", 2); // nobody watches now
        await("the second leads", two, Duration.ofSeconds(30), KubernetesStatus::leader);
        awaitStart("relay", 2, Duration.ofSeconds(20));
        await("the second watches", two, Duration.ofSeconds(30), status -> !status.stale());

        assertThat(inbox.all().stream()
                        .filter(report -> "relay".equals(report.name()))
                        .map(DeployReport::externalId)
                        .distinct())
                .hasSize(2);
    }

    @Test
    void theShippedRoleIsEnoughAndEachMissingVerbIsNamed() throws Exception {
        String role = Files.readString(Path.of("config/kubernetes/rbac.yaml"));
        controlPlane.apply(Manifests.namespace("headroom") + "---\n" + role);
        String token = controlPlane
                .kubectl("-n", "headroom", "create", "token", "headroom", "--duration=1h")
                .strip();
        Path kubeconfig = controlPlane.kubeconfig(controlPlane.apiServer().port(), token);
        create("guarded");
        RolloutWatch watch = watch(kubeconfig, "one", "headroom");
        await("the role is enough", watch, Duration.ofSeconds(30), ClusterFaultsIT::watchesAll);
        revise("guarded", 1);
        awaitStart("guarded", 1, Duration.ofSeconds(10));
        assertThat(controlPlane.kubectlWith(kubeconfig, "auth", "can-i", "--list"))
                .doesNotContain("secrets")
                .doesNotContain("pods");
        opened.remove(watch);
        watch.close();

        assertNamed(role, kubeconfig, "verbs: [get, list, watch]", "verbs: [get, list]", "watch deployments");
        assertNamed(role, kubeconfig, "verbs: [get, list, watch]", "verbs: [list, watch]", "get deployments");
        assertNamed(role, kubeconfig, "verbs: [get, list, watch]", "verbs: [get, watch]", "list deployments");
        assertNamed(role, kubeconfig, "verbs: [get, update]", "verbs: [update]", "get leases");
        assertNamed(role, kubeconfig, "verbs: [get, update]", "verbs: [get]", "update leases");
        controlPlane.kubectl("-n", "headroom", "delete", "lease", "headroom");
        assertNamed(role, kubeconfig, "verbs: [create]", "verbs: [delete]", "create leases");
    }

    private void assertNamed(String role, Path kubeconfig, String verbs, String without, String expected)
            throws Exception {
        assertThat(role).contains(verbs);
        controlPlane.apply(role.replace(verbs, without));
        RolloutWatch watch = watch(kubeconfig, expected, "headroom");
        int turn = 0;
        long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!watch.status().refusals().contains(expected)) {
            assertThat(System.nanoTime())
                    .as("%s is named, now %s", expected, watch.status())
                    .isLessThan(deadline);
            if (watch.status().leader()) {
                // a change is what makes it look
                revise("guarded", 1_000 + turn++);
                controlPlane.kubectl("create", "deployment", "new-" + System.nanoTime(), "--image=a");
            }
            Thread.sleep(500);
        }
        opened.remove(watch);
        watch.close();
        controlPlane.apply(role);
    }
}

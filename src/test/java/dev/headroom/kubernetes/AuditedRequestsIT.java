// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.realparts.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real API server's own audit log, with the account and the role that are shipped: nothing but the promised requests is in it. */
class AuditedRequestsIT {
    private static final Set<String> PROMISED = Set.of(
            "list deployments.apps",
            "list daemonsets.apps",
            "list statefulsets.apps",
            "watch deployments.apps",
            "watch daemonsets.apps",
            "watch statefulsets.apps",
            "get deployments.apps",
            "get leases.coordination.k8s.io",
            "create leases.coordination.k8s.io",
            "update leases.coordination.k8s.io",
            "list endpointslices.discovery.k8s.io");
    private static final int DEPLOYMENTS = 4;

    @TempDir
    private Path folder;

    @Test
    void whileRolloutsGoOnOursAreTheThreeKindsTheLeaseAndTheEndpointSlicesAndThreeLooksARolloutAtMost()
            throws Exception {
        AuditLog audit = new AuditLog(folder);
        try (ControlPlane controlPlane = ControlPlane.start(folder, audit.options())) {
            controlPlane.runWorkloads(2);
            controlPlane.apply(Manifests.namespace("headroom") + "---\n"
                    + Files.readString(Path.of("config/kubernetes/rbac.yaml")));
            String token = controlPlane
                    .kubectl("-n", "headroom", "create", "token", "headroom")
                    .strip();
            Path kubeconfig = controlPlane.kubeconfig(controlPlane.apiServer().port(), token);
            StringBuilder yaml = new StringBuilder();
            for (int i = 0; i < DEPLOYMENTS; i++) {
                yaml.append(Manifests.deployment("default", "app-" + i, 20));
            }
            controlPlane.apply(yaml.toString());
            RecordingInbox inbox = new RecordingInbox();
            try (RolloutWatch watch = RolloutWatch.open(
                            kubeconfig,
                            new RolloutWatch.Settings(null, "headroom", "audited", "test"),
                            inbox,
                            System::nanoTime,
                            InstantSource.system());
                    ApiServerAddresses addresses =
                            ApiServerAddresses.open(kubeconfig, "test", ApiServerSource.ENDPOINTS)) {
                watch.start();
                assertThat(inbox.await(DEPLOYMENTS, report -> report.phase() == Phase.SUCCEEDED, Duration.ofMinutes(2)))
                        .isTrue();
                await().atMost(Duration.ofSeconds(30)).until(() -> quiet(audit));
                Instant since = Instant.now();
                for (int i = 0; i < DEPLOYMENTS; i++) {
                    controlPlane.kubectl("set", "image", "deployment/app-" + i, "main=example.org/app:2");
                }
                assertThat(inbox.await(
                                2 * DEPLOYMENTS, report -> report.phase() == Phase.SUCCEEDED, Duration.ofMinutes(2)))
                        .isTrue();
                await().atMost(Duration.ofSeconds(30)).until(() -> quiet(audit));
                assertThat(ours(audit, since).stream()
                                .filter(request -> request.verb().equals("get")
                                        && request.what().equals("deployments.apps")))
                        .as("looks at rollouts")
                        .hasSizeBetween(DEPLOYMENTS, 3 * DEPLOYMENTS);
                assertThatThrownBy(addresses::look).hasMessageContaining("hold no address");
            }

            List<AuditLog.Request> all = ours(audit, Instant.EPOCH);
            assertThat(all).allSatisfy(request -> {
                assertThat(request.verb() + " " + request.what()).isIn(PROMISED);
                assertThat(request.code()).as("%s", request).isIn(200, 201, 404);
                assertThat(request.namespace()).as("%s", request).isIn("", "default", "headroom");
            });
            assertThat(all.stream()
                            .map(request -> request.verb() + " " + request.what())
                            .collect(Collectors.toSet()))
                    .contains(
                            "watch deployments.apps",
                            "update leases.coordination.k8s.io",
                            "list endpointslices.discovery.k8s.io");
        }
    }

    private static List<AuditLog.Request> ours(AuditLog audit, Instant since) throws Exception {
        return audit.since(since).stream()
                .filter(request -> request.agent().equals("headroom"))
                .toList();
    }

    /** No request of ours but the lease's for longer than a look waits. */
    private static boolean quiet(AuditLog audit) throws Exception {
        return ours(audit, Instant.now().minusSeconds(5)).stream()
                .allMatch(request -> request.what().startsWith("leases"));
    }
}

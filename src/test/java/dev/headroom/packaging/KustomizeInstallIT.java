// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.ControlPlane;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both overlays with their components, applied beside each other on a real control plane whose controllers make the pods and judge them by Pod Security. */
class KustomizeInstallIT {
    @TempDir
    static Path folder;

    private static ControlPlane controlPlane;

    @BeforeAll
    static void start() throws Exception {
        controlPlane = ControlPlane.start(folder);
        controlPlane.runWorkloads(2);
        OperatorKinds.define(controlPlane);
        controlPlane.kubectl("label", "node", "node-0", "node-role.kubernetes.io/control-plane=");
        apply("network", "operator", "network-policy", "pdb");
        apply("host", "operator", "network-policy", "rollouts");
    }

    private static void apply(String overlay, String... components) throws Exception {
        controlPlane.apply(new Kustomization(overlay, List.of(components)).build(controlPlane, folder));
    }

    @AfterAll
    static void stop() throws Exception {
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    @Test
    void bothModesRunBesideEachOther() throws Exception {
        controlPlane.kubectl("-n", "headroom", "rollout", "status", "deployment/headroom", "--timeout=60s");
        controlPlane.kubectl("-n", "headroom-host", "rollout", "status", "daemonset/headroom", "--timeout=60s");

        assertThat(get("headroom-host", "pods", "{.items[*].spec.nodeName}")).isEqualTo("node-0");
        assertThat(get("headroom", "service/headroom", "{.spec.clusterIP}")).isNotEqualTo("None");
        assertThat(get("headroom-host", "service/headroom", "{.spec.clusterIP}"))
                .isEqualTo("None");
    }

    @Test
    void eachIsScrapedWhereItIs() throws Exception {
        for (String namespace : List.of("headroom", "headroom-host")) {
            assertThat(get(namespace, "servicemonitors,networkpolicies", "{.items[*].kind}"))
                    .as(namespace)
                    .isEqualTo("ServiceMonitor NetworkPolicy");
        }
    }

    @Test
    void eachMayUseItsLeaseAndSeeRollouts() throws Exception {
        assertMay("headroom", "headroom");
        assertMay("headroom-host", "headroom-host");
    }

    private static void assertMay(String namespace, String account) throws Exception {
        String as = "--as=system:serviceaccount:" + namespace + ":" + account;

        assertThat(controlPlane.kubectl("auth", "can-i", "update", "leases/headroom", "-n", namespace, as))
                .isEqualTo("yes\n");
        assertThat(controlPlane.kubectl("auth", "can-i", "watch", "deployments", "-A", as))
                .isEqualTo("yes\n");
        assertThat(controlPlane.kubectl("auth", "can-i", "list", "endpointslices", "-n", "default", as))
                .isEqualTo("yes\n");
    }

    private static String get(String namespace, String what, String path) throws Exception {
        return controlPlane.kubectl("-n", namespace, "get", what, "-o", "jsonpath=" + path);
    }
}

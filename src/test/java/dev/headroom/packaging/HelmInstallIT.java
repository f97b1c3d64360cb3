// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Release;
import dev.headroom.realparts.ControlPlane;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of docs/install.md by Helm itself, on a real control plane whose controllers make the pods and whose scheduler finds them a node: installed,
 * changed, and taken away without a rest.
 */
class HelmInstallIT {
    /** Everything that a release of ours may be made of. */
    private static final String ALL =
            "all,configmaps,serviceaccounts,roles,rolebindings,clusterroles,clusterrolebindings,servicemonitors,prometheusrules";

    @TempDir
    static Path folder;

    private static HelmChart chart;
    private static ControlPlane controlPlane;

    @BeforeAll
    static void start() throws Exception {
        chart = HelmChart.open();
        controlPlane = ControlPlane.start(folder);
        controlPlane.runWorkloads(2);
        OperatorKinds.define(controlPlane);
    }

    @AfterAll
    static void stop() throws Exception {
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    @Test
    void networkModeIsInstalledChangedAndTakenAwayAgain() throws Exception {
        Path kubeconfig = controlPlane.kubeconfig();
        Release installed = chart.install(kubeconfig, "headroom", InstallGuide.release("headroom"));

        assertThat(installed.getStatus()).isEqualTo("deployed");
        assertThat(installed.getOutput())
                .contains("kubectl -n headroom port-forward deployment/headroom 19847")
                .contains("Bursts are kept as long as the pod lives");
        assertThat(pods("headroom"))
                .as("pods that run")
                .containsExactly("registry.example.net/team/headroom:" + Manifests.projectVersion());
        assertThat(ofTheRelease("headroom"))
                .anyMatch(name -> name.startsWith("servicemonitor"))
                .anyMatch(name -> name.startsWith("prometheusrule"))
                .anyMatch(name -> name.startsWith("clusterrolebinding"));
        assertThat(mayListDeployments("headroom")).isEqualTo("yes");

        Release changed =
                chart.upgrade(kubeconfig, "headroom", Map.of("config.headroom.kubernetes.cluster", "prod-eu"));
        assertThat(changed.getRevision()).isEqualTo("2");
        assertThat(controlPlane.kubectl("-n", "headroom", "get", "configmap", "headroom", "-o", "yaml"))
                .contains("prod-eu");
        assertThat(controlPlane.kubectl("-n", "headroom", "rollout", "history", "deployment/headroom"))
                .as("another configuration is another pod")
                .containsPattern("(?m)^2 ");

        HelmChart.uninstall(kubeconfig, "headroom");
        assertThat(ofTheRelease("headroom")).isEmpty();
    }

    @Test
    void hostModeRunsOnEachControlPlaneNodeAndOnNoOther() throws Exception {
        controlPlane.kubectl("label", "node", "node-0", "node-role.kubernetes.io/control-plane=");
        controlPlane.kubectl("taint", "node", "node-0", "node-role.kubernetes.io/control-plane=:NoSchedule");
        controlPlane.kubectl("create", "namespace", "headroom-host");
        controlPlane.kubectl("label", "namespace", "headroom-host", "pod-security.kubernetes.io/enforce=privileged");
        Path kubeconfig = controlPlane.kubeconfig();

        Release installed = chart.install(kubeconfig, "headroom-host", InstallGuide.release("headroom-host"));
        assertThat(installed.getOutput())
                .contains("kubectl -n headroom-host port-forward daemonset/headroom-host 19847")
                .contains("It brings no rules")
                .doesNotContain("Nothing scrapes it");
        assertThat(ofTheRelease("headroom-host")).anyMatch(name -> name.startsWith("servicemonitor"));
        assertThat(controlPlane.kubectl(
                        "-n", "headroom-host", "get", "pods", "-o", "jsonpath={.items[*].spec.nodeName}"))
                .isEqualTo("node-0");

        HelmChart.uninstall(kubeconfig, "headroom-host");
        assertThat(ofTheRelease("headroom-host")).isEmpty();
    }

    /** The images of the running pods. */
    private static List<String> pods(String namespace) throws Exception {
        return controlPlane
                .kubectl(
                        "-n",
                        namespace,
                        "get",
                        "pods",
                        "--field-selector=status.phase=Running",
                        "-o",
                        "jsonpath={range .items[*]}{.spec.containers[0].image}{\"\\n\"}{end}")
                .lines()
                .toList();
    }

    /** What is there of a release, but for pods that are on their way out. */
    private static List<String> ofTheRelease(String name) throws Exception {
        return controlPlane
                .kubectl("get", ALL, "-A", "-o", "name", "-l", "app.kubernetes.io/instance=" + name)
                .lines()
                .filter(line -> !line.startsWith("pod/"))
                .toList();
    }

    private static String mayListDeployments(String namespace) throws Exception {
        return controlPlane
                .kubectl(
                        "auth",
                        "can-i",
                        "list",
                        "deployments",
                        "-A",
                        "--as=system:serviceaccount:" + namespace + ":headroom")
                .strip();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.realparts.ControlPlane;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A real API server is asked to take all that the kustomizations and the chart make, and to say what Pod Security thinks of the pods. The kinds of the
 * Prometheus operator are our own short ones, or with {@code -Dheadroom.crds=FOLDER} those of a folder.
 */
class PackagingIT {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String RESTRICTED = "judged-restricted";
    private static final String PRIVILEGED = "judged-privileged";

    @TempDir
    static Path folder;

    private static ControlPlane controlPlane;

    @BeforeAll
    static void start() throws Exception {
        controlPlane = ControlPlane.start(folder);
        for (String level : List.of("restricted", "privileged")) {
            controlPlane.apply("""
                    apiVersion: v1
                    kind: Namespace
                    metadata: {name: judged-%1$s, labels: {pod-security.kubernetes.io/enforce: %1$s}}
                    """.formatted(level));
        }
        controlPlane.kubectl("create", "namespace", "headroom");
        controlPlane.kubectl("create", "namespace", "headroom-host");
        OperatorKinds.define(controlPlane);
    }

    @AfterAll
    static void stop() throws Exception {
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    @Test
    void everyOverlayWithEachOfItsComponentsIsTaken() throws Exception {
        for (Map.Entry<String, String> built : kustomizations().entrySet()) {
            assertTaken(built.getKey(), built.getValue());
        }
    }

    @Test
    void theKustomizationOfTheGuideIsTakenAndItsMonitorIsSeenByKubePrometheusStack() throws Exception {
        String built = Kustomization.buildGuides(controlPlane, folder);

        assertTaken("the guide's", built);
        assertThat(Manifests.ofKind(Manifests.parse(built), "ServiceMonitor"))
                .singleElement()
                .satisfies(monitor -> assertThat(
                                monitor.path("metadata").path("labels").has("release"))
                        .isTrue());
    }

    @Test
    void theRolesOfTheKustomizationsAreTheShippedRoles() throws Exception {
        List<JsonNode> shipped = rules(Files.readString(Manifests.CONFIG.resolve("kubernetes/rbac.yaml")));

        assertThat(kustomizations().entrySet().stream()
                        .filter(built -> !rules(built.getValue()).isEmpty()))
                .hasSize(3)
                .allSatisfy(built -> assertThat(rules(built.getValue()))
                        .as(built.getKey())
                        .containsExactlyInAnyOrderElementsOf(shipped));
    }

    private static List<JsonNode> rules(String yaml) {
        return Manifests.parse(yaml).stream()
                .filter(object -> object.has("rules"))
                .map(role -> role.path("rules"))
                .toList();
    }

    @Test
    void theShippedRulesAndDashboardsAreTakenAsTheyAre() throws Exception {
        Path rules = Path.of("alerts/prometheusrule.yaml");
        if (Files.exists(rules)) {
            assertTaken("alerts", Files.readString(rules));
        }
        Path dashboards = Path.of("grafana");
        if (Files.exists(dashboards.resolve("kustomization.yaml"))) {
            assertTaken(
                    "grafana",
                    controlPlane.kubectl(
                            "kustomize", dashboards.toAbsolutePath().toString()));
        }
    }

    @Test
    void theChartIsTakenWithTheValuesOfEachFeature() throws Exception {
        HelmChart chart = HelmChart.open();
        for (Path feature : HelmChart.features()) {
            assertTaken(feature.toString(), chart.render(feature));
        }
    }

    @Test
    void aTypingErrorInAnObjectOfTheOperatorIsRefused() throws Exception {
        String monitor =
                Files.readString(Kustomization.SHIPPED.resolve("components/operator/headroom-serviceMonitor.yaml"));

        assertThatThrownBy(() -> dryRun(monitor.replace("jobLabel", "joblabel")))
                .hasMessageContaining("joblabel");
        assertThatThrownBy(() -> dryRun(monitor.replace("relabelings", "relabellings")))
                .hasMessageContaining("relabellings");
    }

    @Test
    void inNetworkModePodsAreRestrictedOnes() throws Exception {
        Map<String, JsonNode> pods = pods("network");

        assertThat(pods).hasSizeGreaterThanOrEqualTo(1);
        for (JsonNode pod : pods.values()) {
            dryRun(in(RESTRICTED, pod));
        }
    }

    @Test
    void inHostModeOnlyTheTwoHostPathsAreMoreThanRestricted() throws Exception {
        Map<String, JsonNode> pods = pods("host");

        assertThat(pods).hasSizeGreaterThanOrEqualTo(1);
        for (Map.Entry<String, JsonNode> each : pods.entrySet()) {
            ObjectNode pod = (ObjectNode) each.getValue();
            dryRun(in(PRIVILEGED, pod));
            assertThatThrownBy(() -> dryRun(in(RESTRICTED, pod)))
                    .as(each.getKey())
                    .hasMessageContaining("violates PodSecurity \"restricted:latest\": restricted volume types "
                            + "(volumes \"proc\", \"sys\" use restricted volume type \"hostPath\")\n");
            assertThat(pod.path("spec")
                            .path("volumes")
                            .valueStream()
                            .filter(volume -> volume.has("hostPath"))
                            .map(volume -> volume.path("hostPath").path("path").asString("")))
                    .containsExactly("/proc", "/sys");
            assertThat(pod.path("spec")
                            .path("containers")
                            .path(0)
                            .path("volumeMounts")
                            .valueStream()
                            .filter(mount ->
                                    mount.path("mountPath").asString("").startsWith("/host/")))
                    .hasSize(2)
                    .allMatch(mount -> mount.path("readOnly").asBoolean(false)
                            && mount.path("recursiveReadOnly").asString("").equals("IfPossible"));
        }
    }

    @Test
    void whatHostModeGetsBeyondThatWouldBeNoticed() throws Exception {
        ObjectNode pod = (ObjectNode) pods("host").values().iterator().next();
        ((ObjectNode) pod.path("spec")).put("hostPID", true).put("hostNetwork", true);

        assertThatThrownBy(() -> dryRun(in(RESTRICTED, pod))).hasMessageContaining("host namespaces");
    }

    /** The pod templates of all kustomizations, and of the chart where Helm is there, in one mode. */
    private static Map<String, JsonNode> pods(String mode) throws Exception {
        Map<String, String> texts = new TreeMap<>(kustomizations());
        if ("amd64".equals(System.getProperty("os.arch"))) {
            HelmChart chart = HelmChart.open();
            for (Path feature : HelmChart.features()) {
                texts.put(feature.toString(), chart.render(feature));
            }
        }
        Map<String, JsonNode> pods = new LinkedHashMap<>();
        texts.forEach((from, text) -> Manifests.parse(text).stream()
                .map(object -> object.path("spec").path("template"))
                .filter(template -> mode.equals(template.path("metadata")
                        .path("labels")
                        .path("app.kubernetes.io/component")
                        .asString("")))
                .forEach(template -> pods.put(from, template)));
        return pods;
    }

    private static String in(String namespace, JsonNode template) {
        ObjectNode pod = (ObjectNode) template.deepCopy();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        ((ObjectNode) pod.path("metadata")).put("name", "judged").put("namespace", namespace);
        return MAPPER.writeValueAsString(pod);
    }

    private static Map<String, String> kustomizations() throws Exception {
        Map<String, String> built = new TreeMap<>();
        build(built, "network", List.of());
        build(built, "network", List.of("operator", "network-policy", "pdb"));
        build(built, "host", List.of());
        build(built, "host", List.of("operator", "network-policy", "rollouts"));
        try (Stream<Path> components = Files.list(Kustomization.SHIPPED.resolve("components"))) {
            assertThat(components).hasSize(4);
        }
        return built;
    }

    private static void build(Map<String, String> built, String overlay, List<String> components) throws Exception {
        built.put(overlay + components, new Kustomization(overlay, components).build(controlPlane, folder));
    }

    private static void assertTaken(String what, String yaml) throws Exception {
        List<JsonNode> objects = Manifests.parse(yaml);
        assertThat(objects).as(what).isNotEmpty();
        assertThat(dryRun(yaml).lines().filter(line -> line.endsWith("(server dry run)")))
                .as(what)
                .hasSize(objects.size());
    }

    private static String dryRun(String yaml) throws Exception {
        Path file = Files.createTempFile(folder, "dry-run-", ".yaml");
        Files.writeString(file, yaml);
        return controlPlane.kubectl(
                "apply",
                "--server-side",
                "--force-conflicts",
                "--dry-run=server",
                "--validate=strict",
                "-f",
                file.toString());
    }
}

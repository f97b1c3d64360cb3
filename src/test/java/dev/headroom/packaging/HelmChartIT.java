// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.realparts.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The chart, as Helm renders it. */
class HelmChartIT {
    private static final Path RBAC = Manifests.CONFIG.resolve("kubernetes/rbac.yaml");

    private static HelmChart chart;

    @BeforeAll
    static void load() {
        chart = HelmChart.open();
    }

    @Test
    void helmHasNothingToSayOfItButThatItHasNoIcon() {
        assertThat(chart.lint()).containsExactly("[INFO] Chart.yaml: icon is recommended");
    }

    @Test
    void withoutAWordItIsTheLeastThatWorks() {
        assertThat(kinds(Map.of()))
                .containsExactlyInAnyOrder(
                        "ServiceAccount",
                        "ConfigMap",
                        "ClusterRole",
                        "ClusterRoleBinding",
                        "Role",
                        "RoleBinding",
                        "Service",
                        "Deployment");
        assertThat(kinds(Map.of("mode", "host")))
                .containsExactlyInAnyOrder("ServiceAccount", "ConfigMap", "Service", "DaemonSet");
    }

    @Test
    void aMisspeltOrMisplacedValueIsRefusedWithItsName() {
        assertRefused("persistance.enabled", true, "persistance");
        assertRefused("serviceMonitor.labels.release", "x", "labels");
        assertRefused("mode", "hots", "/mode");
        assertRefused("replicas", "0", "/replicas");
        assertRefused("image.digest", "sha1:abc", "/image/digest");
        assertRefused("history.postgresql.url", "postgres://db", "/history/postgresql/url");
    }

    private static void assertRefused(String value, Object as, String named) {
        assertThatThrownBy(() -> chart.render(Map.of(value, as)))
                .as(value)
                .hasMessageContaining("don't meet the specifications")
                .hasMessageContaining(named);
    }

    @Test
    void itsRolesAreTheShippedRoles() throws IOException {
        Map<String, JsonNode> shipped = rules(Manifests.read(RBAC));
        assertThat(rules(Manifests.parse(chart.render(Map.of())))).isEqualTo(shipped);

        shipped.putAll(rules(Manifests.read(RBAC.resolveSibling("rbac-static-pods.yaml"))));
        assertThat(rules(
                        Manifests.parse(chart.render(Map.of("config.headroom.kubernetes.api-servers", "static-pods")))))
                .isEqualTo(shipped);
    }

    private static Map<String, JsonNode> rules(List<JsonNode> objects) {
        Map<String, JsonNode> rules = new TreeMap<>();
        objects.stream()
                .filter(object -> object.has("rules"))
                .forEach(role ->
                        rules.put(role.path("metadata").path("namespace").asString("everywhere"), role.path("rules")));
        return rules;
    }

    @Test
    void theUsersOwnKeysWinOverTheChartsAndStandBesideThem() {
        JsonNode written = configuration(Map.of(
                "config.headroom.detection.thresholds.cpu", 0.9, "config.headroom.kubernetes.cluster", "prod-eu"));

        assertThat(written.at("/headroom/detection/thresholds/cpu").asDouble()).isEqualTo(0.9);
        assertThat(written.at("/headroom/kubernetes/cluster").asString()).isEqualTo("prod-eu");
        assertThat(written.at("/headroom/kubernetes/enabled").asBoolean()).isTrue();
        assertThat(written.at("/server/address").asString()).isEqualTo("0.0.0.0");
        assertThat(configuration(Map.of("config.headroom.kubernetes.enabled", false))
                        .at("/headroom/kubernetes/enabled")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void secretsAreMountedAndNeverWritten() {
        Map<String, Object> values = Map.of(
                "history.postgresql.url", "jdbc:postgresql://db/headroom",
                "history.postgresql.passwordSecret.name", "db",
                "deploys.tokensSecret.name", "tokens",
                "deploys.webhookSecret.name", "webhooks");
        JsonNode headroom = configuration(values).path("headroom");

        assertThat(headroom.at("/history/password-file").asString())
                .isEqualTo("/etc/headroom/secrets/postgresql/password");
        assertThat(headroom.at("/deploys/tokens-file").asString()).isEqualTo("/etc/headroom/secrets/tokens/tokens");
        assertThat(headroom.at("/deploys/webhook-secrets-directory").asString())
                .isEqualTo("/etc/headroom/secrets/webhooks");
        assertThat(pod(values)
                        .path("volumes")
                        .valueStream()
                        .map(volume -> volume.at("/secret/secretName").asString(""))
                        .filter(name -> !name.isEmpty()))
                .containsExactly("db", "tokens", "webhooks");
    }

    @Test
    void anotherConfigurationIsAnotherPod() {
        assertThat(checksum(Map.of("config.headroom.sampling.interval", "50ms")))
                .isNotEqualTo(checksum(Map.of()));
    }

    private static String checksum(Map<String, Object> values) {
        return workload(values)
                .at("/spec/template/metadata/annotations/checksum~1config")
                .asString();
    }

    @Test
    void anImageIsNamedByItsDigestBeforeItsTag() throws IOException {
        String digest = "sha256:" + "0123456789abcdef".repeat(4);

        assertThat(image(Map.of())).isEqualTo("headroom:" + Manifests.projectVersion());
        assertThat(image(Map.of("image.registry", "r.example.net", "image.tag", "v1")))
                .isEqualTo("r.example.net/headroom:v1");
        assertThat(image(Map.of("image.tag", "v1", "image.digest", digest))).isEqualTo("headroom@" + digest);
    }

    private static String image(Map<String, Object> values) {
        return pod(values).at("/containers/0/image").asString();
    }

    @Test
    void inHostModeNoTokenIsMountedUntilTheClusterIsWatched() {
        assertThat(pod(Map.of("mode", "host"))
                        .path("automountServiceAccountToken")
                        .asBoolean(true))
                .isFalse();
        assertThat(pod(Map.of("mode", "host", "kubernetes.enabled", true))
                        .path("automountServiceAccountToken")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void theRulesAreTheShippedOnesWithTheUsersAddresses() throws IOException {
        JsonNode shipped = Manifests.read(HelmChart.FOLDER.resolve("files/headroom.rules.yaml"))
                .getFirst();
        String asShipped =
                spec(Map.of("prometheusRule.enabled", true), "PrometheusRule").toString();
        assertThat(asShipped).isEqualTo(shipped.toString());

        String addressed = spec(
                        Map.of(
                                "prometheusRule.enabled", true,
                                "prometheusRule.runbookUrl", "https://wiki.example.net/headroom",
                                "prometheusRule.grafanaUrl", "https://graphs.example.net",
                                "prometheusRule.headroomUrl", "https://watcher.example.net"),
                        "PrometheusRule")
                .toString();
        assertThat(addressed)
                .contains("https://wiki.example.net/headroom/headroom")
                .contains("https://graphs.example.net/d/headroom-")
                .contains("https://watcher.example.net/api/v1/bursts")
                .doesNotContain("example.org")
                .doesNotContain("http://{{");
    }

    @Test
    void theRulesAskForTheJobThatTheMonitorsMake() {
        assertThat(jobs(Map.of())).containsExactly(".*headroom.*");
        assertThat(jobs(Map.of("nameOverride", "headroom-eu"))).containsExactly(".*headroom.*");
        assertThat(jobs(Map.of("nameOverride", "watcher"))).containsExactly(".*headroom.*|watcher");
        assertThat(jobs(Map.of("nameOverride", "watcher", "prometheusRule.jobSelector", "watch.+")))
                .containsExactly("watch.+");
    }

    /** What the rules take for Headroom's own jobs. */
    private static Set<String> jobs(Map<String, Object> values) {
        return selectors(values, "up\\{job=~\\\\\"(.+?)\\\\\"");
    }

    @Test
    void theApiServersJobCanBeNamed() {
        String selector = "apiserver_[a-z_]+\\{job=~\\\\\"(.+?)\\\\\"";

        assertThat(selectors(Map.of(), selector)).containsExactly("(kube-)?apiserver");
        assertThat(selectors(Map.of("prometheusRule.apiServerJobSelector", "kubernetes-apiservers"), selector))
                .containsExactly("kubernetes-apiservers");
        assertRefused("prometheusRule.jobSelector", "a\"b", "/prometheusRule/jobSelector");
    }

    private static Set<String> selectors(Map<String, Object> values, String pattern) {
        Map<String, Object> withRules = new HashMap<>(values);
        withRules.put("prometheusRule.enabled", true);
        return Pattern.compile(pattern)
                .matcher(spec(withRules, "PrometheusRule").toString())
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    @Test
    void prometheusTakesTheRulesWithOtherJobsAndAddresses(@TempDir Path folder) throws Exception {
        Path rules = folder.resolve("rules.yaml");
        Files.writeString(
                rules,
                spec(
                                Map.of(
                                        "prometheusRule.enabled", true,
                                        "prometheusRule.runbookUrl", "https://wiki.example.net/headroom",
                                        "prometheusRule.grafanaUrl", "https://graphs.example.net",
                                        "prometheusRule.headroomUrl", "https://watcher.example.net",
                                        "prometheusRule.jobSelector", "(head|elbow)room.+",
                                        "prometheusRule.apiServerJobSelector", "kube.api[0-9]"),
                                "PrometheusRule")
                        .toString());
        Answer answer = Answer.of(List.of(RealPart.require("promtool").toString(), "check", "rules", rules.toString()));

        assertThat(answer.code()).as(answer.text()).isZero();
    }

    @Test
    void theLabelThatNamesTheJobIsTheNameThatCanBeOverridden() {
        JsonNode monitor = spec(Map.of("serviceMonitor.enabled", true), "ServiceMonitor");
        List<JsonNode> objects = Manifests.parse(chart.render(Map.of("nameOverride", "watcher")));

        assertThat(Manifests.ofKind(objects, "Service")
                        .map(service -> service.path("metadata")
                                .path("labels")
                                .path(monitor.path("jobLabel").asString())
                                .asString()))
                .containsExactly("watcher");
    }

    @Test
    void anInstanceIsTheAddressThatTheAlertsLinksLeadToWithItsNodeBesideIt() throws IOException {
        JsonNode endpoint = spec(Map.of("serviceMonitor.enabled", true), "ServiceMonitor")
                .path("endpoints")
                .path(0);
        JsonNode component = Manifests.read(
                        Manifests.CONFIG.resolve("kustomize/components/operator/headroom-serviceMonitor.yaml"))
                .getFirst();

        assertThat(endpoint.path("relabelings").valueStream())
                .singleElement()
                .satisfies(relabeling ->
                        assertThat(relabeling.path("targetLabel").asString()).isEqualTo("node"));
        assertThat(component.at("/spec/endpoints/0")).isEqualTo(endpoint);
        assertThat(spec(Map.of("podMonitor.enabled", true), "PodMonitor").at("/podMetricsEndpoints/0"))
                .isEqualTo(endpoint);
    }

    @Test
    void eachReleaseOfTheGuideIsScrapedAndOneOfThemHasTheRules() throws IOException {
        Map<String, Map<String, Object>> releases = InstallGuide.releases();

        assertThat(releases).hasSize(2).allSatisfy((name, values) -> {
            assertThat(kinds(values)).contains("ServiceMonitor");
            assertThat(values).containsKey("serviceMonitor.additionalLabels.release");
        });
        assertThat(releases.values().stream().filter(values -> kinds(values).contains("PrometheusRule")))
                .singleElement()
                .satisfies(values -> assertThat(values).containsKey("prometheusRule.additionalLabels.release"));
    }

    @Test
    void selectorsNeverHaveTheChartsVersion() {
        for (String mode : List.of("network", "host")) {
            assertThat(workload(Map.of("mode", mode))
                            .at("/spec/selector/matchLabels")
                            .propertyNames())
                    .containsExactlyInAnyOrder(
                            "app.kubernetes.io/name", "app.kubernetes.io/instance", "app.kubernetes.io/component");
        }
    }

    private static TreeSet<String> kinds(Map<String, Object> values) {
        return Manifests.parse(chart.render(values)).stream()
                .map(Manifests::kind)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static JsonNode configuration(Map<String, Object> values) {
        JsonNode map = Manifests.ofKind(Manifests.parse(chart.render(values)), "ConfigMap")
                .findFirst()
                .orElseThrow();
        return Manifests.parse(map.path("data").path("application.yaml").asString())
                .getFirst();
    }

    private static JsonNode spec(Map<String, Object> values, String kind) {
        return Manifests.ofKind(Manifests.parse(chart.render(values)), kind)
                .findFirst()
                .orElseThrow()
                .path("spec");
    }

    private static JsonNode workload(Map<String, Object> values) {
        return Manifests.parse(chart.render(values)).stream()
                .filter(object -> object.path("spec").has("template"))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode pod(Map<String, Object> values) {
        return workload(values).path("spec").path("template").path("spec");
    }
}

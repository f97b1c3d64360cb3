// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.NodeExporter;
import dev.headroom.realparts.PrometheusServer;
import dev.headroom.realparts.Spinners;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A real Prometheus with the shipped rules, which holds the incident of 2024 and sees the present: the jar that users start, which watches a
 * real control plane, a real node_exporter and a server that is not there. It scrapes twice, as two clusters: {@link #CLASSIC} as it does
 * by itself, {@link #NATIVE} with native histograms.
 */
final class IncidentAndPresent implements AutoCloseable {
    static final String CLASSIC = "live";
    static final String NATIVE = "native";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Prometheus must have seen this much of the present before it is asked. */
    private static final int SCRAPES = 45;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Instant began;
    private final HeadroomJar service;
    private final PrometheusServer prometheus;

    private IncidentAndPresent(Path folder) throws Exception {
        Path ofPrometheus = Files.createDirectory(folder.resolve("prometheus"));
        RecordedIncident.store(ofPrometheus);
        try {
            ControlPlane controlPlane = started(ControlPlane.start(folder));
            NodeExporter node = started(NodeExporter.start(folder));
            Path token = Files.writeString(folder.resolve("token"), ControlPlane.ADMIN_TOKEN);
            service = started(HeadroomJar.start(
                    Files.createDirectory(folder.resolve("service")),
                    Map.of(
                            "KUBECONFIG",
                            kubeconfigWithoutStatefulSets(controlPlane).toString()),
                    "--headroom.kubernetes.enabled=true",
                    "--headroom.kubernetes.lease-namespace=headroom",
                    "--headroom.targets[0].name=api-1",
                    "--headroom.targets[0].url=" + controlPlane.apiServer().url(),
                    "--headroom.targets[0].bearer-token-file=" + token,
                    "--headroom.targets[0].ca-file=" + controlPlane.certificateAuthority(),
                    "--headroom.targets[1].name=api-1",
                    "--headroom.targets[1].kind=node",
                    "--headroom.targets[1].url=" + node.url(),
                    "--headroom.targets[2].name=gone",
                    "--headroom.targets[2].url=https://127.0.0.1:1"));
            began = Instant.now();
            prometheus = started(PrometheusServer.start(
                    ofPrometheus,
                    """
                    global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 2s}
                    rule_files: ["%s"]
                    scrape_configs:
                      - job_name: headroom
                        static_configs: [{targets: ["127.0.0.1:%2$d"], labels: {cluster: %3$s}}]
                      - job_name: headroom-native
                        scrape_native_histograms: true
                        static_configs: [{targets: ["127.0.0.1:%2$d"], labels: {cluster: %4$s}}]
                      - job_name: apiserver
                        scheme: https
                        authorization: {credentials_file: %5$s}
                        tls_config: {ca_file: %6$s}
                        static_configs:
                          - {targets: ["127.0.0.1:%7$d"], labels: {cluster: %3$s}}
                          - {targets: ["127.0.0.1:%7$d"], labels: {cluster: %4$s}}
                    """.formatted(
                                    AlertRules.FILE.toAbsolutePath(),
                                    service.port(),
                                    CLASSIC,
                                    NATIVE,
                                    token,
                                    controlPlane.certificateAuthority(),
                                    controlPlane.apiServer().port()),
                    "--enable-feature=exemplar-storage",
                    RecordedIncident.LOOK_BACK));
            makeSomethingHappen();
            await().atMost(PATIENCE)
                    .until(() -> count("min(count_over_time(headroom_build_info{cluster!=\"eqiad\"}[10m]))") >= SCRAPES
                            && count("headroom_limit_requests{cluster=\"live\"}") > 0
                            && count("headroom_kubernetes_forbidden{cluster=\"live\"}") > 0
                            && count("count_over_time(headroom_webhook_rejected_total{cluster=\"live\"}[10m])") > 4
                            && count("max(headroom_bursts_total{cluster=\"live\",signal=\"cpu\"})") > 0);
        } catch (Throwable failed) {
            close();
            throw failed;
        }
    }

    /**
     * Starts all, and lets something happen: a deploy that runs and ends, one that is refused, and a CPU that is full for a while.
     *
     * @param folder of its own; keeps all they write
     */
    static IncidentAndPresent start(Path folder) throws Exception {
        return new IncidentAndPresent(folder);
    }

    /** The shipped role, with one kind taken out of it: so that something is forbidden. */
    private static Path kubeconfigWithoutStatefulSets(ControlPlane controlPlane) throws Exception {
        String role = Files.readString(Path.of("config/kubernetes/rbac.yaml"));
        controlPlane.kubectl("create", "namespace", "headroom");
        controlPlane.apply(role.replace("daemonsets, statefulsets]", "daemonsets]"));
        String token = controlPlane
                .kubectl("-n", "headroom", "create", "token", "headroom", "--duration=1h")
                .strip();
        return controlPlane.kubeconfig(controlPlane.apiServer().port(), token);
    }

    private <T extends AutoCloseable> T started(T part) {
        parts.push(part);
        return part;
    }

    private void makeSomethingHappen() throws Exception {
        await().atMost(PATIENCE).until(() -> count("headroom_build_info{cluster=\"live\"}") > 0);
        assertThat(post("started")).isEqualTo(201);
        double before = count("max(headroom_bursts_total{cluster=\"live\",signal=\"cpu\"})");
        Spinners.spinAllCores(Duration.ofSeconds(3));
        await().atMost(PATIENCE)
                .until(() -> count("max(headroom_bursts_total{cluster=\"live\",signal=\"cpu\"})") > before);
        assertThat(post("no-such-phase")).isGreaterThanOrEqualTo(400);
        assertThat(post("succeeded")).isEqualTo(201);
        // a growth needs two scrapes, and a point of the panel after them
        await().atMost(PATIENCE)
                .until(() ->
                        count("max(count_over_time(headroom_webhook_rejected_total{cluster=\"live\"}[2m]))") >= 65);
    }

    private int post(String phase) throws Exception {
        String finished = phase.equals("succeeded") ? ",\"finishedAt\":\"" + Instant.now() + "\"" : "";
        String body =
                "{\"source\":\"ci\",\"externalId\":\"1\",\"app\":\"web\",\"name\":\"web\",\"phase\":\"%s\",\"startedAt\":\"%s\"%s}"
                        .formatted(phase, began, finished);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/api/v1/deploys"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    /** The first value of a query, 0 where there is none. */
    double count(String query) throws Exception {
        JsonNode result = prometheus.get("query", "query", query).path("result");
        return result.isEmpty()
                ? 0
                : Double.parseDouble(result.path(0).path("value").path(1).asString());
    }

    /** Who holds and sees it. */
    PrometheusServer prometheus() {
        return prometheus;
    }

    /** The Headroom that watches the present. */
    HeadroomJar service() {
        return service;
    }

    /** The present, until now. */
    TimeWindow present() {
        return new TimeWindow("live", began, Instant.now(), Duration.ofSeconds(1));
    }

    /** The incident, the present, and the present as the past of a time to come: for what compares with an hour or a week ago. */
    List<TimeWindow> windows() {
        TimeWindow present = present();
        return List.of(
                RecordedIncident.WINDOW,
                present,
                present.later(Duration.ofMinutes(11)),
                present.later(Duration.ofMinutes(61)),
                present.later(Duration.ofDays(7)));
    }

    @Override
    public void close() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}

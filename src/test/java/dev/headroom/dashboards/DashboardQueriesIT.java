// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.headroom.dashboards.Dashboard.Panel;
import dev.headroom.dashboards.DashboardViewer.Choices;
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
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Every query of every shipped dashboard is run by a real Prometheus, and has data: from the incident of 2024, or, for what exists only
 * live, from the jar that users start, which watches a real control plane, a real node_exporter and a server that is not there.
 */
class DashboardQueriesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Prometheus must have seen this much of the present before it is asked. */
    private static final int SCRAPES = 45;

    /** How long each deploy of the incident took. */
    private static final Map<String, Integer> DEPLOY_SECONDS = Map.of(
            "sync-prod-k8s", 429,
            "rdf-streaming-updater", 45,
            "sync-prod-k8s [retry]", 604,
            "roll-back of sync-prod-k8s", 405);

    @TempDir
    private static Path folder;

    private static final Deque<AutoCloseable> PARTS = new ArrayDeque<>();
    private static Instant began = Instant.EPOCH;
    private static @Nullable PrometheusServer prometheus;
    private static @Nullable HeadroomJar service;

    @BeforeAll
    static void startAll() throws Exception {
        Path ofPrometheus = Files.createDirectory(folder.resolve("prometheus"));
        RecordedIncident.store(ofPrometheus);

        ControlPlane controlPlane = started(ControlPlane.start(folder));
        NodeExporter node = started(NodeExporter.start(folder));
        Path token = Files.writeString(folder.resolve("token"), ControlPlane.ADMIN_TOKEN);
        HeadroomJar jar = started(HeadroomJar.start(
                Files.createDirectory(folder.resolve("service")),
                Map.of("KUBECONFIG", kubeconfigWithoutStatefulSets(controlPlane).toString()),
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
        service = jar;
        began = Instant.now();
        prometheus = started(PrometheusServer.start(
                ofPrometheus,
                """
                global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 2s}
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: headroom
                    static_configs: [{targets: ["127.0.0.1:%d"], labels: {cluster: live}}]
                  - job_name: apiserver
                    scheme: https
                    authorization: {credentials_file: %s}
                    tls_config: {ca_file: %s}
                    static_configs: [{targets: ["127.0.0.1:%d"], labels: {cluster: live}}]
                """.formatted(
                                AlertRules.FILE.toAbsolutePath(),
                                jar.port(),
                                token,
                                controlPlane.certificateAuthority(),
                                controlPlane.apiServer().port()),
                "--enable-feature=exemplar-storage",
                RecordedIncident.LOOK_BACK));
        makeSomethingHappen(jar);
        await().atMost(PATIENCE)
                .until(() -> count("count_over_time(headroom_build_info{cluster=\"live\"}[10m])") >= SCRAPES
                        && count("headroom_limit_requests{cluster=\"live\"}") > 0
                        && count("headroom_kubernetes_forbidden{cluster=\"live\"}") > 0
                        && count("count_over_time(headroom_webhook_rejected_total{cluster=\"live\"}[10m])") > 4
                        && count("max(headroom_bursts_total{cluster=\"live\",signal=\"cpu\"})") > 0);
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

    private static <T extends AutoCloseable> T started(T part) {
        PARTS.push(part);
        return part;
    }

    @AfterAll
    static void stopAll() throws Exception {
        while (!PARTS.isEmpty()) {
            PARTS.pop().close();
        }
    }

    /** A deploy that runs and ends, one that is refused, and a CPU that is full for a while. */
    private static void makeSomethingHappen(HeadroomJar jar) throws Exception {
        await().atMost(PATIENCE).until(() -> count("headroom_build_info{cluster=\"live\"}") > 0);
        assertThat(post(jar, "started")).isEqualTo(201);
        double before = count("max(headroom_bursts_total{cluster=\"live\",signal=\"cpu\"})");
        Spinners.spinAllCores(Duration.ofSeconds(3));
        await().atMost(PATIENCE)
                .until(() -> count("max(headroom_bursts_total{cluster=\"live\",signal=\"cpu\"})") > before);
        assertThat(post(jar, "no-such-phase")).isGreaterThanOrEqualTo(400);
        assertThat(post(jar, "succeeded")).isEqualTo(201);
        // a growth needs two scrapes, and a point of the panel after them
        await().atMost(PATIENCE)
                .until(() ->
                        count("max(count_over_time(headroom_webhook_rejected_total{cluster=\"live\"}[2m]))") >= 65);
    }

    private static int post(HeadroomJar jar, String phase) throws Exception {
        String finished = phase.equals("succeeded") ? ",\"finishedAt\":\"" + Instant.now() + "\"" : "";
        String body =
                "{\"source\":\"ci\",\"externalId\":\"1\",\"app\":\"web\",\"name\":\"web\",\"phase\":\"%s\",\"startedAt\":\"%s\"%s}"
                        .formatted(phase, began, finished);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + jar.port() + "/api/v1/deploys"))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        }
    }

    /** The first value of a query, 0 where there is none. */
    private static double count(String query) throws Exception {
        JsonNode result = prometheus().get("query", "query", query).path("result");
        return result.isEmpty()
                ? 0
                : Double.parseDouble(result.path(0).path("value").path(1).asString());
    }

    private static PrometheusServer prometheus() {
        return Objects.requireNonNull(prometheus);
    }

    /** The incident, the present, and the present as the past of a time to come: for what compares with an hour or a week ago. */
    private static List<TimeWindow> windows() {
        TimeWindow live = new TimeWindow("live", began, Instant.now(), Duration.ofSeconds(1));
        return List.of(
                RecordedIncident.WINDOW,
                live,
                live.later(Duration.ofMinutes(11)),
                live.later(Duration.ofMinutes(61)),
                live.later(Duration.ofDays(7)));
    }

    @Test
    void everyPanelHasData() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        List<String> empty = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (Panel panel : dashboard.panels()) {
                for (JsonNode target : panel.targets()) {
                    String found = found(viewer, panel, target);
                    if (found.isEmpty()) {
                        empty.add(panel + ": "
                                + AlertRules.oneLine(target.path("expr").asString()));
                    } else {
                        System.getLogger("dashboards").log(System.Logger.Level.INFO, panel + ": " + found);
                    }
                }
            }
        }
        assertThat(empty).isEmpty();
    }

    private static String found(DashboardViewer viewer, Panel panel, JsonNode target) throws Exception {
        for (TimeWindow window : windows()) {
            for (Choices choices : viewer.choices(panel.dashboard(), window)) {
                List<JsonNode> series = viewer.series(panel, target, choices, window);
                if (series.isEmpty() && target.path("instant").asBoolean()) {
                    series = viewer.seriesAtAnyTime(panel, target, choices, window);
                }
                if (!series.isEmpty()) {
                    return series.size() + " series, " + window.name();
                }
            }
        }
        return "";
    }

    /** 30 s of a CPU within 15 minutes are a warning: so the first deploy of the incident was one, seven minutes after it had begun. */
    @Test
    void theEvidenceOfTheAlertsShowsTheFirstDeployOfTheIncidentBeyondTheThreshold() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        Panel panel = Dashboard.shippedPanels().stream()
                .filter(one -> one.title().equals("Was a CPU saturated for too long?"))
                .findFirst()
                .orElseThrow();
        TimeWindow first = new TimeWindow(
                "first deploy",
                RecordedIncident.WINDOW.from(),
                Instant.parse("2024-05-28T12:23:00Z"),
                RecordedIncident.WINDOW.scrape());
        Choices choices = viewer.choices(panel.dashboard(), first).getFirst();
        double highest = viewer.series(panel, panel.targets().getFirst(), choices, first).stream()
                .flatMap(series -> series.path("values").valueStream())
                .mapToDouble(point -> Double.parseDouble(point.path(1).asString()))
                .max()
                .orElse(0);
        assertThat(highest).isGreaterThan(panel.thresholds().getFirst());
    }

    @Test
    void everyVariableOffersSomethingInTheIncidentAndNow() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (TimeWindow window : windows().subList(0, 2)) {
                for (JsonNode variable : dashboard.queryVariables()) {
                    TreeSet<String> offered = new TreeSet<>();
                    for (Choices choices : viewer.choices(dashboard, window)) {
                        offered.addAll(viewer.offered(variable, choices, window));
                    }
                    assertThat(offered)
                            .as("%s of %s in %s", variable.path("name"), dashboard, window.name())
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void aTargetThatNeverAnsweredCanBeChosen() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (JsonNode variable : dashboard.queryVariables()) {
                if (variable.path("name").asString().equals("target")) {
                    TimeWindow live = windows().get(1);
                    assertThat(viewer.offered(
                                    variable, viewer.choices(dashboard, live).getFirst(), live))
                            .contains("gone", "api-1");
                }
            }
        }
    }

    @Test
    void everyDeployOfTheIncidentIsARegionOfItsLength() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (JsonNode annotation : dashboard.prometheusAnnotations()) {
                List<JsonNode> series = viewer.annotated(
                        annotation,
                        viewer.choices(dashboard, RecordedIncident.WINDOW).getFirst(),
                        RecordedIncident.WINDOW);
                Map<String, Integer> seconds = new TreeMap<>();
                series.forEach(one -> seconds.put(
                        one.path("metric").path("name").asString(),
                        one.path("values").size() * 15));
                assertThat(seconds.keySet()).containsExactlyInAnyOrderElementsOf(DEPLOY_SECONDS.keySet());
                DEPLOY_SECONDS.forEach((name, length) -> assertThat(seconds.get(name))
                        .as("%s on %s", name, dashboard)
                        .isCloseTo(length, within(30)));
            }
        }
    }

    @Test
    void anExemplarOfEachBurstPanelLeadsToItsBurst() throws Exception {
        DashboardViewer viewer = new DashboardViewer(prometheus());
        TimeWindow live = windows().get(1);
        TreeSet<String> ids = new TreeSet<>();
        for (Dashboard dashboard : Dashboard.shipped()) {
            for (Panel panel : dashboard.panels()) {
                for (JsonNode target : panel.targets()) {
                    if (target.path("exemplar").asBoolean()) {
                        List<String> named = new ArrayList<>();
                        for (Choices choices : viewer.choices(dashboard, live)) {
                            named.addAll(viewer.exemplars(panel, target, choices, live));
                        }
                        assertThat(named).as(panel.toString()).isNotEmpty();
                        ids.addAll(named);
                    }
                }
            }
        }
        HeadroomJar jar = Objects.requireNonNull(service);
        for (String id : ids) {
            String burst =
                    jar.get("/bursts/" + id).headers().firstValue("Location").orElseThrow();
            assertThat(jar.get(burst).statusCode()).isEqualTo(200);
        }
    }
}

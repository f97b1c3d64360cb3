// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.NodeExporter;
import dev.headroom.realparts.PrometheusServer;
import dev.headroom.realparts.RealPart;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar that users start watches a real API server, a real node_exporter and a server that is not there. */
class NetworkTargetsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final List<String> SOURCES = List.of("readyz", "slis", "metrics", "node");

    @TempDir
    private Path folder;

    @Test
    void aRealPrometheusFindsAndScrapesWhatHeadroomWatchesAndADeadTargetHarmsNothing() throws Exception {
        Path ofService = Files.createDirectory(folder.resolve("service"));
        Path ofPrometheus = Files.createDirectory(folder.resolve("prometheus"));
        Path token = Files.writeString(folder.resolve("token"), ControlPlane.ADMIN_TOKEN);
        try (ControlPlane controlPlane = ControlPlane.start(folder);
                NodeExporter node = NodeExporter.start(folder);
                HeadroomJar service = HeadroomJar.start(
                        ofService,
                        "--headroom.targets[0].name=api-1",
                        "--headroom.targets[0].url=" + controlPlane.apiServer().url(),
                        "--headroom.targets[0].bearer-token-file=" + token,
                        "--headroom.targets[0].ca-file=" + controlPlane.certificateAuthority(),
                        "--headroom.targets[1].name=api-1",
                        "--headroom.targets[1].kind=node",
                        "--headroom.targets[1].url=" + node.url(),
                        "--headroom.targets[2].name=gone",
                        "--headroom.targets[2].url=https://127.0.0.1:1");
                PrometheusServer prometheus = PrometheusServer.start(
                        ofPrometheus, """
                        scrape_configs:
                          - job_name: found
                            scrape_interval: 1s
                            scrape_timeout: 1s
                            authorization: {credentials_file: %s}
                            tls_config: {ca_file: %s}
                            http_sd_configs:
                              - url: http://127.0.0.1:%d/sd/targets
                                refresh_interval: 1s
                            relabel_configs:
                              - {source_labels: [__meta_headroom_target], target_label: watched}
                              - {source_labels: [__meta_headroom_kind], target_label: kind}
                        """.formatted(token, controlPlane.certificateAuthority(), service.port()))) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> up(prometheus).equals(List.of("api-1/apiserver", "api-1/node", "headroom/headroom")));

            await().atMost(PATIENCE).until(() -> SOURCES.stream().allMatch(source -> works(service, source)));
            String page = service.get("/metrics").body();
            assertThat(page)
                    .contains("headroom_source_up{reason=\"refused\",source=\"readyz\",target=\"gone\"} 0")
                    .contains("headroom_limit_seconds{device=\"\",signal=\"probe_latency\",target=\"api-1\"} 1")
                    .contains("headroom_target_insecure{kind=\"apiserver\",target=\"api-1\"} 0");
            assertThat(series(page, "headroom_source_received_bytes_total"))
                    .allMatch(line -> line.contains("gone") == line.endsWith("} 0.0") || line.endsWith("} 0"));
            check(page);
            await().atMost(PATIENCE)
                    .until(() ->
                            service.get("/metrics").body().contains("headroom_limit_requests{device=\"readonly\""));

            assertThat(service.get("/actuator/health").statusCode()).isEqualTo(200);
            assertThat(service.get("/actuator/health").body()).contains("UP");
            JsonNode targets = new JsonMapper()
                    .readTree(service.get("/api/v1/targets").body())
                    .path("targets");
            JsonNode gone = targets.valueStream()
                    .filter(target -> target.path("target").asString().equals("gone"))
                    .findFirst()
                    .orElseThrow();
            assertThat(gone.path("health").asString()).isEqualTo("down");
            assertThat(gone.path("servers").path(0).path("state").asString()).isEqualTo("down");
            assertThat(gone.path("servers")
                            .path(0)
                            .path("sources")
                            .path(0)
                            .path("message")
                            .asString())
                    .contains("127.0.0.1:1");
            JsonNode watched = targets.valueStream()
                    .filter(target -> target.path("target").asString().equals("api-1"))
                    .findFirst()
                    .orElseThrow();
            assertThat(watched.path("servers").size()).isEqualTo(2);
        }
    }

    @Test
    void theListForPrometheusIsJsonAndWholeEachTime() throws Exception {
        try (HeadroomJar service = HeadroomJar.start(folder, "--headroom.host.enabled=false")) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> service.get("/sd/targets").statusCode() == 200);
            HttpResponse<String> answer = service.get("/sd/targets");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
            JsonNode groups = new JsonMapper().readTree(answer.body());
            assertThat(groups.size()).isEqualTo(1);
            assertThat(groups.path(0).path("targets").path(0).asString()).isEqualTo("127.0.0.1:" + service.port());
        }
    }

    /** What Prometheus found and scrapes with success; the server that is not there is not among them. */
    private static List<String> up(PrometheusServer prometheus) throws Exception {
        return prometheus
                .get("query", "query", "up == 1")
                .path("result")
                .valueStream()
                .map(series -> series.path("metric"))
                .map(metric -> metric.path("watched").asString() + "/"
                        + metric.path("kind").asString())
                .sorted()
                .toList();
    }

    private static boolean works(HeadroomJar service, String source) {
        try {
            return service.get("/metrics")
                    .body()
                    .contains("headroom_source_up{reason=\"\",source=\"" + source + "\",target=\"api-1\"} 1");
        } catch (java.io.IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static List<String> series(String page, String name) {
        return page.lines().filter(line -> line.startsWith(name + "{")).toList();
    }

    private static void check(String page) throws Exception {
        Process promtool = new ProcessBuilder(RealPart.require("promtool").toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        promtool.getOutputStream().write(page.getBytes(StandardCharsets.UTF_8));
        promtool.getOutputStream().close();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.MadeUpCpu;
import dev.headroom.realparts.PrometheusServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The shipped rules in a real Prometheus that scrapes the jar: a deploy is told, a machine has a burst, the alert names both. */
class LiveAlertIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    @Test
    void aBurstInADeployRaisesAnAlertThatNamesTheDeployAndLeadsToTheBurst() throws Exception {
        Path ofService = Files.createDirectory(directory.resolve("service"));
        Path ofPrometheus = Files.createDirectory(directory.resolve("prometheus"));
        try (MadeUpCpu cpu = new MadeUpCpu(directory.resolve("machine"));
                HeadroomJar service = HeadroomJar.start(
                        ofService, "--headroom.host.target=live-1", "--headroom.host.root=" + cpu.root());
                PrometheusServer prometheus = PrometheusServer.start(
                        ofPrometheus, """
                        global:
                          evaluation_interval: 1s
                        rule_files: ["%s"]
                        scrape_configs:
                          - job_name: headroom
                            scrape_interval: 1s
                            static_configs:
                              - targets: ["127.0.0.1:%d"]
                                labels: {cluster: demo}
                        """.formatted(RuleFile.RULES.toAbsolutePath(), service.port()))) {
            await().atMost(PATIENCE)
                    .until(() -> !prometheus
                            .get("query", "query", "headroom_burst_open{signal=\"cpu\"}")
                            .get("result")
                            .isEmpty());
            tellOfADeploy(service);
            cpu.busy(true);
            await().atMost(PATIENCE).until(() -> service.cpuMetric("headroom_saturated_seconds_total") > 2);
            cpu.busy(false);

            JsonNode alert = await().atMost(PATIENCE)
                    .until(
                            () -> firing(prometheus, "HeadroomDeployBurst", "cpu")
                                    .filter(found -> description(found).contains("laid at the door")),
                            Optional::isPresent)
                    .orElseThrow();
            assertThat(alert.get("labels").get("target").asString()).isEqualTo("live-1");
            assertThat(alert.get("labels").get("cluster").asString()).isEqualTo("demo");
            assertThat(description(alert))
                    .matches(
                            "cpu of live-1 was saturated for [1-9][0-9]*\\.[0-9] s within 15 minutes \\(bursts: [1-9][0-9]*\\),"
                                    + " at a peak of (9[5-9]|10[0-9]).*%\\. Deploys running or ended within 10 minutes: ci web \\(app web\\)\\."
                                    + " The last burst is laid at the door of ci web, probability (0|1)\\.[0-9]{2}\\. Next: .*");
            String bursts = alert.get("annotations").get("burst_url").asString();
            assertThat(bursts).startsWith("http://127.0.0.1:" + service.port() + "/api/v1/bursts?target=live-1");
            HttpResponse<String> seen = service.get(bursts.substring(bursts.indexOf("/api/")));
            assertThat(seen.statusCode()).as(seen.body()).isEqualTo(200);
            assertThat(seen.body()).contains("\"target\":\"live-1\",\"signal\":\"cpu\"");
            assertThat(broken(prometheus)).isEmpty();
        }
    }

    private static void tellOfADeploy(HeadroomJar service) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/api/v1/deploys"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("""
                                    {"source":"ci","externalId":"run-1","app":"web","phase":"started","startedAt":"%s"}
                                    """.formatted(Instant.now())))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        }
    }

    private static Optional<JsonNode> firing(PrometheusServer prometheus, String name, String signal) throws Exception {
        return StreamSupport.stream(prometheus.get("alerts").get("alerts").spliterator(), false)
                .filter(alert -> alert.get("state").asString().equals("firing"))
                .filter(alert -> alert.get("labels").get("alertname").asString().equals(name))
                .filter(alert -> alert.get("labels").path("signal").asString("").equals(signal))
                .findAny();
    }

    private static String description(JsonNode alert) {
        return alert.get("annotations").get("description").asString();
    }

    /** What of the rules could not be evaluated, in Prometheus' words. */
    private static String broken(PrometheusServer prometheus) throws Exception {
        StringBuilder broken = new StringBuilder();
        for (JsonNode group : prometheus.get("rules").get("groups")) {
            for (JsonNode rule : group.get("rules")) {
                broken.append(rule.path("lastError").asString(""));
            }
        }
        return broken.toString();
    }
}

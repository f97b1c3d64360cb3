// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.alerting.FakeGrafana;
import dev.headroom.alerting.Notifications;
import dev.headroom.realparts.AlertmanagerServer;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.MadeUpCpu;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The jar that users start, a burst of a made-up processor, two real Alertmanagers, and a server that keeps to Grafana's contract: from the burst to the
 * end of its alert, with a restart in between.
 */
class AlertPushIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration UNTIL_RESOLVED = Duration.ofSeconds(240);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String REPORT =
            "{'source':'ci','externalId':'1','phase':'%s','startedAt':'%s','name':'web','revision':'r42','app':'mediawiki'%s}"
                    .replace('\'', '"');

    @TempDir
    private Path directory;

    @Test
    void aBurstAfterADeployIsOneAlertAtTheOnCallAndOneAnnotationAtGrafanaAndItsEndIsToldAfterARestart()
            throws Exception {
        Path token = Files.writeString(directory.resolve("token"), "canary-token-of-grafana\n");
        try (MadeUpCpu machine = new MadeUpCpu(directory.resolve("machine"));
                Notifications onCall = new Notifications();
                FakeGrafana grafana = new FakeGrafana();
                AlertmanagerServer first = alertmanager("first", onCall.configuration());
                AlertmanagerServer second = alertmanager("second", onCall.configuration(), first)) {
            await().atMost(PATIENCE).until(() -> first.isSettledAmong(2) && second.isSettledAmong(2));
            grafana.token("canary-token-of-grafana");
            String[] arguments = {
                "--headroom.host.target=under-test",
                "--headroom.host.root=" + machine.root(),
                "--headroom.host.processes=",
                "--headroom.alerting.link-base=http://headroom.example.net:19847",
                "--headroom.alerting.min-saturated=2s",
                "--headroom.alerting.keep-firing=75s",
                "--headroom.alerting.alertmanager.urls=" + first.address() + "," + second.address(),
                "--headroom.alerting.alertmanager.labels.cluster=prod",
                "--headroom.alerting.grafana.url=" + grafana.address(),
                "--headroom.alerting.grafana.token-file=" + token
            };
            Instant startsAt;
            HeadroomJar jar = HeadroomJar.start(directory, arguments);
            String address = "http://127.0.0.1:" + jar.port();
            try (jar) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> jar.get("/readyz").statusCode() == 200);
                Instant started = Instant.now();
                deploy(address, "started", started, "");
                machine.busy(true);
                await().atMost(PATIENCE).until(() -> jar.cpuMetric("headroom_saturated_seconds_total") > 3);
                machine.busy(false);
                deploy(address, "succeeded", started, ",\"finishedAt\":\"" + Instant.now() + "\"");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(cpu(first)).hasSize(1));
                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(cpu(second)).hasSize(1);
                    assertThat(cpu(first)
                                    .getFirst()
                                    .path("annotations")
                                    .path("deploy")
                                    .asString())
                            .startsWith("web r42 of mediawiki (ci)");
                });
                startsAt = time(cpu(first).getFirst(), "startsAt");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(firing(onCall)).hasSize(1));
                assertThat(metrics(jar, "headroom_alerts_sent_total"))
                        .hasSize(3)
                        .noneMatch(line -> line.endsWith(" 0.0"));
                assertThat(metrics(jar, "headroom_alerts_dropped_total")).allMatch(line -> line.endsWith(" 0.0"));
                assertThat(jar.get("/runbooks/headroomburst.md").body()).contains("## Meaning");
            }
            HeadroomJar again = HeadroomJar.start(directory, arguments);
            try (again) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> again.get("/readyz").statusCode() == 200);
                assertThat(cpu(first))
                        .singleElement()
                        .satisfies(alert -> assertThat(time(alert, "startsAt"))
                                .as("no other alert after a restart")
                                .isEqualTo(startsAt));
                assertEachBurstHasOneAnnotation(again, grafana);
                await().atMost(UNTIL_RESOLVED)
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> assertThat(onCall.told("resolved")).isEqualTo(firing(onCall)));
                assertThat(again.log()).doesNotContain("ERROR").doesNotContain("canary-token");
            }
            assertThat(firing(onCall)).hasSize(1);
        }
    }

    private AlertmanagerServer alertmanager(String name, String configuration, AlertmanagerServer... peers)
            throws Exception {
        return AlertmanagerServer.start(Files.createDirectory(directory.resolve(name)), configuration, peers);
    }

    private static void deploy(String address, String phase, Instant started, String more) throws Exception {
        String report = REPORT.formatted(phase, started, more);
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/v1/deploys"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(report))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isBetween(200, 299);
        }
    }

    private static List<JsonNode> cpu(AlertmanagerServer server) throws Exception {
        return server.alerts().stream().filter(AlertPushIT::isCpu).toList();
    }

    private static boolean isCpu(JsonNode alert) {
        return alert.path("labels").path("signal").asString("").equals("cpu");
    }

    private static Set<String> firing(Notifications onCall) {
        return onCall.told("firing");
    }

    private static void assertEachBurstHasOneAnnotation(HeadroomJar jar, FakeGrafana grafana) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            List<String> bursts = JSON.readTree(
                            jar.get("/api/v1/bursts?limit=500").body())
                    .path("bursts")
                    .valueStream()
                    .filter(burst -> !burst.path("end").isNull())
                    .map(burst -> "headroom-id:" + burst.path("id").asString())
                    .toList();
            List<String> annotated = grafana.annotations().stream()
                    .flatMap(annotation -> FakeGrafana.tags(annotation).stream())
                    .filter(tag -> tag.startsWith("headroom-id:"))
                    .toList();
            assertThat(bursts).isNotEmpty();
            assertThat(annotated).containsAll(bursts).doesNotHaveDuplicates();
        });
    }

    private static List<String> metrics(HeadroomJar jar, String name) throws Exception {
        return jar.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .toList();
    }

    private static Instant time(JsonNode alert, String field) {
        return OffsetDateTime.parse(alert.path(field).asString()).toInstant();
    }
}

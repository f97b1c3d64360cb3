// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.kubernetes.Manifests;
import dev.headroom.realparts.ApiServerContainers;
import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.HeadroomJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The network half of the incident of 2024 in small: two real API servers, one behind a slow link, watched over the network by the jar that users start.
 *
 * <p>Both are known to be calm first. A burst is dated from the last reading before it, so one that comes with the first reading would seem to have begun
 * before its cause.
 */
class TwoApiServersIT {
    private static final System.Logger LOG = System.getLogger("two API servers");
    private static final int NODES = 4;
    private static final int DEPLOYMENTS = 10;
    private static final int REPLICAS = 30;
    private static final int SLOW_MEGABITS = 20;

    /** TCP keeps two packets of a connection in its own queue if it has them: so these fill that of the slow link, whatever TCP makes of losses. */
    private static final int WATCHERS = 16;

    private static final String FAST = "cp-1";
    private static final String SLOW = "cp-2";
    private static final List<String> OF_THE_LINK = List.of("network_transmit", "tcp_retransmit");
    private static final int CALM_SECONDS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Variables that make a pod as large as pods are. */
    private static final String SETTINGS = IntStream.range(0, 40)
            .mapToObj(i -> "{name: SETTING_" + i + ", value: " + "x".repeat(60) + "}")
            .collect(Collectors.joining(", "));

    @Test
    void whatTheOneBehindTheSlowLinkSendsAndSendsAgainIsFoundAndNothingOfTheOther(@TempDir Path folder)
            throws Exception {
        try (ApiServerContainers containers = ApiServerContainers.start(folder, 2)) {
            ApiServerContainers.Server fast = containers.servers().getFirst();
            ApiServerContainers.Server slow = containers.servers().getLast();
            fast.controlPlane().runWorkloads(NODES);
            rollOut(fast.controlPlane(), 1);
            slow.slowDown(SLOW_MEGABITS);
            try (HeadroomJar service = watching(folder, fast, slow)) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() ->
                                states(service).equals(List.of("apiserver up", "apiserver up", "node up", "node up")));
                await().atMost(PATIENCE).until(() -> watchedSeconds(service) >= CALM_SECONDS);
                assertThat(bursts(service, SLOW)).isEmpty();

                try (var unused = slow.watchPods(WATCHERS)) {
                    rollOut(fast.controlPlane(), 2);
                }

                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(bursts(service, SLOW))
                                .filteredOn(burst -> !burst.path("end").isNull())
                                .extracting(burst -> burst.path("signal").asString())
                                .containsAll(OF_THE_LINK));
                assertThat(bursts(service, FAST)).isEmpty();
                assertThat(saturatedSeconds(service, SLOW)).isPositive();
                assertThat(saturatedSeconds(service, FAST)).isZero();
                for (JsonNode burst : bursts(service, SLOW)) {
                    LOG.log(
                            System.Logger.Level.INFO,
                            "{0}: {1} s saturated, highest level {2}",
                            burst.path("signal").asString(),
                            burst.path("saturatedSeconds").asDouble(),
                            burst.path("peak").asDouble());
                }
            }
        }
    }

    private static HeadroomJar watching(Path folder, ApiServerContainers.Server fast, ApiServerContainers.Server slow)
            throws Exception {
        Path token = Files.writeString(folder.resolve("token"), ControlPlane.ADMIN_TOKEN);
        List<String> arguments = new ArrayList<>();
        arguments.add("--headroom.host.enabled=false");
        arguments.addAll(targets(0, FAST, fast, token, "1Gbit"));
        arguments.addAll(targets(2, SLOW, slow, token, SLOW_MEGABITS + "Mbit"));
        return HeadroomJar.start(Files.createDirectory(folder.resolve("service")), arguments.toArray(String[]::new));
    }

    private static List<String> targets(
            int first, String name, ApiServerContainers.Server server, Path token, String linkSpeed) {
        String api = "--headroom.targets[" + first + "].";
        String node = "--headroom.targets[" + (first + 1) + "].";
        return List.of(
                api + "name=" + name,
                api + "url=" + server.controlPlane().apiServer().url(),
                api + "bearer-token-file=" + token,
                api + "ca-file=" + server.controlPlane().certificateAuthority(),
                node + "name=" + name,
                node + "kind=node",
                node + "url=" + server.node(),
                node + "link-speeds.eth0=" + linkSpeed);
    }

    private static void rollOut(ControlPlane controlPlane, int version) throws Exception {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < DEPLOYMENTS; i++) {
            yaml.append(Manifests.deployment("default", "web-" + i, REPLICAS)
                    .replace(":1\"}", ":" + version + "\", env: [" + SETTINGS + "]}"));
        }
        controlPlane.apply(yaml.toString());
        for (int i = 0; i < DEPLOYMENTS; i++) {
            controlPlane.kubectl("rollout", "status", "deployment/web-" + i, "--timeout=120s");
        }
    }

    private static List<String> states(HeadroomJar service) {
        return service.api("targets")
                .path("targets")
                .valueStream()
                .flatMap(target -> target.path("servers").valueStream())
                .map(server -> server.path("kind").asString() + " "
                        + server.path("state").asString())
                .sorted()
                .toList();
    }

    /** Those of the link, ended or not. */
    private static List<JsonNode> bursts(HeadroomJar service, String target) {
        return service.api("bursts?limit=1000&target=" + target)
                .path("bursts")
                .valueStream()
                .filter(burst -> OF_THE_LINK.contains(burst.path("signal").asString()))
                .toList();
    }

    private static double saturatedSeconds(HeadroomJar service, String target) throws Exception {
        return transmit(service, "headroom_saturated_seconds_total", target);
    }

    /** Of the one that has been watched for less. */
    private static double watchedSeconds(HeadroomJar service) throws Exception {
        return Math.min(
                transmit(service, "headroom_observed_seconds_total", FAST),
                transmit(service, "headroom_observed_seconds_total", SLOW));
    }

    private static double transmit(HeadroomJar service, String metric, String target) throws Exception {
        return service.metric(metric, "target=\"" + target + "\"", "signal=\"network_transmit\"", "device=\"eth0\"");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.headroom.kubernetes.Manifests;
import dev.headroom.kubernetes.RolloutTruth;
import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.MadeUpCpu;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The jar that users start, beside a real control plane: it learns of rollouts from the cluster, of bursts from the host and the API server, and says which
 * belong together. The host's processor is a made-up one, so that its bursts come when the test wants them; what the real API server has of its own is
 * judged by where it lies.
 */
class ClusterVerdictIT {
    private static final System.Logger LOG = System.getLogger("cluster verdict");
    private static final int NODES = 4;
    private static final int DEPLOYMENTS = 10;
    private static final int REPLICAS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    /** When the verdict on a burst becomes final, after its onset. */
    private static final Duration WINDOW = Duration.ofSeconds(180);

    /** A rollout is told of somewhat after the server has begun to work on it: bursts in between are nobody's for certain. */
    private static final Duration TOLD_LATE = Duration.ofSeconds(4);

    private static final Pattern ATTRIBUTED =
            Pattern.compile("(?m)^headroom_deploy_bursts_total\\{app=\"(.*)\",verdict=\"(.*)\"} (.*)$");
    private static final Pattern UNEXPLAINED = Pattern.compile("(?m)^headroom_unexplained_bursts_total\\{.*} (.*)$");

    private static final double BURST_SECONDS = 1.5;
    private static final Duration FAR = Duration.ofSeconds(15);

    private ControlPlane controlPlane;
    private MadeUpCpu machine;
    private HeadroomJar service;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        controlPlane = ControlPlane.startOn(ControlPlane.ownAddress(), folder, "--endpoint-reconciler-type=lease");
        machine = new MadeUpCpu(folder.resolve("machine"));
        try {
            controlPlane.runWorkloads(NODES);
            service = HeadroomJar.start(
                    Files.createDirectory(folder.resolve("service")),
                    Map.of("KUBECONFIG", controlPlane.kubeconfig().toString()),
                    "--headroom.kubernetes.enabled=true",
                    "--headroom.kubernetes.cluster=test",
                    "--headroom.host.target=host",
                    "--headroom.host.root=" + machine.root());
        } catch (Throwable failed) {
            machine.close();
            controlPlane.close();
            throw failed;
        }
    }

    @AfterEach
    void stop() throws Exception {
        try {
            service.close();
        } finally {
            machine.close();
            controlPlane.close();
        }
    }

    @Test
    void eachRolloutIsToldItsBurstsAreBlamedOnItAndABurstFarFromAnyIsNot() throws Exception {
        Instant began = Instant.now();
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> service.metric("headroom_kubernetes_leader") == 1
                        && service.metric("headroom_kubernetes_reachable") == 1);
        theApiServerIsFoundByItsOwnAddress();

        JsonNode far = burstFarFromAnyRollout();
        createWorkloads();
        List<JsonNode> rollouts = rollOut();
        aRestartWithoutAnImageIsToldAndScalingIsNot();

        List<JsonNode> during =
                bursts().stream().filter(burst -> beganDuring(rollouts, burst)).toList();
        assertThat(during)
                .as("bursts that began while something was rolled out")
                .hasSizeGreaterThanOrEqualTo(2);
        awaitFinalVerdictOn(during.getFirst());

        for (JsonNode burst : during) {
            assertBlamedOn(rollouts, burst(burst));
        }
        assertThat(decision(burst(far))).as("%s", burst(far)).isEqualTo("unexplained");
        Instant certainlyBefore = firstDeploy().minus(TOLD_LATE);
        List<JsonNode> before = bursts().stream()
                .filter(burst -> start(burst).isBefore(certainlyBefore))
                .toList();
        assertThat(before).allSatisfy(burst -> assertThat(decision(burst)).isEqualTo("unexplained"));
        countersSayWhatTheApiSays();
        theCostToTheApiServerIsTold();
        LOG.log(
                System.Logger.Level.INFO,
                "{0} bursts began during the rollouts, all blamed on them; {1} before any deploy, none blamed; {2} s",
                during.size(),
                before.size(),
                Duration.between(began, Instant.now()).toSeconds());
    }

    private static boolean beganDuring(List<JsonNode> rollouts, JsonNode burst) {
        return rollouts.stream()
                .anyMatch(rollout -> !start(burst).isBefore(startedAt(rollout))
                        && !start(burst).isAfter(finishedAt(rollout)));
    }

    private void theApiServerIsFoundByItsOwnAddress() {
        String url = controlPlane.apiServer().url().toString();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(list("targets", "targets").stream()
                                .flatMap(target -> target.path("servers").valueStream())
                                .map(server -> server.path("url").asString() + " "
                                        + server.path("state").asString()))
                        .containsExactly(url + " up"));
    }

    private JsonNode burstFarFromAnyRollout() throws Exception {
        JsonNode far = burstOfTheHost();
        assertThat(list("deploys", "deploys")).isEmpty();
        assertThat(decision(far)).isEqualTo("pending");
        Instant farEnough = end(far).plus(FAR);
        await().atMost(PATIENCE).until(() -> Instant.now().isAfter(farEnough));
        return far;
    }

    /** Made now, and ended. */
    private JsonNode burstOfTheHost() throws Exception {
        Instant from = Instant.now();
        double before = service.cpuMetric("headroom_saturated_seconds_total");
        machine.busy(true);
        await().atMost(PATIENCE)
                .until(() -> service.cpuMetric("headroom_saturated_seconds_total") > before + BURST_SECONDS);
        machine.busy(false);
        Instant to = Instant.now();
        return await().atMost(PATIENCE)
                .until(
                        () -> bursts().stream()
                                .filter(burst -> isOfTheHost(burst)
                                        && start(burst).isBefore(to)
                                        && end(burst).isAfter(from))
                                .max(Comparator.comparingDouble(
                                        burst -> burst.path("saturatedSeconds").asDouble())),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** As one release, so that it is one rival of what follows within minutes, and not ten. */
    private void createWorkloads() throws Exception {
        controlPlane.apply(shops(1, "meta.helm.sh/release-name: shops", "meta.helm.sh/release-namespace: default"));
        awaitDeploys(DEPLOYMENTS, "shop-");
    }

    /** In steps of a tenth that each take three seconds at least, as a rollout of real containers does. */
    private static String shops(int version, String... annotations) {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < DEPLOYMENTS; i++) {
            yaml.append(Manifests.deployment("default", "shop-" + i, REPLICAS, annotations)
                    .replace("  replicas:", "  minReadySeconds: 3\n  replicas:")
                    .replace(":1\"", ":" + version + "\""));
        }
        return yaml.toString();
    }

    /** The deploys of the second revision, the first to begin first, with two bursts of the host meanwhile; and two more workloads. */
    private List<JsonNode> rollOut() throws Exception {
        try (RolloutTruth truth = RolloutTruth.of(controlPlane, DEPLOYMENTS)) {
            controlPlane.apply(
                    shops(2) + Manifests.daemonSet("default", "agent") + Manifests.deployment("default", "elastic", 3));
            await().atMost(PATIENCE).until(() -> secondRevisions().size() == DEPLOYMENTS);
            List<JsonNode> made = List.of(burstOfTheHost(), burstOfTheHost());
            awaitDeploys(2 * DEPLOYMENTS, "shop-");
            awaitDeploys(1, "agent");
            awaitDeploys(1, "elastic");

            List<JsonNode> rollouts = secondRevisions();
            assertThat(made)
                    .as("bursts that were made, while %s", rollouts)
                    .allMatch(burst -> beganDuring(rollouts, burst));
            assertThat(rollouts).hasSize(DEPLOYMENTS).allSatisfy(rollout -> {
                RolloutTruth.Times times = truth.of(rollout.path("name").asString());
                assertThat(startedAt(rollout)).isCloseTo(times.start(), within(1, ChronoUnit.SECONDS));
                assertThat(finishedAt(rollout)).isCloseTo(times.end(), within(3, ChronoUnit.SECONDS));
                assertThat(rollout.path("size").asInt()).isEqualTo(REPLICAS);
            });
            LOG.log(
                    System.Logger.Level.INFO,
                    "starts off by {0} ms at most, ends by {1} ms",
                    worst(
                            rollouts,
                            rollout -> Duration.between(
                                    truth.of(rollout.path("name").asString()).start(), startedAt(rollout))),
                    worst(
                            rollouts,
                            rollout -> Duration.between(
                                    truth.of(rollout.path("name").asString()).end(), finishedAt(rollout))));
            return rollouts;
        }
    }

    private static long worst(List<JsonNode> rollouts, Function<JsonNode, Duration> error) {
        return rollouts.stream()
                .mapToLong(rollout -> error.apply(rollout).abs().toMillis())
                .max()
                .orElseThrow();
    }

    private void aRestartWithoutAnImageIsToldAndScalingIsNot() throws Exception {
        controlPlane.kubectl("scale", "deployment/elastic", "--replicas=20");
        controlPlane.kubectl("rollout", "status", "deployment/elastic", "--timeout=60s");
        controlPlane.kubectl("rollout", "restart", "daemonset/agent");
        awaitDeploys(2, "agent");
        assertThat(deploys("agent")).allSatisfy(deploy -> {
            assertThat(deploy.path("kind").asString()).isEqualTo("DaemonSet");
            assertThat(deploy.path("size").asInt()).isEqualTo(NODES);
        });
        // the restart began after the scaling had ended: by now that would have been told
        assertThat(deploys("elastic")).hasSize(1);
    }

    private static void assertBlamedOn(List<JsonNode> rollouts, JsonNode burst) {
        LOG.log(
                System.Logger.Level.INFO,
                "{0} of {1}: {2} s saturated, {3} with {4}",
                burst.path("signal").asString(),
                burst.path("target").asString(),
                burst.path("saturatedSeconds").asDouble(),
                decision(burst),
                burst.path("verdict").path("probability").asDouble());
        assertThat(decision(burst)).as("%s", burst).isIn("caused", "likely");
        assertThat(burst.path("verdict")
                        .path("group")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList())
                .as("%s", burst)
                .containsAll(rollouts.stream()
                        .map(rollout -> rollout.path("id").asString())
                        .toList());
    }

    private void awaitFinalVerdictOn(JsonNode burst) {
        Instant closes = start(burst).plus(WINDOW);
        await().atMost(WINDOW.plus(PATIENCE))
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        Instant.now().isAfter(closes) && !decision(burst(burst)).equals("pending"));
    }

    /** Both at one time, but for a burst whose window closes between the two looks: then again. */
    private void countersSayWhatTheApiSays() {
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            Map<String, Double> told = new TreeMap<>();
            Map<String, String> apps = new TreeMap<>();
            list("deploys", "deploys")
                    .forEach(deploy -> apps.put(
                            deploy.path("id").asString(), deploy.path("app").asString("")));
            Instant closed = Instant.now().minus(WINDOW);
            bursts().stream().filter(burst -> start(burst).isBefore(closed)).forEach(burst -> {
                String deploy = burst.path("verdict").path("deploy").asString("");
                told.merge(
                        deploy.isEmpty() ? "unexplained" : apps.get(deploy) + " " + decision(burst), 1.0, Double::sum);
            });
            String page = service.get("/metrics").body();
            Map<String, Double> counted = new TreeMap<>();
            Matcher attributed = ATTRIBUTED.matcher(page);
            while (attributed.find()) {
                counted.put(attributed.group(1) + " " + attributed.group(2), Double.valueOf(attributed.group(3)));
            }
            Matcher unexplained = UNEXPLAINED.matcher(page);
            while (unexplained.find()) {
                counted.merge("unexplained", Double.valueOf(unexplained.group(1)), Double::sum);
            }
            counted.values().removeIf(count -> count == 0); // an app's counters begin with its first deploy
            assertThat(counted).isEqualTo(told).containsKey("unexplained").hasSizeGreaterThan(1);
        });
    }

    private void theCostToTheApiServerIsTold() throws Exception {
        String target = "target=\"" + controlPlane.apiServer().url().getHost() + "\"";
        assertThat(service.metric("headroom_kubernetes_requests_total", "code=\"200\""))
                .isPositive();
        assertThat(service.metric("headroom_kubernetes_received_bytes_total")).isPositive();
        for (String source : List.of("readyz", "slis", "metrics")) {
            String label = "source=\"" + source + "\"";
            assertThat(service.metric("headroom_source_received_bytes_total", target, label))
                    .isPositive();
            assertThat(service.metric("headroom_source_estimated_cpu_seconds_total", target, label))
                    .isPositive();
            assertThat(service.metric("headroom_source_interval_seconds", target, label))
                    .isPositive();
        }
    }

    private Instant firstDeploy() {
        return list("deploys", "deploys").stream()
                .map(ClusterVerdictIT::startedAt)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private void awaitDeploys(int count, String prefix) {
        await().atMost(PATIENCE)
                .until(() -> deploys(prefix).stream()
                                .filter(deploy ->
                                        deploy.path("phase").asString().equals("succeeded"))
                                .count()
                        == count);
    }

    private List<JsonNode> secondRevisions() {
        return deploys("shop-").stream()
                .filter(deploy -> deploy.path("revision").asString().equals("2"))
                .sorted(Comparator.comparing(ClusterVerdictIT::startedAt))
                .toList();
    }

    private List<JsonNode> deploys(String prefix) {
        return list("deploys", "deploys").stream()
                .filter(deploy -> deploy.path("name").asString("").startsWith(prefix))
                .toList();
    }

    /** All that have ended, oldest first. */
    private List<JsonNode> bursts() {
        return list("bursts?limit=1000", "bursts").reversed().stream()
                .filter(burst -> !burst.path("end").isNull())
                .toList();
    }

    private JsonNode burst(JsonNode earlier) {
        return service.api("bursts/" + earlier.path("id").asString());
    }

    private List<JsonNode> list(String path, String field) {
        return service.api(path).path(field).valueStream().toList();
    }

    private static boolean isOfTheHost(JsonNode burst) {
        return burst.path("target").asString().equals("host")
                && burst.path("signal").asString().equals("cpu");
    }

    private static String decision(JsonNode burst) {
        return burst.path("verdict").path("decision").asString();
    }

    private static Instant start(JsonNode burst) {
        return Instant.parse(burst.path("start").asString());
    }

    private static Instant end(JsonNode burst) {
        return Instant.parse(burst.path("end").asString());
    }

    private static Instant startedAt(JsonNode deploy) {
        return Instant.parse(deploy.path("startedAt").asString());
    }

    private static Instant finishedAt(JsonNode deploy) {
        return Instant.parse(deploy.path("finishedAt").asString());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.TcpRelay;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The shipped roles are enough for the jar that users start, and the least: each verb that is taken away is missed by name. What a cluster lets everybody
 * see of {@code /readyz} is taken away too, as hardened ones do.
 */
class RoleIT {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Path RBAC = Manifests.CONFIG.resolve("kubernetes/rbac.yaml");
    private static final Path NETWORK = Manifests.CONFIG.resolve("kustomize/overlays/network/application.yaml");
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir
    static Path folder;

    private static ControlPlane controlPlane;
    private static TcpRelay advertised;
    private static Path kubeconfig;
    private static int revision;

    @BeforeAll
    static void start() throws Exception {
        InetAddress own = ownAddress();
        controlPlane = ControlPlane.start(
                folder, "--advertise-address=" + own.getHostAddress(), "--endpoint-reconciler-type=lease");
        int port = controlPlane.apiServer().port();
        advertised = TcpRelay.to(port, own, port);
        controlPlane.kubectl("create", "namespace", "headroom");
        controlPlane.kubectl("-n", "headroom", "create", "serviceaccount", "nobody");
        controlPlane.kubectl("delete", "clusterrolebinding", "system:public-info-viewer", "system:discovery");
        controlPlane.apply(Files.readString(RBAC));
        String token = controlPlane
                .kubectl("-n", "headroom", "create", "token", "headroom", "--duration=2h")
                .strip();
        kubeconfig = controlPlane.kubeconfig(port, token);
    }

    @AfterAll
    static void stop() throws Exception {
        if (advertised != null) {
            advertised.close();
        }
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    @BeforeEach
    void wholeRole() throws Exception {
        controlPlane.apply(Files.readString(RBAC));
    }

    @Test
    void theAccountMayDoThisAndNothingElse() throws Exception {
        String[] inItsNamespace = {
            "[/metrics/slis] [] [get]",
            "[/metrics] [] [get]",
            "[/readyz] [] [get]",
            "daemonsets.apps [] [] [get list watch]",
            "deployments.apps [] [] [get list watch]",
            "leases.coordination.k8s.io [] [] [create]",
            "leases.coordination.k8s.io [] [headroom] [get update]",
            "statefulsets.apps [] [] [get list watch]"
        };
        List<String> everywhere = Stream.of(inItsNamespace)
                .filter(line -> !line.startsWith("leases"))
                .toList();
        List<String> inDefault = new ArrayList<>(everywhere);
        inDefault.add("endpointslices.discovery.k8s.io [] [] [list]");

        assertThat(rightsIn("headroom")).containsExactlyInAnyOrder(inItsNamespace);
        assertThat(rightsIn("kube-system")).containsExactlyInAnyOrderElementsOf(everywhere);
        assertThat(rightsIn("default")).containsExactlyInAnyOrderElementsOf(inDefault);
    }

    /** What {@code kubectl auth can-i --list} says beyond what any account may do. */
    private static Set<String> rightsIn(String namespace) throws Exception {
        Set<String> rights = listed(namespace, "headroom");
        rights.removeAll(listed(namespace, "nobody"));
        return rights;
    }

    private static Set<String> listed(String namespace, String account) throws Exception {
        Set<String> lines = new TreeSet<>();
        controlPlane
                .kubectl(
                        "-n",
                        namespace,
                        "auth",
                        "can-i",
                        "--list",
                        "--no-headers",
                        "--as=system:serviceaccount:headroom:" + account,
                        "--as-group=system:authenticated",
                        "--as-group=system:serviceaccounts")
                .lines()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .forEach(lines::add);
        return lines;
    }

    @Test
    void withTheShippedRoleAndConfigurationRolloutsAndApiServersAreWatched() throws Exception {
        try (HeadroomJar headroom = launch("enough")) {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions()
                    .untilAsserted(() -> {
                        rollOut();
                        String page = headroom.get("/metrics").body();
                        for (String source : List.of("readyz", "slis", "metrics")) {
                            assertThat(page)
                                    .containsPattern(
                                            "headroom_source_up\\{reason=\"\",source=\"" + source + "\".*\\} 1");
                        }
                        // what a StatefulSet does is told by its controller, and none runs here
                        assertThat(headroom.get("/api/v1/deploys").body())
                                .contains("\"kind\":\"Deployment\"")
                                .contains("\"kind\":\"DaemonSet\"");
                    });
            assertThat(headroom.log()).doesNotContain("May not", "may not", "(denied)");
        }
    }

    @Test
    void eachVerbThatIsTakenAwayIsMissedByName() throws Exception {
        Set<String> untried = rights();
        assertThat(untried).hasSize(16);

        assertMissed(untried, "watch deployments", "watch daemonsets", "watch statefulsets", "get /metrics");
        assertMissed(untried, "list deployments", "list daemonsets", "list statefulsets", "get /metrics/slis");
        assertMissed(untried, "get deployments", "get daemonsets", "get statefulsets", "get /readyz");
        assertMissed(untried, "list endpointslices", "get leases");
        assertMissed(untried, "update leases");
        controlPlane.kubectl("-n", "headroom", "delete", "lease", "headroom", "--ignore-not-found");
        assertMissed(untried, "create leases");

        assertThat(untried)
                .as("verbs of the role that no one has tried to do without")
                .isEmpty();
    }

    private static void assertMissed(Set<String> untried, String... taken) throws Exception {
        Set<String> missing = Set.of(taken);
        controlPlane.apply(without(missing));
        try (HeadroomJar headroom = launch("without")) {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions()
                    .untilAsserted(() -> {
                        rollOut();
                        String log = headroom.log();
                        assertThat(missing).allSatisfy(right -> assertThat(log).contains(named(right)));
                    });
        }
        assertThat(untried.removeAll(missing)).isTrue();
    }

    private static String named(String right) {
        return switch (right) {
            case "get /readyz" -> "answers 403 to /readyz";
            case "get /metrics", "get /metrics/slis" -> "expected the right to " + right + ";";
            case "list endpointslices" -> "give it the verb list on them";
            default -> "May not " + right + " of apiGroup";
        };
    }

    private static HeadroomJar launch(String name) throws Exception {
        Path own = Files.createTempDirectory(folder, name);
        Map<String, String> environment = Map.of(
                "KUBECONFIG",
                kubeconfig.toString(),
                "SPRING_CONFIG_ADDITIONALLOCATION",
                "file:" + NETWORK.toAbsolutePath());
        return HeadroomJar.start(
                own, environment, "--server.address=127.0.0.1", "--headroom.kubernetes.lease-namespace=headroom");
    }

    /** A new image for one object of each kind, which is then looked at by its name, and a new object of each, whose namespace has to be looked up. */
    private static void rollOut() throws Exception {
        revision++;
        StringBuilder objects = new StringBuilder();
        for (String kind : List.of("Deployment", "DaemonSet", "StatefulSet")) {
            objects.append(workload(kind, "rolled")).append(workload(kind, "new-" + revision));
        }
        controlPlane.apply(objects.toString());
    }

    private static String workload(String kind, String name) {
        return """
                ---
                apiVersion: apps/v1
                kind: %1$s
                metadata: {name: %2$s, namespace: default, annotations: {deployment.kubernetes.io/revision: "%3$d"}}
                spec:
                  selector: {matchLabels: {app: %2$s}}
                  template:
                    metadata: {labels: {app: %2$s}}
                    spec: {containers: [{name: main, image: "example.org/rolled:%3$d"}]}
                """.formatted(kind, name, revision);
    }

    /** Each verb on each thing, as {@code watch deployments}. */
    private static Set<String> rights() throws Exception {
        Set<String> rights = new TreeSet<>();
        for (JsonNode role : Manifests.read(RBAC)) {
            role.path("rules").forEach(rule -> single(rule).forEach(one -> rights.add(called(one))));
        }
        return rights;
    }

    private static String without(Set<String> missing) throws Exception {
        StringBuilder text = new StringBuilder();
        for (JsonNode object : Manifests.read(RBAC)) {
            if (object.has("rules")) {
                ArrayNode rules = MAPPER.createArrayNode();
                object.path("rules")
                        .forEach(rule -> single(rule).stream()
                                .filter(one -> !missing.contains(called(one)))
                                .forEach(rules::add));
                ((ObjectNode) object).set("rules", rules);
            }
            text.append("---\n").append(MAPPER.writeValueAsString(object)).append('\n');
        }
        return text.toString();
    }

    /** The same rule as rules of one verb on one thing each. */
    private static List<ObjectNode> single(JsonNode rule) {
        String things = rule.has("resources") ? "resources" : "nonResourceURLs";
        List<ObjectNode> rules = new ArrayList<>();
        for (JsonNode thing : rule.path(things)) {
            for (JsonNode verb : rule.path("verbs")) {
                ObjectNode one = (ObjectNode) rule.deepCopy();
                one.set(things, MAPPER.createArrayNode().add(thing));
                one.set("verbs", MAPPER.createArrayNode().add(verb));
                rules.add(one);
            }
        }
        return rules;
    }

    private static String called(JsonNode one) {
        JsonNode thing = one.has("resources") ? one.path("resources") : one.path("nonResourceURLs");
        return one.path("verbs").path(0).asString() + " " + thing.path(0).asString();
    }

    /** API servers tell of no loopback address. */
    private static InetAddress ownAddress() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address
                        && !address.isLoopbackAddress()
                        && !address.isLinkLocalAddress())
                .findFirst()
                .orElseGet(() -> Assumptions.abort("this machine has no IPv4 address but the loopback"));
    }
}

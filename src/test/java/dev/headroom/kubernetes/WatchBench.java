// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.realparts.ControlPlane;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What the watch of rollouts costs a real API server while pods roll. First one Headroom beside informers of Deployments and of pods: bytes
 * on the wire by a proxy before each client, TLS and all, and requests by the server's own audit log. Then rounds without and with twenty
 * Headrooms by turns: a twentieth of the difference in the server's CPU time is what one costs, which is less than the noise of a round.
 *
 * <p>Arguments: Deployments (20), replicas of each (50), pairs of rounds (2).
 */
public final class WatchBench {
    private static final String COMPONENTS = "the components";
    private static final String OURS = "Headroom";
    private static final String LEASES = "headroom-";
    private static final int MANY = 20;

    private final PrintStream out;
    private final ControlPlane controlPlane;
    private final AuditLog audit;
    private final int deployments;
    private final int replicas;
    private int revision = 1;

    private WatchBench(PrintStream out, ControlPlane controlPlane, AuditLog audit, int deployments, int replicas) {
        this.out = out;
        this.controlPlane = controlPlane;
        this.audit = audit;
        this.deployments = deployments;
        this.replicas = replicas;
    }

    /**
     * One time that all pods were replaced.
     *
     * @param cpuSeconds of the API server's process
     */
    private record Round(Instant began, double seconds, double cpuSeconds) {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int deployments = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int replicas = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50;
        int pairs = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2;
        Path folder = Files.createTempDirectory("headroom-watch-bench-");
        AuditLog audit = new AuditLog(folder);
        try (ControlPlane controlPlane = ControlPlane.start(folder, audit.options());
                CountingProxy forComponents =
                        new CountingProxy(controlPlane.apiServer().port())) {
            controlPlane.runWorkloads(Math.max(4, deployments * replicas / 100), forComponents.port());
            StringBuilder yaml = new StringBuilder();
            for (int i = 0; i < deployments; i++) {
                yaml.append(Manifests.namespace("team-" + i))
                        .append(Manifests.deployment("team-" + i, "app-" + i, replicas));
            }
            for (int i = 0; i < MANY; i++) {
                yaml.append(Manifests.namespace(LEASES + i));
            }
            controlPlane.apply(yaml.toString());
            WatchBench bench = new WatchBench(System.out, controlPlane, audit, deployments, replicas);
            bench.besideInformers(forComponents);
            bench.byTurns(pairs);
        }
    }

    private void besideInformers(CountingProxy forComponents) throws Exception {
        int port = controlPlane.apiServer().port();
        RecordingInbox inbox = new RecordingInbox();
        try (CountingProxy forOurs = new CountingProxy(port);
                CountingProxy forDeployments = new CountingProxy(port);
                CountingProxy forPods = new CountingProxy(port);
                RolloutWatch ours = watch(forOurs.port(), "default", inbox);
                ApiServerAddresses discovery =
                        ApiServerAddresses.open(kubeconfig(forOurs.port()), "bench", ApiServerSource.ENDPOINTS);
                KubernetesClient some = client(forDeployments.port());
                KubernetesClient all = client(forPods.port());
                SharedIndexInformer<?> deploymentInformer = some.genericKubernetesResources("apps/v1", "Deployment")
                        .inAnyNamespace()
                        .inform(ignoring());
                SharedIndexInformer<?> podInformer = all.pods().inAnyNamespace().inform(ignoring())) {
            await(inbox, 1);
            Map<String, CountingProxy> clients = Map.of(
                    OURS,
                    forOurs,
                    "informer of Deployments",
                    forDeployments,
                    "informer of pods",
                    forPods,
                    COMPONENTS,
                    forComponents);
            Map<String, Long> before = new TreeMap<>();
            clients.forEach((name, proxy) -> before.put(name, proxy.receivedBytes()));
            long payloadBefore = ours.status().receivedBytes();
            Round round = roll(() -> {
                look(discovery);
                await(inbox, 2);
                look(discovery);
            });
            double served = received(clients, before, COMPONENTS);
            print(
                    "%d Deployments x %d replicas rolled out in %.0f s; the API server sent %.1f MB to the control plane's own components and used %.1f s of CPU",
                    deployments, replicas, round.seconds(), served / 1e6, round.cpuSeconds());
            before.keySet().forEach(name -> {
                double bytes = received(clients, before, name);
                print(
                        "%-24s %12.0f bytes  %9.0f bytes/s  %6.2f%% of that",
                        name, bytes, bytes / round.seconds(), 100 * bytes / served);
            });
            double own = received(clients, before, OURS);
            print("Headroom is sent %.2f%% of all that is sent to it and the components", 100 * own / (own + served));
            print(
                    "of Headroom's bytes %d are of answers and rows, the rest is HTTP's and TLS's; %d rows",
                    ours.status().receivedBytes() - payloadBefore,
                    ours.status().watches().stream()
                            .mapToLong(KubernetesStatus.Watch::events)
                            .sum());
            requests(round);
        }
    }

    /** What the server wrote down: everything of ours, and the sums of the others. */
    private void requests(Round round) throws Exception {
        Map<String, List<AuditLog.Request>> byAgent = audit.since(round.began()).stream()
                .collect(Collectors.groupingBy(AuditLog.Request::agent, TreeMap::new, Collectors.toList()));
        byAgent.forEach((agent, requests) -> print(
                "audited: %-24s %6d requests  %8.2f a second  %8.2f s in the server",
                agent,
                requests.size(),
                requests.size() / round.seconds(),
                requests.stream().mapToLong(request -> request.took().toNanos()).sum() / 1e9));
        List<AuditLog.Request> ours = byAgent.getOrDefault("headroom", List.of());
        ours.stream()
                .collect(Collectors.groupingBy(
                        request -> request.verb() + " " + request.what(), TreeMap::new, Collectors.counting()))
                .forEach((what, count) -> print("  headroom: %-48s %5d", what, count));
        print("  headroom: %.1f requests a rollout", ours.size() / (double) deployments);
    }

    private void byTurns(int pairs) throws Exception {
        List<Double> costs = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            // the order changes, so that what drifts does not count for one of them
            boolean manyFirst = pair % 2 == 1;
            Round first = manyFirst ? withMany() : roll(this::settle);
            Round second = manyFirst ? roll(this::settle) : withMany();
            Round without = manyFirst ? second : first;
            Round with = manyFirst ? first : second;
            double cost = (with.cpuSeconds() - without.cpuSeconds()) / MANY;
            costs.add(cost);
            print(
                    "CPU of the API server: %.2f s in %.0f s without, %.2f s in %.0f s with %d Headrooms: %.3f s for one, %.2f%%",
                    without.cpuSeconds(),
                    without.seconds(),
                    with.cpuSeconds(),
                    with.seconds(),
                    MANY,
                    cost,
                    100 * cost / without.cpuSeconds());
        }
        print(
                "mean of %d pairs: %.3f s for one Headroom",
                pairs, costs.stream().mapToDouble(Double::doubleValue).average().orElse(0));
    }

    private Round withMany() throws Exception {
        List<RolloutWatch> watches = new ArrayList<>();
        List<RecordingInbox> inboxes = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                RecordingInbox inbox = new RecordingInbox();
                inboxes.add(inbox);
                // each has a lease of its own, or only one would watch
                watches.add(watch(controlPlane.apiServer().port(), LEASES + i, inbox));
            }
            for (RolloutWatch watch : watches) {
                awaitWatching(watch);
            }
            return roll(() -> {
                for (RecordingInbox inbox : inboxes) {
                    await(inbox, 1);
                }
                settle();
            });
        } finally {
            watches.forEach(RolloutWatch::close);
        }
    }

    /** Something that may fail. */
    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
    }

    /** Replaces all pods; what is done meanwhile ends when all of them are replaced. */
    private Round roll(Step meanwhile) throws Exception {
        double cpuBefore = cpuSeconds();
        Instant began = Instant.now();
        long beganNanos = System.nanoTime();
        revision++;
        List<Thread> hands = new ArrayList<>();
        for (int i = 0; i < deployments; i++) {
            int number = i;
            hands.add(Thread.ofVirtual().start(() -> setImage(number)));
        }
        for (Thread hand : hands) {
            hand.join();
        }
        meanwhile.run();
        return new Round(began, (System.nanoTime() - beganNanos) / 1e9, cpuSeconds() - cpuBefore);
    }

    /** Waits by kubectl, the same in every round. */
    private void settle() throws Exception {
        for (int i = 0; i < deployments; i++) {
            controlPlane.kubectl("-n", "team-" + i, "rollout", "status", "deployment/app-" + i, "--timeout=10m");
        }
    }

    /** By the kernel's account of its process: to ask the server would cost what is to be measured. */
    private double cpuSeconds() {
        return ProcessHandle.of(controlPlane.apiServer().pid())
                        .orElseThrow()
                        .info()
                        .totalCpuDuration()
                        .orElseThrow()
                        .toNanos()
                / 1e9;
    }

    private RolloutWatch watch(int port, String leaseNamespace, RecordingInbox inbox) throws Exception {
        RolloutWatch watch = RolloutWatch.open(
                kubeconfig(port),
                new RolloutWatch.Settings(null, leaseNamespace, "bench", "bench"),
                inbox,
                System::nanoTime,
                InstantSource.system());
        watch.start();
        return watch;
    }

    private Path kubeconfig(int port) throws Exception {
        return controlPlane.kubeconfig(port, ControlPlane.ADMIN_TOKEN);
    }

    private KubernetesClient client(int port) throws Exception {
        Config config = ClusterAccess.of(kubeconfig(port), "bench");
        config.setUserAgent("informer/bench");
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }

    private void look(ApiServerAddresses discovery) throws InterruptedException {
        try {
            print("found %s", discovery.look());
        } catch (ApiServerAddresses.UnknownException none) {
            // this server is told to write no EndpointSlice: that it is asked is what counts
            print("%s", String.valueOf(none.getMessage()));
        }
    }

    private void await(RecordingInbox inbox, int rollouts) throws InterruptedException {
        if (!inbox.await(rollouts * deployments, report -> report.phase() == Phase.SUCCEEDED, Duration.ofMinutes(10))) {
            throw new IllegalStateException("not seen in time: the end of rollout " + rollouts);
        }
    }

    private static void awaitWatching(RolloutWatch watch) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (watch.status().watches().size() < WorkloadKind.values().length
                || watch.status().stale()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("does not watch: " + watch.status());
            }
            Thread.sleep(100);
        }
    }

    private static double received(Map<String, CountingProxy> clients, Map<String, Long> before, String name) {
        return Objects.requireNonNull(clients.get(name)).receivedBytes() - before.getOrDefault(name, 0L);
    }

    private void setImage(int number) {
        try {
            controlPlane.kubectl(
                    "-n",
                    "team-" + number,
                    "set",
                    "image",
                    "deployment/app-" + number,
                    "main=example.org/app:" + revision);
        } catch (Exception e) {
            throw new IllegalStateException("app-" + number + " was not rolled out", e);
        }
    }

    private void print(String form, Object... values) {
        out.printf(Locale.ROOT, form + "%n", values);
    }

    private static <T> ResourceEventHandler<T> ignoring() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T added) {}

            @Override
            public void onUpdate(T before, T now) {}

            @Override
            public void onDelete(T deleted, boolean unknown) {}
        };
    }
}

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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the watch of rollouts costs a real API server while pods roll, beside informers of Deployments and of Deployments with pods in the same run. Bytes
 * are counted on the wire by a proxy before each client, TLS and all, and so is what the control plane's own components receive.
 *
 * <p>Arguments: Deployments (20), replicas of each (50).
 */
public final class WatchBench {
    private static final String COMPONENTS = "the components";
    private static final Pattern CPU = Pattern.compile("(?m)^process_cpu_seconds_total (\\S+)$");
    private static final int ASKED = 300;

    private WatchBench() {}

    private record Counters(double cpuSeconds) {
        static Counters of(ControlPlane controlPlane) throws Exception {
            String page = controlPlane.apiServer().get("/metrics").body();
            return new Counters(sum(CPU, page));
        }

        private static double sum(Pattern pattern, String page) {
            Matcher lines = pattern.matcher(page);
            double sum = 0;
            while (lines.find()) {
                sum += Double.parseDouble(lines.group(1));
            }
            return sum;
        }
    }

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int deployments = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
        int replicas = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50;
        Path folder = Files.createTempDirectory("headroom-watch-bench-");
        try (ControlPlane controlPlane = ControlPlane.start(folder);
                CountingProxy forComponents =
                        new CountingProxy(controlPlane.apiServer().port());
                CountingProxy forOurs =
                        new CountingProxy(controlPlane.apiServer().port());
                CountingProxy forDeployments =
                        new CountingProxy(controlPlane.apiServer().port());
                CountingProxy forPods =
                        new CountingProxy(controlPlane.apiServer().port())) {
            controlPlane.runWorkloads(Math.max(4, deployments * replicas / 100), forComponents.port());
            StringBuilder yaml = new StringBuilder();
            for (int i = 0; i < deployments; i++) {
                yaml.append(Manifests.namespace("team-" + i))
                        .append(Manifests.deployment("team-" + i, "app-" + i, replicas));
            }
            controlPlane.apply(yaml.toString());
            RecordingInbox inbox = new RecordingInbox();
            try (RolloutWatch ours = watch(controlPlane, forOurs, inbox);
                    KubernetesClient some = client(controlPlane, forDeployments);
                    KubernetesClient all = client(controlPlane, forPods);
                    SharedIndexInformer<?> deploymentInformer =
                            some.apps().deployments().inAnyNamespace().inform(ignoring());
                    SharedIndexInformer<?> podInformer =
                            all.pods().inAnyNamespace().inform(ignoring())) {
                require(
                        inbox.await(deployments, report -> report.phase() == Phase.SUCCEEDED, Duration.ofMinutes(5)),
                        "the first rollout");
                run(
                        System.out,
                        controlPlane,
                        ours,
                        inbox,
                        deployments,
                        replicas,
                        Map.of(
                                "Headroom",
                                forOurs,
                                "informer of Deployments",
                                forDeployments,
                                "informer of pods",
                                forPods,
                                COMPONENTS,
                                forComponents));
            }
            askOneByOne(System.out, controlPlane);
        }
    }

    private static void run(
            PrintStream out,
            ControlPlane controlPlane,
            RolloutWatch ours,
            RecordingInbox inbox,
            int deployments,
            int replicas,
            Map<String, CountingProxy> clients)
            throws Exception {
        Counters before = Counters.of(controlPlane);
        Map<String, Long> bytesBefore = new TreeMap<>();
        clients.forEach((name, proxy) -> bytesBefore.put(name, proxy.receivedBytes()));
        long requestsBefore = requests(ours);
        long beganNanos = System.nanoTime();
        List<Thread> hands = new ArrayList<>();
        for (int i = 0; i < deployments; i++) {
            int number = i;
            hands.add(Thread.ofVirtual().start(() -> setImage(controlPlane, number)));
        }
        require(
                inbox.await(2 * deployments, report -> report.phase() == Phase.SUCCEEDED, Duration.ofMinutes(10)),
                "the second rollout");
        for (Thread hand : hands) {
            hand.join();
        }
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        Counters after = Counters.of(controlPlane);
        double served = Objects.requireNonNull(clients.get(COMPONENTS)).receivedBytes()
                - bytesBefore.getOrDefault(COMPONENTS, 0L);
        out.printf(
                "%d Deployments x %d replicas rolled out in %.0f s; the API server sent %.1f MB to the control plane's own components and used %.1f s of CPU%n",
                deployments, replicas, seconds, served / 1e6, after.cpuSeconds() - before.cpuSeconds());
        bytesBefore.forEach((name, earlier) -> {
            double bytes = Objects.requireNonNull(clients.get(name)).receivedBytes() - earlier;
            out.printf(
                    "%-24s %12.0f bytes  %9.0f bytes/s  %6.2f%% of that%n",
                    name, bytes, bytes / seconds, 100 * bytes / served);
        });
        long asked = requests(ours) - requestsBefore;
        out.printf(
                "Headroom: %d requests, %.2f a second, %.1f a rollout%n",
                asked, asked / seconds, asked / (double) deployments);
    }

    /** What one look at an object costs the server, so that the CPU of all of them can be told. */
    private static void askOneByOne(PrintStream out, ControlPlane controlPlane) throws Exception {
        Counters before = Counters.of(controlPlane);
        Thread.sleep(10_000);
        double idle = (Counters.of(controlPlane).cpuSeconds() - before.cpuSeconds()) / 10;
        before = Counters.of(controlPlane);
        long beganNanos = System.nanoTime();
        for (int i = 0; i < ASKED; i++) {
            controlPlane.apiServer().get("/apis/apps/v1/namespaces/team-0/deployments/app-0?resourceVersion=0");
        }
        double seconds = (System.nanoTime() - beganNanos) / 1e9;
        double cpu = Counters.of(controlPlane).cpuSeconds() - before.cpuSeconds() - idle * seconds;
        out.printf("one look at an object: %.2f ms of the API server's CPU (mean of %d)%n", 1_000 * cpu / ASKED, ASKED);
    }

    private static RolloutWatch watch(ControlPlane controlPlane, CountingProxy proxy, RecordingInbox inbox)
            throws Exception {
        RolloutWatch watch = RolloutWatch.open(
                controlPlane.kubeconfig(proxy.port(), ControlPlane.ADMIN_TOKEN),
                new RolloutWatch.Settings(null, "default", "bench", "bench"),
                inbox,
                System::nanoTime,
                InstantSource.system());
        watch.start();
        return watch;
    }

    private static KubernetesClient client(ControlPlane controlPlane, CountingProxy proxy) throws Exception {
        Config config = ClusterAccess.of(controlPlane.kubeconfig(proxy.port(), ControlPlane.ADMIN_TOKEN), "bench");
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
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

    private static long requests(RolloutWatch watch) {
        return watch.status().requests().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private static void setImage(ControlPlane controlPlane, int number) {
        try {
            controlPlane.kubectl(
                    "-n", "team-" + number, "set", "image", "deployment/app-" + number, "main=example.org/app:2");
        } catch (Exception e) {
            throw new IllegalStateException("app-" + number + " was not rolled out", e);
        }
    }

    private static void require(boolean seen, String what) {
        if (!seen) {
            throw new IllegalStateException("not seen in time: " + what);
        }
    }
}

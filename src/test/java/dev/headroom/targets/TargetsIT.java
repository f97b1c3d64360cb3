// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.exposition.Endpoint;
import dev.headroom.exposition.Scraper;
import dev.headroom.exposition.TlsSettings;
import dev.headroom.realparts.ApiServer;
import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.NodeExporter;
import dev.headroom.realparts.TcpRelay;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.TargetSampling;
import dev.headroom.sampling.Timeline;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real API servers and a real node_exporter, watched as the service does it. */
class TargetsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static @Nullable ControlPlane controlPlane;

    private final Object lock = new Object();
    private final Map<SignalKey, Samples> samples = new TreeMap<>();
    private final Map<String, TargetSampling> samplings = new HashMap<>();

    @BeforeAll
    static void startServers() throws Exception {
        controlPlane = ControlPlane.start(folder);
        controlPlane.addApiServer();
    }

    @AfterAll
    static void stopServers() throws Exception {
        if (controlPlane != null) {
            controlPlane.close();
        }
    }

    /** What came of one signal. */
    private static final class Samples implements SampleSink {
        private int count;
        private int holes;
        private double observedSeconds;
        private double highest;
        private @Nullable Limit limit;

        @Override
        public void sample(long startNanos, long endNanos, double usage, double capacity) {
            count++;
            observedSeconds += (endNanos - startNanos) / 1e9;
            highest = Math.max(highest, usage / capacity);
        }

        @Override
        public void unlimited(long startNanos, long endNanos, double usage) {
            count++;
        }

        @Override
        public void hole(long startNanos, long endNanos, double seconds) {
            holes++;
        }

        @Override
        public void limit(long timeNanos, Limit limitNow) {
            limit = limitNow;
        }
    }

    private static ControlPlane controlPlane() {
        return Objects.requireNonNull(controlPlane);
    }

    private static ApiServer second() throws Exception {
        return controlPlane().apiServers().get(1);
    }

    private static TargetSettings settings(String name, URI url, double budget) throws Exception {
        Path token = folder.resolve("token");
        Files.writeString(token, ControlPlane.ADMIN_TOKEN);
        Endpoint endpoint =
                new Endpoint(url, TlsSettings.trusting(controlPlane().certificateAuthority()), token);
        return new TargetSettings(
                name, TargetKind.APISERVER, endpoint, budget, TargetSettings.DEFAULT_PROBE_LIMIT, Map.of(), Map.of());
    }

    private TargetWatches watches(Scraper scraper) {
        return new TargetWatches(
                scraper,
                target -> samplings.computeIfAbsent(
                        target,
                        name -> new TargetSampling(
                                name, key -> samples.computeIfAbsent(key, k -> new Samples()), true)),
                lock,
                Timeline.system(),
                InstantSource.system());
    }

    private Samples of(String target, SignalKind kind, String device) {
        synchronized (lock) {
            return samples.getOrDefault(new SignalKey(target, kind, device), new Samples());
        }
    }

    private static void await(String what, BooleanSupplier condition, Supplier<Object> state)
            throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("%s: %s", what, state.get()).isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    @Test
    void twoApiServersAndTheirMachineAreWatchedEachForItself() throws Exception {
        try (NodeExporter node = NodeExporter.start(folder);
                Scraper scraper = new Scraper(System::nanoTime, InstantSource.system());
                TargetWatches watches = watches(scraper)) {
            watches.add(settings("api-1", controlPlane().apiServer().url(), 0.5));
            watches.add(settings("api-2", second().url(), 0.5));
            watches.add(TargetSettings.of("api-1", TargetKind.NODE, Endpoint.of(node.url())));
            watches.raise(Instant.now().plus(LIMIT));
            await(
                    "samples of every kind",
                    () -> of("api-1", SignalKind.PROBE_LATENCY, "").count >= 5
                            && of("api-2", SignalKind.PROBE_LATENCY, "").count >= 5
                            && of("api-1", SignalKind.APISERVER_INFLIGHT, "readonly").count >= 5
                            && of("api-2", SignalKind.APISERVER_SEATS, "exempt").count >= 5
                            && of("api-1", SignalKind.CPU, "").count >= 5
                            && of("api-1", SignalKind.PROCESS_CPU, TargetWatch.APISERVER_JOB).count >= 5,
                    () -> samples.keySet() + " " + watches.statuses());

            assertThat(of("api-1", SignalKind.APISERVER_INFLIGHT, "readonly").limit)
                    .isInstanceOfSatisfying(
                            Limit.Known.class,
                            seats -> assertThat(seats.perSecond()).isBetween(590.0, 620.0));
            assertThat(of("api-2", SignalKind.APISERVER_SEATS, "exempt").limit).isInstanceOf(Limit.Unknown.class);
            assertThat(of("api-1", SignalKind.PROCESS_CPU, TargetWatch.APISERVER_JOB).limit)
                    .isEqualTo(new Limit.Known(Runtime.getRuntime().availableProcessors()));
            assertThat(of("api-2", SignalKind.PROCESS_CPU, TargetWatch.APISERVER_JOB).limit)
                    .isInstanceOf(Limit.Unknown.class);
            assertThat(of("api-1", SignalKind.TCP_RETRANSMIT, "").count).isPositive();
            assertThat(of("api-1", SignalKind.PROBE_LATENCY, "").highest).isBetween(0.0001, 1.0);
            assertThat(watches.statuses()).hasSize(3).allSatisfy(status -> {
                assertThat(status.state()).isEqualTo("up");
                assertThat(status.identityChanges()).isZero();
                assertThat(status.sources()).allSatisfy(source -> {
                    assertThat(source.receivedBytes()).isPositive();
                    assertThat(source.estimatedCpuSeconds()).isPositive();
                });
            });
        }
    }

    @Test
    void twoServersBehindOneAddressAreNoticedAndTheirValuesAreNotMixed() throws Exception {
        try (TcpRelay relay = TcpRelay.to(controlPlane().apiServer().port());
                Scraper scraper = new Scraper(System::nanoTime, InstantSource.system());
                TargetWatches watches = watches(scraper)) {
            watches.add(settings("virtual", URI.create("https://127.0.0.1:" + relay.port()), 0.5));
            await(
                    "the first server",
                    () -> of("virtual", SignalKind.PROBE_LATENCY, "").count >= 2
                            && watches.statuses().getFirst().state().equals("up"),
                    watches::statuses);

            relay.turnTo(second().port());
            // both were started just now: so far it may be a restart
            await(
                    "the other server",
                    () -> watches.statuses().getFirst().restarts()
                                    + watches.statuses().getFirst().identityChanges()
                            > 0,
                    watches::statuses);
            relay.turnTo(controlPlane().apiServer().port());
            await("the first one again", () -> watches.statuses().getFirst().identityChanges() > 0, watches::statuses);

            assertThat(watches.statuses().getFirst().sources())
                    .filteredOn(source -> source.name().equals("slis"))
                    .singleElement()
                    .satisfies(source -> {
                        assertThat(source.reason()).isEqualTo(TargetStatus.IDENTITY_UNSTABLE);
                        assertThat(source.message()).contains("give each its own address");
                    });
            int taken = of("virtual", SignalKind.PROBE_LATENCY, "").count;
            long asked = requests(watches, "readyz");
            await("more probes", () -> requests(watches, "readyz") > asked + 2, watches::statuses);
            assertThat(of("virtual", SignalKind.PROBE_LATENCY, "").count).isEqualTo(taken);
        }
    }

    @Test
    void aRestartIsARestartAndNoBurst() throws Exception {
        ApiServer server = second();
        try (Scraper scraper = new Scraper(System::nanoTime, InstantSource.system());
                TargetWatches watches = watches(scraper)) {
            watches.add(settings("api-2", server.url(), 0.5));
            watches.raise(Instant.now().plus(LIMIT));
            await("samples", () -> of("api-2", SignalKind.PROBE_LATENCY, "").count >= 2, watches::statuses);
            server.stop();
            await("it is down", () -> watches.statuses().getFirst().state().equals("down"), watches::statuses);
            // tls where it was killed in the middle of a handshake
            assertThat(watches.statuses().getFirst().sources())
                    .allSatisfy(source -> assertThat(source.reason()).isIn("refused", "cut", "timeout", "tls"));
            server.start();
            await("it is up", () -> watches.statuses().getFirst().state().equals("up"), watches::statuses);
            await("the restart is seen", () -> watches.statuses().getFirst().restarts() == 1, watches::statuses);
            assertThat(watches.statuses().getFirst().identityChanges()).isZero();
        }
    }

    @Test
    void watchingCostsTheServerLessThanItsBudgetByItsOwnCounter() throws Exception {
        ApiServer server = controlPlane().apiServer();
        double before = cpuSecondsPerSecond(server, 20);
        try (Scraper scraper = new Scraper(System::nanoTime, InstantSource.system());
                TargetWatches watches = watches(scraper)) {
            watches.add(settings("api-1", server.url(), 0.01));
            watches.raise(Instant.now().plusSeconds(100));
            await("samples", () -> of("api-1", SignalKind.PROBE_LATENCY, "").count >= 2, watches::statuses);
            double estimatedBefore = estimated(watches);
            double during = cpuSecondsPerSecond(server, 40);
            double estimated = (estimated(watches) - estimatedBefore) / 40;
            System.Logger log = System.getLogger(TargetsIT.class.getName());
            log.log(
                    System.Logger.Level.INFO,
                    String.format(
                            Locale.ROOT,
                            "kube-apiserver unwatched %.2f ms/s, watched and raised %.2f ms/s: %.2f ms/s for Headroom, estimated %.2f ms/s; %s",
                            before * 1e3,
                            during * 1e3,
                            (during - before) * 1e3,
                            estimated * 1e3,
                            watches.statuses()));
            assertThat(estimated).isLessThan(0.0105);
            // an idle API server's own work goes up and down by some ms/s
            assertThat(during - before).isLessThan(0.02);
        }
    }

    private static double estimated(TargetWatches watches) {
        return watches.statuses().getFirst().sources().stream()
                .mapToDouble(TargetStatus.SourceStatus::estimatedCpuSeconds)
                .sum();
    }

    private static long requests(TargetWatches watches, String source) {
        return watches.statuses().getFirst().sources().stream()
                .filter(status -> status.name().equals(source))
                .mapToLong(TargetStatus.SourceStatus::requests)
                .sum();
    }

    /** By the kernel's account of its process: to ask the server would cost what is to be measured. */
    private static double cpuSecondsPerSecond(ApiServer server, int seconds) throws Exception {
        long startNanos = System.nanoTime();
        Duration start = cpu(server);
        Thread.sleep(Duration.ofSeconds(seconds));
        return cpu(server).minus(start).toNanos() / (double) (System.nanoTime() - startNanos);
    }

    private static Duration cpu(ApiServer server) {
        return ProcessHandle.of(server.pid())
                .orElseThrow()
                .info()
                .totalCpuDuration()
                .orElseThrow();
    }
}

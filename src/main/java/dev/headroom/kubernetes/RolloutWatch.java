// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import dev.headroom.deploys.DeployInbox;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns of the rollouts of a cluster and reports them, while it holds the lease. Thread safe.
 *
 * <p>Three watches of table rows without objects tell that something changed; a look at the one object tells what. After a time without a watch the
 * list tells what was missed. The identity of a report is made of what the cluster says, so a rollout that is reported again, by another Headroom or
 * after a restart, is the same.
 */
public final class RolloutWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutWatch.class);
    private static final long END_SECONDS = 2;
    private static final String DEFAULT_NAMESPACE = "default";

    private final ApiConnection connection;
    private final ThreadLoop loop;
    private final OutageGate gate;
    private final ReportOutbox outbox;
    private final Lookups lookups;
    private final Map<WorkloadKind, KindWatch> watches = new EnumMap<>(WorkloadKind.class);
    private final Map<WorkloadKind, WatchTotals> totals = new EnumMap<>(WorkloadKind.class);
    private final LeaderLease lease;

    /**
     * What can be chosen.
     *
     * @param cluster its name in every report, null for none
     * @param leaseNamespace where the lease is, null for the namespace of the pod or of the kubeconfig's context
     * @param identity of this Headroom among those that may watch
     * @param version of Headroom, for the user agent
     */
    public record Settings(
            @Nullable String cluster, @Nullable String leaseNamespace, String identity, String version) {}

    private RolloutWatch(
            Config config, Settings settings, DeployInbox inbox, LongSupplier nanoTime, InstantSource clock) {
        RandomGenerator random = RandomGenerator.getDefault();
        connection = ApiConnection.open(config);
        loop = new ThreadLoop(nanoTime, clock);
        gate = new OutageGate(loop, random);
        outbox = new ReportOutbox(loop, inbox);
        RolloutReports reports = new RolloutReports(settings.cluster(), outbox::add);
        Rollouts rollouts = new Rollouts(reports);
        lookups = new Lookups(loop, connection, gate, rollouts, new PodReplacements(loop, reports), totals);
        WatchListener listener = new WatchListener() {
            @Override
            public void listed(WorkloadKind kind, List<Workload> workloads) {
                LOG.info("Watching {} {}", workloads.size(), kind.resource());
                rollouts.listed(kind, workloads, loop.now());
            }

            @Override
            public void changed(WorkloadKind kind, WatchLine.Type type, Row row) {
                lookups.changed(kind, type, row);
            }
        };
        for (WorkloadKind kind : WorkloadKind.values()) {
            WatchTotals ofKind = new WatchTotals(kind);
            totals.put(kind, ofKind);
            watches.put(kind, new KindWatch(loop, connection, gate, kind, listener, ofKind, random));
        }
        String own = Objects.requireNonNullElse(config.getNamespace(), DEFAULT_NAMESPACE);
        lease = new LeaderLease(
                loop,
                connection,
                gate,
                Objects.requireNonNullElse(settings.leaseNamespace(), own),
                settings.identity(),
                this::watch,
                this::stopWatching);
    }

    /**
     * Opens it with the credentials of KUBECONFIG or of this pod; {@link #start} begins.
     *
     * @throws IllegalStateException when there are none, or they would not verify the server
     */
    public static RolloutWatch open(Settings settings, DeployInbox inbox, LongSupplier nanoTime, InstantSource clock) {
        return new RolloutWatch(ClusterAccess.find(settings.version()), settings, inbox, nanoTime, clock);
    }

    /** Opens it with the credentials of a kubeconfig. */
    static RolloutWatch open(
            Path kubeconfig, Settings settings, DeployInbox inbox, LongSupplier nanoTime, InstantSource clock) {
        return new RolloutWatch(ClusterAccess.of(kubeconfig, settings.version()), settings, inbox, nanoTime, clock);
    }

    /** Begins to try for the lease, and to watch once it is held. */
    public void start() {
        LOG.info("Following the rollouts of {}", connection.url());
        loop.execute(lease::start);
    }

    private void watch() {
        watches.values().forEach(KindWatch::start);
    }

    private void stopWatching() {
        watches.values().forEach(KindWatch::stop);
        lookups.clear();
    }

    /** How it is doing now. */
    public KubernetesStatus status() {
        boolean leader = lease.isLeader();
        long now = loop.nanoTime();
        List<String> refusals = new ArrayList<>();
        List<KubernetesStatus.Watch> states = new ArrayList<>();
        if (!lease.refusedVerb().isEmpty()) {
            refusals.add(lease.refusedVerb() + " leases");
        }
        totals.forEach((kind, ofKind) -> {
            String verb = ofKind.forbiddenVerb();
            if (verb != null) {
                refusals.add(verb + " " + kind.resource());
            }
            if (leader) {
                states.add(new KubernetesStatus.Watch(
                        kind.resource(),
                        ofKind.events(),
                        ofKind.silentNanos(now) / 1e9,
                        ofKind.relists(),
                        ofKind.silences(),
                        ofKind.skipped()));
            }
        });
        return new KubernetesStatus(
                leader,
                gate.isOpen(),
                connection.counts().byCode(),
                connection.counts().receivedBytes(),
                outbox.dropped(),
                refusals,
                states);
    }

    /** Stops watching and gives the lease back. */
    @Override
    public void close() {
        CompletableFuture<Void> released = new CompletableFuture<>();
        loop.execute(() -> lease.stop().whenComplete((answer, failure) -> released.complete(null)));
        try {
            released.get(END_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn(
                    "The lease could not be given back; another Headroom takes it {} s after the last renewal",
                    LeaderLease.DURATION.toSeconds());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
        connection.close();
    }
}

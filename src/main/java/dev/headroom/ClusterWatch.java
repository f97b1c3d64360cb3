// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.deploys.DeployInbox;
import dev.headroom.kubernetes.KubernetesStatus;
import dev.headroom.kubernetes.RolloutWatch;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Follows the rollouts of a cluster while the service runs, where that is asked for; otherwise nothing of it is even loaded. Thread safe. */
final class ClusterWatch implements SmartLifecycle {
    private final KubernetesProperties properties;
    private final String host;
    private final String version;
    private final DeployInbox inbox;
    private volatile @Nullable RolloutWatch watch;

    /**
     * @param host the name of the machine, by which people know who holds the lease
     * @param version Headroom's own
     */
    ClusterWatch(KubernetesProperties properties, String host, String version, DeployInbox inbox) {
        this.properties = properties;
        this.host = host;
        this.version = version;
        this.inbox = inbox;
    }

    /** How it is doing, empty where no cluster is watched. */
    Optional<KubernetesStatus> status() {
        return Optional.ofNullable(watch).map(RolloutWatch::status);
    }

    @Override
    public void start() {
        if (!properties.enabled() || watch != null) {
            return;
        }
        RolloutWatch.Settings settings = new RolloutWatch.Settings(
                properties.cluster(), properties.leaseNamespace(), host + "_" + UUID.randomUUID(), version);
        RolloutWatch opened;
        try {
            opened = RolloutWatch.open(settings, inbox, System::nanoTime, InstantSource.system());
        } catch (IllegalStateException e) {
            throw BadConfiguration.unusable(
                    "headroom.kubernetes.enabled is true, and no cluster can be watched.",
                    String.valueOf(e.getMessage()),
                    e);
        }
        watch = opened;
        opened.start();
    }

    @Override
    public void stop() {
        RolloutWatch running = watch;
        watch = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean isRunning() {
        return watch != null;
    }
}

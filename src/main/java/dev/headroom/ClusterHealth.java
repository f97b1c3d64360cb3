// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.kubernetes.KubernetesStatus;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Degraded while rollouts may be missed: no reason to restart Headroom or to take it out of service, because bursts are found without a cluster, and
 * a restart would not bring the API server back.
 */
final class ClusterHealth implements HealthIndicator {
    private static final Status DEGRADED = new Status("DEGRADED");

    private final ClusterWatch watch;

    ClusterHealth(ClusterWatch watch) {
        this.watch = watch;
    }

    @Override
    public Health health() {
        boolean stale = watch.status().filter(KubernetesStatus::stale).isPresent();
        return stale ? Health.status(DEGRADED).build() : Health.up().build();
    }
}

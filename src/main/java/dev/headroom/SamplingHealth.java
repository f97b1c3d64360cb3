// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Ready once every sampler has delivered its first reading: before that the page would show a host without signals. */
final class SamplingHealth implements HealthIndicator {
    private final LivePipeline pipeline;

    SamplingHealth(LivePipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Health health() {
        boolean read = pipeline.samplers().isEmpty() || !pipeline.signals().isEmpty();
        return read ? Health.up().build() : Health.outOfService().build();
    }
}

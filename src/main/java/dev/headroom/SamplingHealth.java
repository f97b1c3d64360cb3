// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Ready once the first reading has been delivered, where there is to be one: before that the page would show a host without signals. */
final class SamplingHealth implements HealthIndicator {
    private final LivePipeline pipeline;

    SamplingHealth(LivePipeline pipeline) {
        this.pipeline = pipeline;
    }

    @Override
    public Health health() {
        return pipeline.ready() ? Health.up().build() : Health.outOfService().build();
    }
}

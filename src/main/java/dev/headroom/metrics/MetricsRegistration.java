// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.springframework.context.annotation.Configuration;

/** Puts our metrics into the registry that Micrometer's endpoint serves, once at start. */
@Configuration(proxyBeanMethods = false)
class MetricsRegistration {
    MetricsRegistration(HeadroomMetrics metrics, DeployFigures deploys, PrometheusRegistry registry) {
        metrics.registerIn(registry);
        registry.register(new DeployMetrics(deploys));
        HeadroomMetrics.registerProcessIn(registry);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.history.HistoryStatus;
import dev.headroom.history.flight.FlightStatus;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.function.Supplier;
import org.springframework.context.annotation.Configuration;

/** Puts our metrics into the registry that Micrometer's endpoint serves, once at start. */
@Configuration(proxyBeanMethods = false)
class MetricsRegistration {
    MetricsRegistration(
            HeadroomMetrics metrics,
            DeployFigures deploys,
            KubernetesFigures kubernetes,
            PushFigures pushes,
            Supplier<HistoryStatus> history,
            Supplier<FlightStatus> flight,
            PrometheusRegistry registry) {
        metrics.registerIn(registry);
        deploys.registerIn(registry);
        registry.register(new KubernetesMetrics(kubernetes.status()));
        registry.register(new PushMetrics(pushes));
        registry.register(new HistoryMetrics(history));
        registry.register(new FlightMetrics(flight));
        HeadroomMetrics.registerProcessIn(registry);
    }
}

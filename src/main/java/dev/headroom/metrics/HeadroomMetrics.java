// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import dev.headroom.detection.DetectionSettings;
import dev.headroom.detection.SignalStatus;
import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.SignalKey;
import dev.headroom.targets.TargetStatus;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * All that Headroom publishes: hands its collectors to a registry. They read when they are scraped and hold no copy in between.
 *
 * @param signals what detection knows of each signal
 * @param samplers how each sampler is doing
 * @param servers how each server watched over the network is doing
 * @param unexplainedBursts how many bursts of a signal have the final verdict that no deploy explains them
 * @param settings what detection goes by; its dashboards are in the order of {@link SignalStatus#hidden()}
 * @param interval the time between two samples
 * @param version Headroom's own version
 */
public record HeadroomMetrics(
        Supplier<List<SignalStatus>> signals,
        Supplier<List<SamplerStatus>> samplers,
        Supplier<List<TargetStatus>> servers,
        ToDoubleFunction<SignalKey> unexplainedBursts,
        DetectionSettings settings,
        Duration interval,
        String version) {

    /** Registers what is measured of hosts, of the samplers and of this build. */
    public void registerIn(PrometheusRegistry registry) {
        registry.register(new SignalMetrics(signals, settings, unexplainedBursts, interval.toMillis() + " ms"));
        registry.register(new SamplerMetrics(samplers));
        registry.register(new SourceMetrics(samplers, servers));
        Info.builder()
                .name("headroom_build_info")
                .help("The version of Headroom and of the Java it runs on; always 1")
                .labelNames("version", "java")
                .register(registry)
                .setLabelValues(version, Runtime.version().toString());
    }

    /** Registers what this process costs, under the names every client library of Prometheus uses. */
    public static void registerProcessIn(PrometheusRegistry registry) {
        ProcessMetrics.builder().register(registry);
        JvmMemoryMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
    }
}

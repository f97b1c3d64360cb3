// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import static dev.headroom.metrics.Statuses.CPU;
import static dev.headroom.metrics.Statuses.PRESSURE;
import static dev.headroom.metrics.Statuses.TRANSMIT;
import static dev.headroom.metrics.Statuses.VETH;
import static dev.headroom.metrics.Statuses.after;
import static dev.headroom.metrics.Statuses.burst;
import static dev.headroom.metrics.Statuses.fresh;
import static dev.headroom.metrics.Statuses.sampler;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.detection.DetectionSettings;
import dev.headroom.detection.SignalStatus;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.SourceException.Reason;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeadroomMetricsTest {
    private static final String TEXT = "text/plain; version=0.0.4";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
    private static final Limit TWO_CORES = new Limit.Known(2);

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicReference<List<SignalStatus>> signals = new AtomicReference<>(List.of());
    private final AtomicReference<List<SamplerStatus>> samplers = new AtomicReference<>(List.of());

    @BeforeEach
    void register() {
        new HeadroomMetrics(
                        signals::get,
                        samplers::get,
                        List::of,
                        key -> 3,
                        DetectionSettings.defaults(),
                        Duration.ofMillis(100),
                        "1.2.3")
                .registerIn(registry);
    }

    @Test
    void everySeriesOfASignalExistsBeforeItsFirstBurst() {
        signals.set(List.of(fresh(CPU, TWO_CORES)));
        assertThat(page(TEXT))
                .contains("headroom_saturated_seconds_total{device=\"\",signal=\"cpu\",target=\"host-1\"} 0.0")
                .contains("headroom_observed_seconds_total{device=\"\",signal=\"cpu\",target=\"host-1\"} 0.0")
                .contains("headroom_bursts_total{device=\"\",signal=\"cpu\",target=\"host-1\"} 0.0")
                .contains("headroom_burst_open{device=\"\",signal=\"cpu\",target=\"host-1\"} 0.0")
                .contains("headroom_limit_cores{device=\"\",signal=\"cpu\",target=\"host-1\"} 2.0")
                .contains("headroom_limit_unknown{device=\"\",signal=\"cpu\",target=\"host-1\"} 0.0")
                .contains(
                        "headroom_hidden_bursts_total{dashboard=\"60s/irate[5m]/180s\",device=\"\",signal=\"cpu\",target=\"host-1\"} 0.0")
                .contains(
                        "headroom_utilisation_ratio_bucket{device=\"\",signal=\"cpu\",target=\"host-1\",le=\"+Inf\"} 0")
                .contains(
                        "headroom_burst_duration_seconds_bucket{device=\"\",signal=\"cpu\",target=\"host-1\",le=\"0.1\"} 0")
                .contains("headroom_build_info{java=\"" + Runtime.version() + "\",version=\"1.2.3\"} 1");
    }

    @Test
    void theNumberOfSeriesIsTheSameAfterAThousandBursts() {
        signals.set(List.of(after(1, CPU, TWO_CORES, burst(1))));
        samplers.set(List.of(sampler(null)));
        long afterOne = series();
        LongStream.rangeClosed(2, 1_000).forEach(bursts -> {
            signals.set(List.of(after(bursts, CPU, TWO_CORES, burst(bursts))));
            samplers.set(List.of(sampler(bursts % 2 == 0 ? Reason.FAILED : Reason.STUCK)));
            assertThat(series()).isEqualTo(afterOne);
        });
    }

    @Test
    void theStartOfTheLastBurstIsATimeAndZeroBeforeTheFirst() {
        signals.set(List.of(fresh(CPU, TWO_CORES)));
        assertThat(page(TEXT))
                .contains(
                        "headroom_last_burst_start_timestamp_seconds{device=\"\",signal=\"cpu\",target=\"host-1\"} 0.0");
        signals.set(List.of(after(1, CPU, TWO_CORES, burst(1))));
        assertThat(page(TEXT))
                .contains(
                        "headroom_last_burst_start_timestamp_seconds{device=\"\",signal=\"cpu\",target=\"host-1\"} 1.71689761E9");
    }

    @Test
    void theTimeAtEachLevelIsAHistogramOfMilliseconds() {
        signals.set(List.of(after(2, CPU, TWO_CORES, burst(2))));
        assertThat(page(TEXT))
                .contains(
                        "headroom_utilisation_ratio_bucket{device=\"\",signal=\"cpu\",target=\"host-1\",le=\"0.1\"} 3000000")
                .contains(
                        "headroom_utilisation_ratio_bucket{device=\"\",signal=\"cpu\",target=\"host-1\",le=\"0.99\"} 3000000")
                .contains(
                        "headroom_utilisation_ratio_bucket{device=\"\",signal=\"cpu\",target=\"host-1\",le=\"1.0\"} 3600000")
                .contains("headroom_utilisation_ratio_count{device=\"\",signal=\"cpu\",target=\"host-1\"} 3600000")
                .contains("headroom_utilisation_ratio_sum{device=\"\",signal=\"cpu\",target=\"host-1\"} 700000.0");
    }

    @Test
    void burstDurationsAreANativeHistogramTooForThoseWhoReadProtobuf() throws Exception {
        signals.set(List.of(after(7, CPU, TWO_CORES, null)));
        String protobuf = ExpositionFormats.init().getPrometheusProtobufWriter().toDebugString(registry.scrape());

        assertThat(protobuf.substring(protobuf.indexOf("headroom_burst_duration_seconds")))
                .as("2^(3/8) < 1.3 <= 2^(4/8)")
                .containsPattern("schema: 3\\s")
                .containsPattern("positive_span \\{\\s+offset: 4\\s+length: 1\\s+\\}\\s+positive_delta: 7\\s")
                .containsPattern("upper_bound: 3.0");
    }

    @Test
    void openMetricsCarriesTheIdOfTheLastBurstAsAnExemplar() {
        signals.set(List.of(after(2, CPU, TWO_CORES, burst(2))));
        assertThat(page(OPEN_METRICS))
                .contains("headroom_bursts_total{device=\"\",signal=\"cpu\",target=\"host-1\"} 2.0"
                        + " # {burst_id=\"00000000000000000000000002\"} 1.0 1716897621.300")
                .contains(
                        "headroom_burst_duration_seconds_bucket{device=\"\",signal=\"cpu\",target=\"host-1\",le=\"3.0\"} 2"
                                + " # {burst_id=\"00000000000000000000000002\"} 1.3 1716897621.300")
                .endsWith("# EOF\n");
        assertThat(page(TEXT)).doesNotContain("burst_id");
    }

    @Test
    void anUnknownLimitIsSaidSoAndNeverInvented() {
        signals.set(List.of(
                fresh(TRANSMIT, new Limit.Known(125_000_000)),
                fresh(VETH, new Limit.Unknown("a veth has no speed")),
                fresh(PRESSURE, new Limit.Known(1))));
        assertThat(page(TEXT))
                .contains(
                        "headroom_limit_bytes_per_second{device=\"eth0\",signal=\"network_transmit\",target=\"host-1\"} 1.25E8")
                .contains("headroom_limit_unknown{device=\"veth0\",signal=\"network_transmit\",target=\"host-1\"} 1.0")
                .contains("headroom_limit_unknown{device=\"eth0\",signal=\"network_transmit\",target=\"host-1\"} 0.0")
                .doesNotContain("headroom_limit_bytes_per_second{device=\"veth0\"")
                .doesNotContain("headroom_limit_unknown{device=\"\",signal=\"cpu_pressure\"")
                .doesNotContain("headroom_limit_cores");
    }

    @Test
    void theLevelFromWhichASignalIsSaturatedIsToldWhereThereIsOne() {
        signals.set(List.of(fresh(CPU, TWO_CORES), fresh(PRESSURE, new Limit.Known(1))));
        assertThat(page(TEXT))
                .contains("headroom_saturation_threshold_ratio{device=\"\",signal=\"cpu\",target=\"host-1\"} 0.95")
                .doesNotContain("headroom_saturation_threshold_ratio{device=\"\",signal=\"cpu_pressure\"");
    }

    @Test
    void aFailingSourceTellsItsReason() {
        samplers.set(List.of(sampler(Reason.ABSENT)));
        assertThat(page(TEXT))
                .contains("headroom_source_up{reason=\"\",source=\"stat\",target=\"host-1\"} 1.0")
                .contains("headroom_source_up{reason=\"absent\",source=\"pressure\",target=\"host-1\"} 0.0")
                .contains("headroom_source_failures_total{source=\"pressure\",target=\"host-1\"} 7.0")
                .contains("headroom_source_read_seconds_count{source=\"stat\",target=\"host-1\"} 36000")
                .contains("headroom_source_read_seconds_sum{source=\"stat\",target=\"host-1\"} 0.4")
                .contains("headroom_sampler_missed_total{target=\"host-1\"} 2.0")
                .contains("headroom_sampler_late_seconds_total{target=\"host-1\"} 1.5");
    }

    @Test
    void everyFamilyHasAHelpTextAndSamplesHaveNoTimestamp() {
        signals.set(List.of(after(2, CPU, TWO_CORES, burst(2)), fresh(TRANSMIT, new Limit.Known(125_000_000))));
        samplers.set(List.of(sampler(null)));
        List<String> lines = page(TEXT).lines().toList();
        List<String> types = lines.stream()
                .filter(line -> line.startsWith("# TYPE"))
                .map(line -> line.split(" ")[2])
                .toList();
        assertThat(types)
                .hasSize(24)
                .allSatisfy(name -> assertThat(lines)
                        .anyMatch(
                                line -> line.startsWith("# HELP " + name + " ") && line.length() > name.length() + 20));
        assertThat(lines)
                .filteredOn(line -> !line.startsWith("#"))
                .allSatisfy(line -> assertThat(line.substring(line.lastIndexOf('}') + 1)
                                .strip()
                                .split(" "))
                        .hasSize(1));
        assertThat(page(TEXT)).contains("(sampled every 100 ms)");
    }

    private long series() {
        return page(TEXT).lines().filter(line -> !line.startsWith("#")).count();
    }

    private String page(String accept) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ExpositionFormats.init().findWriter(accept).write(out, registry.scrape());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstListener;
import dev.headroom.detection.Detection;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.TargetSampling;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page over the real detection, on a driven clock. */
class MetricsPageTest {
    private static final long TICK_NANOS = 100_000_000L;
    private static final long START_NANOS = 1_716_897_600_000_000_000L;

    private final List<Burst> closed = new ArrayList<>();
    private final Detection detection = new Detection(
            DetectionSettings.defaults(),
            new BurstListener() {
                @Override
                public void opened(Burst burst) {}

                @Override
                public void closed(Burst burst) {
                    closed.add(burst);
                }

                @Override
                public void settled(Burst burst) {}
            },
            600);
    private final TargetSampling sampling = new TargetSampling("host-1", detection::sinkFor, true);
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private long ticks;
    private double idleSeconds;

    MetricsPageTest() {
        new HeadroomMetrics(
                        detection::statuses,
                        () -> List.of(Statuses.sampler(null)),
                        List::of,
                        key -> 0,
                        DetectionSettings.defaults(),
                        Duration.ofMillis(100),
                        "1.2.3")
                .registerIn(registry);
    }

    @Test
    void aBurstOfOneSecondIsOneSecondOfTheLosslessTotal() throws IOException {
        run(0.07, 100);
        run(1.0, 10);
        run(0.07, 100);
        String page = page("application/openmetrics-text; version=1.0.0");
        assertThat(closed).hasSize(1);
        assertThat(value(page, "headroom_saturated_seconds_total")).isCloseTo(1.0, within(0.01));
        assertThat(value(page, "headroom_observed_seconds_total")).isCloseTo(20.9, within(0.11));
        assertThat(value(page, "headroom_bursts_total")).isEqualTo(1);
        assertThat(page).contains("burst_id=\"" + closed.getFirst().id() + "\"");
        assertThat(value(page, "headroom_utilisation_peak_ratio")).isCloseTo(1.0, within(0.01));
    }

    @Test
    void promtoolFindsNothingToSayAboutThePage() throws Exception {
        Path promtool = promtool();
        run(0.07, 100);
        run(1.0, 10);
        run(0.07, 100);
        Process lint = new ProcessBuilder(promtool.toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (OutputStream in = lint.getOutputStream()) {
            in.write(page("text/plain").getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEmpty();
        assertThat(lint.waitFor()).isZero();
    }

    private void run(double level, int count) {
        for (int i = 0; i < count; i++) {
            CpuReading reading = new CpuReading();
            double wall = ticks * 0.1;
            reading.add(0, idleSeconds, 0, 0, wall);
            sampling.cpu(START_NANOS + ticks * TICK_NANOS, reading);
            ticks++;
            idleSeconds += (1 - level) * 0.1;
        }
    }

    private static double value(String page, String name) {
        String line = page.lines()
                .filter(candidate -> candidate.startsWith(name + "{") && candidate.contains("signal=\"cpu\""))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.substring(line.indexOf("} ") + 2).split(" ")[0]);
    }

    private String page(String accept) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExpositionFormats.init().findWriter(accept).write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Path promtool() {
        String parts =
                Objects.requireNonNullElse(System.getProperty("headroom.parts", System.getenv("HEADROOM_PARTS")), "");
        Path found = Stream.concat(
                        parts.isEmpty() ? Stream.empty() : Stream.of(Path.of(parts)),
                        Stream.of(String.valueOf(System.getenv("PATH")).split(":"))
                                .map(Path::of))
                .map(folder -> folder.resolve("promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (found == null) {
            assertThat(System.getenv("CI"))
                    .as("promtool must be there in CI: set HEADROOM_PARTS or PATH")
                    .isNotEqualTo("true");
        }
        assumeTrue(found != null, "promtool is neither in HEADROOM_PARTS nor on the PATH");
        return Objects.requireNonNull(found);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.PrometheusServer;
import dev.headroom.realparts.Spinners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.data.Percentage;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A real Prometheus scrapes the jar that users start, while this machine has a real burst. */
class PrometheusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final double SCRAPE_SECONDS = 0.25;
    private static final int RANGE_SECONDS = 12;
    private static final String SATURATED = "headroom_saturated_seconds_total{signal=\"cpu\"}";

    @TempDir
    private Path directory;

    @Test
    void saturatedSecondsReachPrometheusWithoutLossAndTheExemplarLeadsToTheBurst() throws Exception {
        Path ofService = Files.createDirectory(directory.resolve("service"));
        Path ofPrometheus = Files.createDirectory(directory.resolve("prometheus"));
        try (HeadroomJar service = HeadroomJar.start(ofService);
                PrometheusServer prometheus = PrometheusServer.start(
                        ofPrometheus, """
                        scrape_configs:
                          - job_name: headroom
                            scrape_interval: 250ms
                            scrape_timeout: 250ms
                            scrape_native_histograms: true
                            static_configs:
                              - targets: ["127.0.0.1:%d"]
                        """.formatted(service.port()), "--enable-feature=exemplar-storage")) {
            boolean calm = isCalmWithinPatience(prometheus);
            double before = service.cpuMetric("headroom_saturated_seconds_total");
            double bursts = service.cpuMetric("headroom_bursts_total");
            Spinners.spinAllCores(Duration.ofSeconds(2));
            await().atMost(PATIENCE).until(() -> service.cpuMetric("headroom_bursts_total") > bursts);
            await().atMost(PATIENCE).until(() -> value(prometheus, "headroom_bursts_total{signal=\"cpu\"}") > bursts);

            double truth = service.cpuMetric("headroom_saturated_seconds_total") - before;
            assertThat(truth).isGreaterThan(1.5);
            assertThat(value(prometheus, SATURATED) - before).isGreaterThan(1.5);
            if (calm) {
                // increase() scales what it saw between the first and the last scrape of the range up to the whole
                // range
                assertThat(value(prometheus, "increase(" + SATURATED + "[" + RANGE_SECONDS + "s])"))
                        .isCloseTo(truth, Percentage.withPercentage(3 + 100 * SCRAPE_SECONDS / RANGE_SECONDS));
            }

            assertThat(value(
                            prometheus,
                            "histogram_quantile(0.99, headroom_burst_duration_seconds{signal=\"cpu\"}) > bool 1.5"))
                    .as("the native histogram: its name has no _bucket")
                    .isEqualTo(1);

            JsonNode exemplars = prometheus.get(
                    "query_exemplars",
                    "query",
                    "headroom_bursts_total{signal=\"cpu\"}",
                    "start",
                    String.valueOf(System.currentTimeMillis() / 1000 - 60),
                    "end",
                    String.valueOf(System.currentTimeMillis() / 1000 + 60));
            String burst = exemplars
                    .get(0)
                    .get("exemplars")
                    .get(0)
                    .get("labels")
                    .get("burst_id")
                    .asString();
            assertThat(service.get("/api/v1/bursts/" + burst).statusCode()).isEqualTo(200);
        }
    }

    /** Whether nothing saturated this machine for longer than the range: other work here would be counted too, and rightly. */
    private static boolean isCalmWithinPatience(PrometheusServer prometheus) {
        try {
            await().atMost(PATIENCE)
                    .until(() -> value(prometheus, "count_over_time(" + SATURATED + "[" + RANGE_SECONDS + "s])")
                                    >= RANGE_SECONDS / SCRAPE_SECONDS - 1
                            && value(prometheus, "increase(" + SATURATED + "[" + RANGE_SECONDS + "s])") == 0);
            return true;
        } catch (ConditionTimeoutException busy) {
            return false;
        }
    }

    private static double value(PrometheusServer prometheus, String query) throws Exception {
        JsonNode result = prometheus.get("query", "query", query).get("result");
        return result.isEmpty()
                ? 0
                : Double.parseDouble(result.get(0).get("value").get(1).asString());
    }
}

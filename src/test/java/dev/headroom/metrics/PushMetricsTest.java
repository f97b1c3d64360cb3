// SPDX-License-Identifier: Apache-2.0
package dev.headroom.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.alerting.PushStatus;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushMetricsTest {
    private final List<PushStatus> statuses = new ArrayList<>();
    private final PrometheusRegistry registry = new PrometheusRegistry();

    PushMetricsTest() {
        registry.register(new PushMetrics(new PushFigures(() -> statuses)));
    }

    @Test
    void whereNothingIsPushedThereIsNoMetric() throws IOException {
        assertThat(page()).isEmpty();
    }

    @Test
    void eachServerHasItsOwn() throws IOException {
        statuses.add(new PushStatus("http://am-1:9093", 12, Map.of(), 0, 0));
        statuses.add(new PushStatus("http://am-2:9093", 3, Map.of("timeout", 4L, "refused", 2L), 1, 5));
        assertThat(page().lines().filter(line -> !line.startsWith("#")))
                .containsExactlyInAnyOrder(
                        "headroom_alerts_sent_total{destination=\"http://am-1:9093\"} 12.0",
                        "headroom_alerts_sent_total{destination=\"http://am-2:9093\"} 3.0",
                        "headroom_alerts_failed_total{destination=\"http://am-2:9093\",reason=\"timeout\"} 4.0",
                        "headroom_alerts_failed_total{destination=\"http://am-2:9093\",reason=\"refused\"} 2.0",
                        "headroom_alerts_dropped_total{destination=\"http://am-1:9093\"} 0.0",
                        "headroom_alerts_dropped_total{destination=\"http://am-2:9093\"} 1.0",
                        "headroom_alerts_pending{destination=\"http://am-1:9093\"} 0.0",
                        "headroom_alerts_pending{destination=\"http://am-2:9093\"} 5.0");
    }

    private String page() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ExpositionFormats.init().findWriter("text/plain").write(out, registry.scrape());
        return out.toString(StandardCharsets.UTF_8);
    }
}

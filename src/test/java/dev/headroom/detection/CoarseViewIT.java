// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.realparts.PrometheusServer;
import dev.headroom.realparts.RealPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The coarse view against a real Prometheus: a counter of a known load is stored as if it had been scraped in each of many phases,
 * every panel is drawn by a range query in each of many phases, and the highest points are compared.
 */
class CoarseViewIT {
    private static final int PHASES = 20;
    private static final double BASE = 0.25;
    private static final double ONSET = 1_200;
    private static final long ORIGIN_SECONDS = 1_716_898_000L;

    @TempDir
    Path folder;

    @Test
    void itIsWhatARealPrometheusDrawsInEveryPhase() throws Exception {
        List<Double> lengths = List.of(1.0, 20.0, 75.0, 130.0, 400.0);
        store(lengths);
        try (PrometheusServer prometheus = PrometheusServer.start(folder, "global: {}\n")) {
            for (double length : lengths) {
                for (String name : List.of(
                        "60s/rate[5m]/60s",
                        "60s/irate[5m]/180s",
                        "15s/rate[2m]/15s",
                        "15s/rate[40s]/20s",
                        "60s/rate[150s]/30s")) {
                    Dashboard dashboard = Dashboard.parse(name);
                    double[] drawn = drawn(prometheus, dashboard, length);
                    CoarseView view = ours(dashboard, length);
                    String what = name + " of " + length + " s: Prometheus drew " + drawn[0] + " to "
                            + drawn[drawn.length - 1];
                    assertThat(view.best()).as(what).isCloseTo(drawn[drawn.length - 1], within(0.04));
                    assertThat(view.best()).as(what).isGreaterThanOrEqualTo(drawn[drawn.length - 1] - 0.002);
                    assertThat(view.worst()).as(what).isCloseTo(drawn[0], within(0.04));
                    assertThat(view.worst()).as(what).isLessThanOrEqualTo(drawn[0] + 0.002);
                    double middle = (drawn[drawn.length / 2] + drawn[drawn.length / 2 - 1]) / 2;
                    assertThat(view.median()).as(what).isCloseTo(middle, within(0.04));
                }
            }
        }
    }

    /** The busy seconds since the start of a load of BASE with one burst of the length to 1. */
    private static double busy(double seconds, double length) {
        return 1_000 + seconds * BASE + (1 - BASE) * Math.clamp(seconds - ONSET, 0, length);
    }

    private void store(List<Double> lengths) throws Exception {
        StringBuilder text = new StringBuilder("# TYPE busy_seconds counter\n");
        for (double length : lengths) {
            for (int scrape : new int[] {15, 60}) {
                for (int phase = 0; phase < PHASES; phase++) {
                    for (double at = scrape * (phase + 0.5) / PHASES; at < 2_600; at += scrape) {
                        text.append(String.format(
                                Locale.ROOT,
                                "busy_seconds_total{burst=\"%.0f\",scrape=\"%d\",phase=\"%d\"} %.9f %.3f%n",
                                length,
                                scrape,
                                phase,
                                busy(at, length),
                                ORIGIN_SECONDS + at));
                    }
                }
            }
        }
        Path file = Files.writeString(folder.resolve("counters.om"), text.append("# EOF\n"));
        Process promtool = new ProcessBuilder(
                        RealPart.require("promtool").toString(),
                        "tsdb",
                        "create-blocks-from",
                        "openmetrics",
                        file.toString(),
                        folder.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("promtool.log").toFile())
                .start();
        assertThat(promtool.waitFor())
                .as(Files.readString(folder.resolve("promtool.log")))
                .isZero();
    }

    private static double[] drawn(PrometheusServer prometheus, Dashboard dashboard, double length) throws Exception {
        double range = dashboard.range().toMillis() / 1e3;
        double step = dashboard.step().toMillis() / 1e3;
        String query = String.format(
                Locale.ROOT,
                "%s(busy_seconds_total{burst=\"%.0f\",scrape=\"%d\"}[%dms])",
                dashboard.function().id(),
                length,
                dashboard.scrape().toSeconds(),
                dashboard.range().toMillis());
        List<Double> highest = new ArrayList<>();
        for (int phase = 0; phase < PHASES; phase++) {
            double first = ONSET + step * (phase + 0.5) / PHASES;
            JsonNode series = prometheus
                    .get(
                            "query_range",
                            "query",
                            query,
                            "start",
                            String.format(Locale.ROOT, "%.3f", ORIGIN_SECONDS + first),
                            "end",
                            String.format(Locale.ROOT, "%.3f", ORIGIN_SECONDS + ONSET + length + range),
                            "step",
                            String.format(Locale.ROOT, "%.3f", step))
                    .get("result");
            assertThat(series).hasSize(PHASES);
            for (JsonNode one : series) {
                double peak = 0;
                for (JsonNode point : one.get("values")) {
                    peak = Math.max(peak, Double.parseDouble(point.get(1).asString()));
                }
                highest.add(peak);
            }
        }
        double[] sorted = highest.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted;
    }

    private static CoarseView ours(Dashboard dashboard, double length) {
        DetectionSettings defaults = DetectionSettings.defaults();
        DetectionSettings settings =
                new DetectionSettings(defaults.thresholds(), defaults.minDuration(), List.of(dashboard));
        return new Feed(Feed.CPU, settings, 1)
                .repeat((int) (ONSET * 10), BASE)
                .repeat((int) (length * 10), 1.0)
                .repeat(9_000, BASE)
                .settled
                .getFirst()
                .coarse()
                .getFirst();
    }
}

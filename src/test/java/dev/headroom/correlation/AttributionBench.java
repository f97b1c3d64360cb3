// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Prints how well and how fast simulated months are attributed; started by {@code bench/attribution}. */
final class AttributionBench {
    private static final int SEEDS = 20;

    private AttributionBench() {}

    /** Prints a table; takes no arguments. */
    public static void main(String[] arguments) {
        try (PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8)) {
            out.println("28 simulated days each, means over " + SEEDS + " seeds; precision and recall of 30 s groups");
            out.println(
                    "burst probability | method | precision | recall | calibration error | CPU s first | CPU s mean");
            for (double probability : new double[] {0.2, 0.4}) {
                report(out, probability);
            }
        }
    }

    private static void report(PrintWriter out, double probability) {
        List<AttributionScore> nearest = new ArrayList<>();
        List<AttributionScore> fitted = new ArrayList<>();
        List<Double> cpuSeconds = new ArrayList<>();
        int bursts = 0;
        int deploys = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            SimulatedMonth month = SimulatedMonth.of(seed, probability);
            bursts += month.bursts().size();
            deploys += month.deploys().size();
            nearest.add(AttributionScore.of(month, burst -> AttributionScore.nearestBefore(month, burst)));
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            AttributionModel model = Attribution.fit(month.bursts(), month.deploys(), month.observed());
            fitted.add(AttributionScore.of(month, model::judge));
            cpuSeconds.add((ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e9);
        }
        out.printf("%.1f | nearest before | %.3f | %.3f | %.3f | |%n", row(probability, nearest));
        out.printf(
                "%.1f | attribution | %.3f | %.3f | %.3f | %.2f | %.2f%n",
                probability,
                mean(fitted, AttributionScore::precision),
                mean(fitted, AttributionScore::recall),
                mean(fitted, AttributionScore::calibrationError),
                cpuSeconds.getFirst(),
                mean(cpuSeconds, Double::doubleValue));
        out.printf("(%d deploys and %d bursts a month)%n", deploys / SEEDS, bursts / SEEDS);
    }

    private static Object[] row(double probability, List<AttributionScore> scores) {
        return new Object[] {
            probability,
            mean(scores, AttributionScore::precision),
            mean(scores, AttributionScore::recall),
            mean(scores, AttributionScore::calibrationError)
        };
    }

    private static <T> double mean(List<T> values, ToDoubleFunction<T> figure) {
        return values.stream().mapToDouble(figure).average().orElseThrow();
    }
}

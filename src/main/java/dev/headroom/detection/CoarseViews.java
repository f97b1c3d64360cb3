// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Computes what a dashboard would have drawn of a burst, from the counters as they ran.
 *
 * <p>A panel draws {@code rate} or {@code irate} at points a step apart, each over the scrapes of the range that ends there. When
 * scrapes come evenly, Prometheus' {@code rate} is the increase between the first and the last scrape of the range over the time
 * between them: its extrapolation to the range's ends adds as much to the increase as to the time (both gaps are shorter than 1.1
 * scrape intervals). The counters are old, so its clamp at a counter's zero never applies.
 *
 * <p>Neither the phase of the scrapes nor that of the points is known; both are uniform and independent. For each of many phases of
 * the scrapes the drawn value is a step function of time, so the phases of the points fall into a few arcs in which the highest
 * drawn value is the same: that makes their distribution exact.
 */
final class CoarseViews {
    private static final int SCRAPE_PHASES = 240;

    /** Of a longer burst the first day is looked at: it holds every range many times over. */
    private static final long LONGEST_NANOS = 86_400_000_000_000L;

    private CoarseViews() {}

    /**
     * The view of one dashboard.
     *
     * @param curve the counters around the burst
     * @param beyond how they run where the curve does not reach
     * @param level what is drawn where no point of the panel falls near the burst
     * @param enter the level at which a sample is saturated
     */
    static CoarseView of(
            Dashboard dashboard,
            long startNanos,
            long endNanos,
            UsageCurve curve,
            UsageCurve.Beyond beyond,
            double level,
            double enter) {
        if (dashboard.range().compareTo(dashboard.scrape().multipliedBy(2)) < 0) {
            return new CoarseView(dashboard, null, null, null, true);
        }
        long end = Math.min(endNanos, startNanos + LONGEST_NANOS);
        Panel panel = new Panel(dashboard, startNanos, end, curve, beyond, level);
        long scrape = dashboard.scrape().toNanos();
        for (int phase = 0; phase < SCRAPE_PHASES; phase++) {
            panel.draw((long) ((phase + 0.5) / SCRAPE_PHASES * scrape), true);
        }
        // the extremes lie where a scrape meets an edge of the burst
        panel.draw(0, false);
        panel.draw(Math.floorMod(end - startNanos, scrape), false);
        return panel.view(enter);
    }

    /** One panel in all its phases. Phases are counted from the start of the burst. */
    private static final class Panel {
        private final Dashboard dashboard;
        private final long startNanos;
        private final UsageCurve curve;
        private final UsageCurve.Beyond beyond;
        private final double levelBeyond;
        private final long scrape;
        private final long range;
        private final long step;
        private final long lastPoint;
        private final int scrapes;
        private final double[] usage;
        private final double[] capacity;
        private final List<Outcome> outcomes = new ArrayList<>();
        private double best = Double.NEGATIVE_INFINITY;
        private double worst = Double.POSITIVE_INFINITY;

        /** A highest drawn value and how likely it is. */
        private record Outcome(double value, double weight) {}

        Panel(
                Dashboard dashboard,
                long startNanos,
                long endNanos,
                UsageCurve curve,
                UsageCurve.Beyond beyond,
                double levelBeyond) {
            this.dashboard = dashboard;
            this.startNanos = startNanos;
            this.curve = curve;
            this.beyond = beyond;
            this.levelBeyond = levelBeyond;
            scrape = dashboard.scrape().toNanos();
            range = dashboard.range().toNanos();
            step = dashboard.step().toNanos();
            lastPoint = endNanos - startNanos + range;
            scrapes = Math.toIntExact((lastPoint + range) / scrape + 3);
            usage = new double[scrapes];
            capacity = new double[scrapes];
        }

        /** Draws the panel in one phase of the scrapes and all phases of the points. */
        void draw(long scrapePhase, boolean counts) {
            long firstScrape = scrapePhase - (range / scrape + 2) * scrape;
            for (int k = 0; k < scrapes; k++) {
                long at = startNanos + firstScrape + k * scrape;
                usage[k] = curve.usageAt(at, beyond);
                capacity[k] = curve.capacityAt(at, beyond);
            }
            long[] bounds = arcs(firstScrape);
            for (int arc = 0; arc + 1 < bounds.length; arc++) {
                long length = bounds[arc + 1] - bounds[arc];
                if (length > 0) {
                    double highest = highest(bounds[arc] + length / 2, firstScrape);
                    best = Math.max(best, highest);
                    worst = Math.min(worst, highest);
                    if (counts) {
                        outcomes.add(new Outcome(highest, length));
                    }
                }
            }
        }

        /** Where, in the phase of the points, the drawn values change: at each scrape, at the end of each scrape's stay in the range. */
        private long[] arcs(long firstScrape) {
            long[] bounds = new long[2 * scrapes + 3];
            int count = 0;
            bounds[count++] = 0;
            bounds[count++] = step;
            bounds[count++] = Math.floorMod(lastPoint, step);
            for (int k = 0; k < scrapes; k++) {
                long at = firstScrape + k * scrape;
                bounds[count++] = Math.floorMod(at, step);
                bounds[count++] = Math.floorMod(at + range, step);
            }
            Arrays.sort(bounds);
            return bounds;
        }

        private double highest(long pointPhase, long firstScrape) {
            double highest = Double.NEGATIVE_INFINITY;
            for (long point = pointPhase; point <= lastPoint; point += step) {
                int last = (int) Math.floorDiv(point - firstScrape, scrape);
                int first = dashboard.function() == Dashboard.Function.IRATE
                        ? last - 1
                        : (int) Math.floorDiv(point - range - firstScrape, scrape) + 1;
                double available = capacity[last] - capacity[first];
                double value = available > 0 ? (usage[last] - usage[first]) / available : 0;
                highest = Math.max(highest, value);
            }
            return highest == Double.NEGATIVE_INFINITY ? levelBeyond : highest;
        }

        CoarseView view(double enter) {
            outcomes.sort(Comparator.comparingDouble(Outcome::value));
            double total = outcomes.stream().mapToDouble(Outcome::weight).sum();
            double passed = 0;
            double median = worst;
            for (Outcome outcome : outcomes) {
                passed += outcome.weight();
                median = outcome.value();
                if (passed >= total / 2) {
                    break;
                }
            }
            return new CoarseView(dashboard, best, median, worst, best < enter);
        }
    }
}

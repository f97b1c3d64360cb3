// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import java.math.BigInteger;
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
     * When a panel's scrapes and points fall.
     *
     * @param scrapeNanos from the start of the burst to any of the scrapes
     * @param pointNanos from the start of the burst to any of the points
     */
    record Phase(long scrapeNanos, long pointNanos) {}

    /** A view, and for each of its values a phase in which the panel draws it. */
    record Phased(CoarseView view, Phase best, Phase median, Phase worst) {}

    /** True where a range holds two scrapes in every phase: with fewer, nothing is drawn. */
    static boolean drawsAnything(Dashboard dashboard) {
        return dashboard.range().compareTo(dashboard.scrape().multipliedBy(2)) >= 0;
    }

    /** How many values are worked out for one view. */
    static long evaluations(Dashboard dashboard, long burstNanos) {
        long scrape = dashboard.scrape().toNanos();
        long range = dashboard.range().toNanos();
        long step = dashboard.step().toNanos();
        long lastPoint = Math.min(burstNanos, LONGEST_NANOS) + range;
        long common = BigInteger.valueOf(scrape).gcd(BigInteger.valueOf(step)).longValueExact();
        long arcs = 3 + 2 * Math.min((lastPoint + range) / scrape + 3, step / common);
        return SCRAPE_PHASES * arcs * (lastPoint / step + 1);
    }

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
        return drawsAnything(dashboard)
                ? phased(dashboard, startNanos, endNanos, curve, beyond, level, enter)
                        .view()
                : new CoarseView(dashboard, null, null, null, true);
    }

    /** The view of a dashboard that draws something, with the phases it comes from. */
    static Phased phased(
            Dashboard dashboard,
            long startNanos,
            long endNanos,
            UsageCurve curve,
            UsageCurve.Beyond beyond,
            double level,
            double enter) {
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

    /** What a panel draws at its points: the counters as scrapes in one phase have them. Times are counted from the start of the burst. */
    static final class Scrapes {
        private final Dashboard dashboard;
        private final long startNanos;
        private final UsageCurve curve;
        private final UsageCurve.Beyond beyond;
        private final long scrape;
        private final long range;
        private final double[] usage;
        private final double[] capacity;
        private long first;

        /** @param count how many, enough for every point that is drawn */
        Scrapes(Dashboard dashboard, long startNanos, UsageCurve curve, UsageCurve.Beyond beyond, int count) {
            this.dashboard = dashboard;
            this.startNanos = startNanos;
            this.curve = curve;
            this.beyond = beyond;
            scrape = dashboard.scrape().toNanos();
            range = dashboard.range().toNanos();
            usage = new double[count];
            capacity = new double[count];
        }

        int count() {
            return usage.length;
        }

        long at(int scrapeNumber) {
            return first + scrapeNumber * scrape;
        }

        /** Scrapes from this time on. */
        void readFrom(long firstScrape) {
            first = firstScrape;
            for (int k = 0; k < usage.length; k++) {
                usage[k] = curve.usageAt(startNanos + at(k), beyond);
                capacity[k] = curve.capacityAt(startNanos + at(k), beyond);
            }
        }

        /** The value drawn at a point. */
        double drawn(long point) {
            int last = (int) Math.floorDiv(point - first, scrape);
            int before = dashboard.function() == Dashboard.Function.IRATE
                    ? last - 1
                    : (int) Math.floorDiv(point - range - first, scrape) + 1;
            double available = capacity[last] - capacity[before];
            return available > 0 ? (usage[last] - usage[before]) / available : 0;
        }
    }

    /** One panel in all its phases. Phases are counted from the start of the burst. */
    private static final class Panel {
        private final Dashboard dashboard;
        private final double levelBeyond;
        private final long scrape;
        private final long range;
        private final long step;
        private final long lastPoint;
        private final Scrapes scrapes;
        private final List<Outcome> outcomes = new ArrayList<>();
        private Outcome best = new Outcome(Double.NEGATIVE_INFINITY, 0, new Phase(0, 0));
        private Outcome worst = new Outcome(Double.POSITIVE_INFINITY, 0, new Phase(0, 0));

        /** A highest drawn value, how likely it is, and a phase that draws it. */
        private record Outcome(double value, double weight, Phase phase) {}

        Panel(
                Dashboard dashboard,
                long startNanos,
                long endNanos,
                UsageCurve curve,
                UsageCurve.Beyond beyond,
                double levelBeyond) {
            this.dashboard = dashboard;
            this.levelBeyond = levelBeyond;
            scrape = dashboard.scrape().toNanos();
            range = dashboard.range().toNanos();
            step = dashboard.step().toNanos();
            lastPoint = endNanos - startNanos + range;
            int count = Math.toIntExact((lastPoint + range) / scrape + 3);
            scrapes = new Scrapes(dashboard, startNanos, curve, beyond, count);
        }

        /** Draws the panel in one phase of the scrapes and all phases of the points. */
        void draw(long scrapePhase, boolean counts) {
            scrapes.readFrom(scrapePhase - (range / scrape + 2) * scrape);
            long[] bounds = arcs();
            for (int arc = 0; arc + 1 < bounds.length; arc++) {
                long length = bounds[arc + 1] - bounds[arc];
                if (length > 0) {
                    long pointPhase = bounds[arc] + length / 2;
                    Outcome outcome = new Outcome(highest(pointPhase), length, new Phase(scrapePhase, pointPhase));
                    best = outcome.value() > best.value() ? outcome : best;
                    worst = outcome.value() < worst.value() ? outcome : worst;
                    if (counts) {
                        outcomes.add(outcome);
                    }
                }
            }
        }

        /** Where, in the phase of the points, the drawn values change: at each scrape, at the end of each scrape's stay in the range. */
        private long[] arcs() {
            long[] bounds = new long[2 * scrapes.count() + 3];
            int count = 0;
            bounds[count++] = 0;
            bounds[count++] = step;
            bounds[count++] = Math.floorMod(lastPoint, step);
            for (int k = 0; k < scrapes.count(); k++) {
                bounds[count++] = Math.floorMod(scrapes.at(k), step);
                bounds[count++] = Math.floorMod(scrapes.at(k) + range, step);
            }
            Arrays.sort(bounds);
            return bounds;
        }

        private double highest(long pointPhase) {
            double highest = Double.NEGATIVE_INFINITY;
            for (long point = pointPhase; point <= lastPoint; point += step) {
                highest = Math.max(highest, scrapes.drawn(point));
            }
            return highest == Double.NEGATIVE_INFINITY ? levelBeyond : highest;
        }

        Phased view(double enter) {
            outcomes.sort(Comparator.comparingDouble(Outcome::value));
            double total = outcomes.stream().mapToDouble(Outcome::weight).sum();
            double passed = 0;
            Outcome median = worst;
            for (Outcome outcome : outcomes) {
                passed += outcome.weight();
                median = outcome;
                if (passed >= total / 2) {
                    break;
                }
            }
            return new Phased(
                    new CoarseView(dashboard, best.value(), median.value(), worst.value(), best.value() < enter),
                    best.phase(),
                    median.phase(),
                    worst.phase());
        }
    }
}

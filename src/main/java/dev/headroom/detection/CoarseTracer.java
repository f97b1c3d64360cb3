// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import dev.headroom.detection.CoarseTrace.Drawn;
import dev.headroom.detection.CoarseTrace.Point;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Draws, from the samples around a burst, what dashboards would have drawn: the same rule as every burst's coarse view, which this
 * follows point by point. Told the samples of one signal first, in their order; then asked. Not thread safe.
 */
public final class CoarseTracer implements SampleSink {
    /** Three and a half hours at 10 Hz, in 3 MB. */
    private static final int MOST_POINTS = 131_072;

    /** How far back the level before a burst is learned. */
    private static final long BEFORE_NANOS = 10_000_000_000L;

    private final UsageCurve curve = new UsageCurve(MOST_POINTS);

    /**
     * The burst that is drawn.
     *
     * @param startNanos its onset, nanoseconds since the epoch
     * @param endNanos its end
     * @param before the level before it; null where nothing is known of that
     * @param enter the level at which a sample is saturated
     */
    public record Drawing(
            long startNanos, long endNanos, @Nullable Double before, double enter) {}

    /** How many values are worked out to draw a burst of this length as a dashboard would: a tenth of a second takes some ten million. */
    public static long evaluations(Dashboard dashboard, Duration burst) {
        return CoarseViews.evaluations(dashboard, burst.toNanos());
    }

    /** How much time before a burst and before the first point drawn the samples should reach. */
    public static Duration reach(Dashboard dashboard) {
        return dashboard.range().plus(dashboard.scrape().multipliedBy(3));
    }

    @Override
    public void sample(long startNanos, long endNanos, double usage, double capacity) {
        curve.add(startNanos, endNanos, usage, capacity);
    }

    /** Time without a level is no part of what is drawn, as in the burst's view. */
    @Override
    public void unlimited(long startNanos, long endNanos, double usage) {}

    @Override
    public void hole(long startNanos, long endNanos, double observedSeconds) {
        curve.skipTo(endNanos);
    }

    @Override
    public void limit(long timeNanos, Limit limit) {}

    /** Whether there is nothing to draw from. */
    public boolean isEmpty() {
        return curve.isEmpty();
    }

    /** Where the first sample begins, nanoseconds since the epoch; there is one. */
    public long firstNanos() {
        return curve.firstNanos();
    }

    /** Where the last sample ends, nanoseconds since the epoch; there is one. */
    public long lastNanos() {
        return curve.lastNanos();
    }

    /**
     * What a dashboard would have drawn.
     *
     * @param fromNanos points from this on, nanoseconds since the epoch
     * @param untilNanos points up to this
     */
    public CoarseTrace trace(Dashboard dashboard, Drawing burst, long fromNanos, long untilNanos) {
        if (!CoarseViews.drawsAnything(dashboard)) {
            CoarseView nothing = new CoarseView(dashboard, null, null, null, true);
            return new CoarseTrace(
                    nothing, Drawn.NOTHING, Drawn.NOTHING, Drawn.NOTHING, curve.firstNanos(), curve.lastNanos());
        }
        UsageCurve.Beyond beyond = beyond(burst);
        double level = burst.before() == null ? 0 : burst.before();
        CoarseViews.Phased phased = CoarseViews.phased(
                dashboard, burst.startNanos(), burst.endNanos(), curve, beyond, level, burst.enter());
        long from = fromNanos - burst.startNanos();
        long until = untilNanos - burst.startNanos();
        return new CoarseTrace(
                phased.view(),
                drawn(dashboard, burst, beyond, phased.best(), from, until),
                drawn(dashboard, burst, beyond, phased.median(), from, until),
                drawn(dashboard, burst, beyond, phased.worst(), from, until),
                curve.firstNanos(),
                curve.lastNanos());
    }

    private UsageCurve.Beyond beyond(Drawing burst) {
        long from = Math.max(curve.firstNanos(), burst.startNanos() - BEFORE_NANOS);
        if (burst.before() == null || from >= burst.startNanos()) {
            double capacity = curve.firstCapacityPerSecond();
            return new UsageCurve.Beyond((burst.before() == null ? 0 : burst.before()) * capacity, capacity);
        }
        UsageCurve.Beyond none = new UsageCurve.Beyond(0, 0);
        double capacity = (curve.capacityAt(burst.startNanos(), none) - curve.capacityAt(from, none))
                * 1e9
                / (burst.startNanos() - from);
        return new UsageCurve.Beyond(burst.before() * capacity, capacity);
    }

    /** Times are counted from the start of the burst. */
    private Drawn drawn(
            Dashboard dashboard,
            Drawing burst,
            UsageCurve.Beyond beyond,
            CoarseViews.Phase phase,
            long from,
            long until) {
        long scrape = dashboard.scrape().toNanos();
        long step = dashboard.step().toNanos();
        long oldest = from - dashboard.range().toNanos() - scrape;
        long first = phase.scrapeNanos() + Math.floorDiv(oldest - phase.scrapeNanos(), scrape) * scrape;
        CoarseViews.Scrapes scrapes = new CoarseViews.Scrapes(
                dashboard, burst.startNanos(), curve, beyond, Math.toIntExact(Math.max(0, until - first) / scrape + 1));
        scrapes.readFrom(first);
        List<Point> points = new ArrayList<>();
        for (long point = phase.pointNanos() + Math.ceilDiv(from - phase.pointNanos(), step) * step;
                point <= until;
                point += step) {
            points.add(new Point(burst.startNanos() + point, scrapes.drawn(point)));
        }
        return new Drawn(points);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.detection.CoarseTrace.Drawn;
import dev.headroom.detection.CoarseTrace.Point;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoarseTracerTest {
    private static final long SECOND = 1_000_000_000L;

    @ParameterizedTest
    @ValueSource(strings = {"60s/rate[5m]/60s", "60s/irate[5m]/180s", "15s/rate[2m]/15s", "15s/irate[1m]/10s"})
    void theThreeLinesAreThoseTheBurstsOwnViewComesFrom(String name) {
        Dashboard dashboard = Dashboard.parse(name);
        Feed feed = uneven(dashboard, Feed.CPU);
        for (Burst burst : feed.settled) {
            CoarseView view = burst.coarse().getFirst();

            CoarseTrace trace = trace(feed, burst, dashboard, 0);

            assertThat(trace.view().best()).isCloseTo(view.best(), within(1e-9));
            assertThat(trace.view().median()).isCloseTo(view.median(), within(1e-9));
            assertThat(trace.view().worst()).isCloseTo(view.worst(), within(1e-9));
            assertThat(highest(trace.best(), burst, dashboard)).isCloseTo(view.best(), within(1e-9));
            assertThat(highest(trace.median(), burst, dashboard)).isCloseTo(view.median(), within(1e-9));
            assertThat(highest(trace.worst(), burst, dashboard)).isCloseTo(view.worst(), within(1e-9));
        }
        assertThat(feed.settled).hasSizeGreaterThan(3);
    }

    @Test
    void pointsLieAStepApartWithinWhatWasAskedFor() {
        Dashboard dashboard = Dashboard.parse("15s/rate[2m]/30s");
        Feed feed = uneven(dashboard, Feed.CPU);
        Burst burst = feed.settled.getFirst();
        long from = burst.startNanos() - 100 * SECOND;

        List<Point> points = trace(feed, burst, dashboard, -100).median().points();

        assertThat(points.getFirst().atNanos()).isBetween(from, from + 30 * SECOND - 1);
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i).atNanos() - points.get(i - 1).atNanos()).isEqualTo(30 * SECOND);
        }
        assertThat(points.getLast().atNanos())
                .isBetween(burst.endNanos() + 90 * SECOND, burst.endNanos() + 120 * SECOND);
    }

    @Test
    void whereNothingHappensTheLevelIsDrawn() {
        Dashboard dashboard = Dashboard.parse("60s/rate[5m]/60s");
        Feed feed = settled(dashboard);
        Burst burst = feed.settled.getFirst();

        CoarseTrace trace = trace(feed, burst, dashboard, -300);

        assertThat(trace.worst().points())
                .filteredOn(point -> point.atNanos() < burst.startNanos())
                .hasSizeBetween(4, 5)
                .allSatisfy(point -> assertThat(point.value()).isCloseTo(0.25, within(1e-9)));
    }

    @Test
    void beforeTheFirstSampleTheLevelBeforeTheBurstGoesOn() {
        Dashboard dashboard = Dashboard.parse("60s/rate[5m]/60s");
        Feed feed = settled(dashboard);
        Burst burst = feed.settled.getFirst();
        CoarseTracer tracer = new CoarseTracer();
        SampleClip clip = feed.detection
                .clip(Feed.CPU, burst.startNanos() - 10 * SECOND, burst.endNanos() + 10 * SECOND)
                .orElseThrow();
        tell(clip, tracer);

        CoarseTrace trace = tracer.trace(
                dashboard,
                new CoarseTracer.Drawing(burst.startNanos(), burst.endNanos(), burst.before(), 0.95),
                burst.startNanos() - 300 * SECOND,
                burst.endNanos() + 300 * SECOND);

        // the same as with all samples: before and after the host was at its level before
        assertThat(trace.view().median()).isCloseTo(burst.coarse().getFirst().median(), within(1e-9));
        assertThat(trace.knownFromNanos()).isEqualTo(clip.startNanos()[0]);
        assertThat(trace.knownUntilNanos()).isEqualTo(clip.endNanos()[clip.size() - 1]);
    }

    @Test
    void aRangeUnderTwoScrapesDrawsNothing() {
        Dashboard dashboard = Dashboard.parse("60s/rate[1m]/60s");
        Feed feed = settled(dashboard);

        CoarseTrace trace = trace(feed, feed.settled.getFirst(), dashboard, -60);

        assertThat(trace.best().points()).isEmpty();
        assertThat(trace.view().best()).isNull();
        assertThat(trace.view().hidden()).isTrue();
    }

    @Test
    void retransmitsAreDrawnAsTheRatioOfTheirRates() {
        Dashboard dashboard = Dashboard.parse("15s/rate[1m]/15s");
        Feed feed = new Feed(new SignalKey("host-1", SignalKind.TCP_RETRANSMIT, ""), settings(dashboard), 1);
        Random random = new Random(7);
        for (int i = 0; i < 950; i++) {
            feed.segments(i / 100 == 4 ? 200 + random.nextInt(50) : 100, i / 100 == 4 ? 60 : 0);
        }
        feed.detection.finish(false);
        Burst burst = feed.settled.getFirst();

        CoarseTrace trace = trace(feed, burst, dashboard, 0);

        assertThat(trace.view().best()).isCloseTo(burst.coarse().getFirst().best(), within(1e-9));
        assertThat(trace.view().worst()).isCloseTo(burst.coarse().getFirst().worst(), within(1e-9));
    }

    @Test
    void whatAViewCostsIsKnownBefore() {
        Duration minute = Duration.ofMinutes(1);
        assertThat(CoarseTracer.evaluations(Dashboard.parse("60s/rate[5m]/60s"), minute))
                .isLessThan(20_000);
        assertThat(CoarseTracer.evaluations(Dashboard.parse("7s/rate[24h]/1009ms"), minute))
                .isGreaterThan(1_000_000_000L);
    }

    /** Bursts of many lengths and levels at uneven times, over a level that wanders. */
    private static Feed uneven(Dashboard dashboard, SignalKey key) {
        Feed feed = new Feed(key, settings(dashboard), 2, 20_000);
        Random random = new Random(dashboard.name().hashCode());
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 1_000 + random.nextInt(1_500); i++) {
                feed.levels(0.1 + 0.4 * random.nextDouble());
            }
            feed.repeat(5 + random.nextInt(600), 0.96 + 0.04 * random.nextDouble());
        }
        feed.repeat(20, 0.3).hole(2).repeat(4_000, 0.3);
        return feed;
    }

    private static Feed settled(Dashboard dashboard) {
        return new Feed(Feed.CPU, settings(dashboard), 2, 20_000)
                .repeat(7_000, 0.25)
                .repeat(300, 1.0)
                .repeat(3_100, 0.25);
    }

    private static CoarseTrace trace(Feed feed, Burst burst, Dashboard dashboard, int fromSeconds) {
        CoarseTracer tracer = new CoarseTracer();
        long reach = CoarseTracer.reach(dashboard).toNanos();
        long range = dashboard.range().toNanos();
        tell(
                feed.detection
                        .clip(
                                burst.key(),
                                burst.startNanos() + Math.min(0, fromSeconds) * SECOND - reach,
                                burst.endNanos() + range)
                        .orElseThrow(),
                tracer);
        return tracer.trace(
                dashboard,
                new CoarseTracer.Drawing(burst.startNanos(), burst.endNanos(), burst.before(), 0.95),
                burst.startNanos() + fromSeconds * SECOND,
                burst.endNanos() + range);
    }

    private static void tell(SampleClip clip, CoarseTracer tracer) {
        for (int i = 0; i < clip.size(); i++) {
            tracer.sample(clip.startNanos()[i], clip.endNanos()[i], clip.usage()[i], clip.capacity()[i]);
        }
    }

    /** Over the points whose range overlaps the burst; the level before where there is none. */
    private static double highest(Drawn drawn, Burst burst, Dashboard dashboard) {
        long last = burst.endNanos() + dashboard.range().toNanos();
        return drawn.points().stream()
                .filter(point -> point.atNanos() > burst.startNanos() && point.atNanos() <= last)
                .mapToDouble(Point::value)
                .max()
                .orElse(Objects.requireNonNull(burst.before()));
    }

    private static DetectionSettings settings(Dashboard dashboard) {
        DetectionSettings defaults = DetectionSettings.defaults();
        return new DetectionSettings(defaults.thresholds(), defaults.minDuration(), List.of(dashboard));
    }
}

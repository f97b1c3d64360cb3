// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CoarseViewTest {
    /** Median displayed peak of a burst to 100% over a level of 25%, scraped every 60 s: simulated, and for the last but one worked out by hand. */
    @ParameterizedTest
    @CsvSource({
        "30, 60s/rate[5m]/60s, 0.34",
        "60, 60s/rate[5m]/60s, 0.44",
        "120, 60s/rate[5m]/60s, 0.62",
        "210, 60s/rate[5m]/60s, 0.90",
        "30, 60s/irate[5m]/60s, 0.62",
        "60, 60s/irate[5m]/60s, 0.81",
        "120, 60s/irate[5m]/60s, 1.00",
        "30, 60s/irate[5m]/180s, 0.25",
        "60, 60s/irate[5m]/180s, 0.42",
        "120, 60s/irate[5m]/180s, 0.83",
        "210, 60s/irate[5m]/180s, 1.00",
        "60, 60s/irate[5m]/300s, 0.25",
        "120, 60s/irate[5m]/300s, 0.4375",
        "210, 60s/irate[5m]/300s, 1.00",
    })
    void theMedianIsThatOfASimulation(int burstSeconds, String dashboard, double median) {
        CoarseView view = view(dashboard, burstSeconds);
        assertThat(view.median()).isCloseTo(median, within(0.03));
    }

    @Test
    void aBurstOfOneSecondIsHiddenFromEveryDefaultDashboard() {
        assertThat(settled(1, Dashboard.DEFAULTS).coarse())
                .hasSize(3)
                .allSatisfy(view -> assertThat(view.hidden()).isTrue());
    }

    @Test
    void aBurstLongerThanRangeAndStepIsShownInEveryPhase() {
        CoarseView view = view("60s/rate[5m]/60s", 600);
        assertThat(view.worst()).isCloseTo(1.0, within(1e-6));
        assertThat(view.hidden()).isFalse();
    }

    @Test
    void theBestPhaseOfIrateHasAScrapeAtBothEdges() {
        CoarseView view = view("15s/irate[2m]/15s", 15);
        assertThat(view.best()).isCloseTo(1.0, within(1e-6));
        assertThat(view.hidden()).isFalse();
        assertThat(view.worst()).as("half in each scrape interval").isCloseTo(0.25 + 0.75 / 2, within(0.01));
    }

    @Test
    void aRangeUnderTwoScrapesDrawsNothing() {
        CoarseView view = view("60s/rate[1m]/60s", 30);
        assertThat(view.best()).isNull();
        assertThat(view.median()).isNull();
        assertThat(view.worst()).isNull();
        assertThat(view.hidden()).isTrue();
    }

    @Test
    void untilTheRangeHasPassedItIsAsIfTheLevelBeforeWentOn() {
        DetectionSettings settings = settings(List.of(Dashboard.parse("60s/rate[5m]/60s")));
        Feed soon = new Feed(Feed.CPU, settings, 2)
                .repeat(6_000, 0.25)
                .repeat(300, 1.0)
                .repeat(5, 0.25);
        Feed late = new Feed(Feed.CPU, settings, 2)
                .repeat(6_000, 0.25)
                .repeat(300, 1.0)
                .repeat(3_100, 0.25);
        assertThat(soon.closed.getFirst().coarseFinal()).isFalse();
        assertThat(soon.settled).isEmpty();
        assertThat(late.settled.getFirst().coarseFinal()).isTrue();
        assertThat(soon.closed.getFirst().coarse().getFirst().median())
                .isCloseTo(late.settled.getFirst().coarse().getFirst().median(), within(1e-6));
    }

    @Test
    void aBurstSoonAfterRaisesWhatTheDashboardShowsOfTheFirst() {
        DetectionSettings settings = settings(List.of(Dashboard.parse("60s/rate[5m]/60s")));
        Feed feed = new Feed(Feed.CPU, settings, 2)
                .repeat(6_000, 0.25)
                .repeat(300, 1.0)
                .repeat(100, 0.25)
                .repeat(1_000, 1.0)
                .repeat(3_100, 0.25);
        CoarseView atOnce = feed.closed.getFirst().coarse().getFirst();
        CoarseView afterTheRange = feed.settled.getFirst().coarse().getFirst();
        assertThat(atOnce.best()).isCloseTo((30 + 210 * 0.25) / 240, within(0.01));
        assertThat(afterTheRange.best()).isGreaterThan(0.5);
    }

    @Test
    void retransmitsAreTheRatioOfTheTwoRates() {
        DetectionSettings settings = settings(List.of(Dashboard.parse("60s/rate[5m]/60s")));
        Feed feed = new Feed(new SignalKey("host-1", SignalKind.TCP_RETRANSMIT, ""), settings, 1);
        for (int i = 0; i < 9_500; i++) {
            boolean burst = i >= 5_000 && i < 5_600;
            feed.segments(burst ? 200 : 100, burst ? 60 : 0);
        }
        // every point whose four intervals hold the whole minute: 600 x 60 of 600 x 200 + 1800 x 100
        assertThat(feed.settled.getFirst().coarse().getFirst().best()).isCloseTo(36_000.0 / 300_000, within(1e-3));
    }

    @Test
    void aPanelCoarserThanItsRangeMayDrawNoPointOfTheBurstAtAll() {
        CoarseView view = view("15s/rate[1m]/10m", 5);
        assertThat(view.worst()).isCloseTo(0.25, within(1e-6));
        assertThat(view.best()).isGreaterThan(0.3);
    }

    @Test
    void anHourOfSaturationStaysBoundedAndIsShown() {
        Feed feed = new Feed(Feed.CPU, settings(Dashboard.DEFAULTS), 2)
                .repeat(6_000, 0.25)
                .repeat(36_000, 1.0)
                .repeat(3_100, 0.25);
        assertThat(feed.settled.getFirst().coarse())
                .allSatisfy(view -> assertThat(view.best()).isCloseTo(1.0, within(1e-3)));
    }

    @Test
    void namesAreReadWithTheirDurations() {
        assertThat(Dashboard.parse("60s/irate[5m]/180s"))
                .isEqualTo(new Dashboard(
                        "60s/irate[5m]/180s",
                        Duration.ofSeconds(60),
                        Dashboard.Function.IRATE,
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(180)));
    }

    private static CoarseView view(String dashboard, int burstSeconds) {
        return settled(burstSeconds, List.of(Dashboard.parse(dashboard)))
                .coarse()
                .getFirst();
    }

    private static Burst settled(int burstSeconds, List<Dashboard> dashboards) {
        Feed feed = new Feed(Feed.CPU, settings(dashboards), 2)
                .repeat(7_000, 0.25)
                .repeat(burstSeconds * 10, 1.0)
                .repeat(3_100, 0.25);
        return feed.settled.getFirst();
    }

    private static DetectionSettings settings(List<Dashboard> dashboards) {
        DetectionSettings defaults = DetectionSettings.defaults();
        return new DetectionSettings(defaults.thresholds(), defaults.minDuration(), dashboards);
    }
}

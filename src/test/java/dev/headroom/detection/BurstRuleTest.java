// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The rule of the contract, sample by sample. Each feed is of 100 ms samples unless it says otherwise. */
class BurstRuleTest {
    private static final Offset<Double> ROUNDING = within(1e-6);

    @Test
    void aBurstAlignedWithTheSamplesHasItsExactLengthPeakMeanAndLevelBefore() {
        // ..........##########.....
        Feed feed = Feed.cpu().repeat(10, 0.2).repeat(10, 1.0).repeat(5, 0.2);
        Burst burst = feed.closed.getFirst();
        assertThat(feed.closed).hasSize(1);
        assertThat(feed.seconds(burst.startNanos())).isCloseTo(1.0, ROUNDING);
        assertThat(feed.seconds(burst.endNanos())).isCloseTo(2.0, ROUNDING);
        assertThat(burst.durationSeconds()).isCloseTo(1.0, ROUNDING);
        assertThat(burst.saturatedSeconds()).isCloseTo(1.0, ROUNDING);
        assertThat(burst.peak()).isCloseTo(1.0, ROUNDING);
        assertThat(burst.mean()).isCloseTo(1.0, ROUNDING);
        assertThat(burst.before()).isCloseTo(0.2, ROUNDING);
        assertThat(burst.samples()).isEqualTo(10);
        assertThat(burst.coarseSamples()).isFalse();
        assertThat(burst.id()).hasSize(26).matches("[0-9A-HJKMNP-TV-Z]{26}");
    }

    @Test
    void itsEdgesLieInsideThePartlyBusyNeighbours() {
        // true burst from 0.96 s to 1.27 s over a level of 25%
        Feed feed = Feed.cpu().repeat(9, 0.25).levels(0.55, 1.0, 1.0, 0.775).repeat(6, 0.25);
        Burst burst = feed.closed.getFirst();
        assertThat(feed.seconds(burst.startNanos())).isCloseTo(0.96, ROUNDING);
        assertThat(feed.seconds(burst.endNanos())).isCloseTo(1.27, ROUNDING);
        assertThat(burst.saturatedSeconds()).isCloseTo(0.31, ROUNDING);
        assertThat(burst.samples()).isEqualTo(2);
        assertThat(burst.before())
                .as("the rest of the neighbour had the level beyond")
                .isCloseTo(0.25, ROUNDING);
    }

    @Test
    void aBurstOf200MillisecondsIsReportedWhereverItFallsBetweenTheSamples() {
        for (int offset = 0; offset < 100; offset++) {
            double first = (100 - offset) / 100.0;
            double last = offset / 100.0;
            Feed feed = Feed.cpu().repeat(5, 0).levels(first, 1.0, last).repeat(6, 0);
            assertThat(feed.closed).as("offset of %s ms", offset).hasSize(1);
            assertThat(feed.closed.getFirst().durationSeconds()).isBetween(0.19, 0.22);
        }
    }

    @Test
    void nothingUnder100MillisecondsIsReportedWhereverItFalls() {
        for (int offset = 0; offset < 100; offset++) {
            double inFirst = Math.min(99, 100 - offset) / 100.0;
            Feed feed = Feed.cpu().repeat(5, 0).levels(inFirst, 0.99 - inFirst).repeat(6, 0);
            assertThat(feed.closed).as("offset of %s ms", offset).isEmpty();
        }
    }

    @Test
    void aShortSaturationIsNotABurstAndIsCountedAllTheSame() {
        Feed feed = Feed.cpu().repeat(5, 0.1).levels(1.0).repeat(6, 0.1);
        assertThat(feed.opened).isEmpty();
        assertThat(feed.closed).isEmpty();
        assertThat(feed.status().saturatedSeconds()).isCloseTo(0.1, ROUNDING);
        assertThat(feed.status().bursts()).isZero();
    }

    @Test
    void itGoesOnWhileSamplesStayAtOrAboveExit() {
        Feed feed = Feed.cpu().repeat(5, 0.1).levels(1.0, 0.9, 0.85, 0.86, 1.0).repeat(6, 0.1);
        assertThat(feed.closed).hasSize(1);
        assertThat(feed.closed.getFirst().samples()).isEqualTo(5);
        assertThat(feed.closed.getFirst().durationSeconds()).isCloseTo(0.5, ROUNDING);
    }

    @Test
    void aDipOf300MillisecondsIsBridgedAndOneOf400IsNot() {
        Feed bridged = Feed.cpu()
                .repeat(5, 0.1)
                .repeat(3, 1.0)
                .repeat(3, 0.1)
                .repeat(3, 1.0)
                .repeat(6, 0.1);
        assertThat(bridged.closed).hasSize(1);
        assertThat(bridged.closed.getFirst().durationSeconds()).isCloseTo(0.9, ROUNDING);
        assertThat(bridged.closed.getFirst().saturatedSeconds()).isCloseTo(0.6, ROUNDING);
        assertThat(bridged.closed.getFirst().samples()).isEqualTo(9);
        assertThat(bridged.closed.getFirst().mean()).isCloseTo((6 * 1.0 + 3 * 0.1) / 9, ROUNDING);
        Feed split = Feed.cpu()
                .repeat(5, 0.1)
                .repeat(3, 1.0)
                .repeat(4, 0.1)
                .repeat(3, 1.0)
                .repeat(6, 0.1);
        assertThat(split.closed).hasSize(2);
    }

    @Test
    void aHoleOf300MillisecondsIsSurvivedAndALongerOneEndsTheBurst() {
        Feed survived = Feed.cpu()
                .repeat(5, 0.1)
                .repeat(3, 1.0)
                .hole(0.3)
                .repeat(3, 1.0)
                .repeat(6, 0.1);
        assertThat(survived.closed).hasSize(1);
        assertThat(survived.closed.getFirst().durationSeconds()).isCloseTo(0.9, ROUNDING);
        assertThat(survived.closed.getFirst().saturatedSeconds()).isCloseTo(0.6, ROUNDING);
        assertThat(survived.closed.getFirst().unobservedSeconds()).isCloseTo(0.3, ROUNDING);
        assertThat(survived.closed.getFirst().interrupted())
                .as("both its edges were seen")
                .isFalse();
        Feed ended = Feed.cpu()
                .repeat(5, 0.1)
                .repeat(3, 1.0)
                .hole(0.4)
                .repeat(3, 1.0)
                .repeat(6, 0.1);
        assertThat(ended.closed).hasSize(2).allSatisfy(part -> {
            assertThat(part.interrupted()).as("it may have been longer").isTrue();
            assertThat(part.unobservedSeconds()).isZero();
        });
        assertThat(ended.closed.getFirst().durationSeconds()).isCloseTo(0.3, ROUNDING);
    }

    @Test
    void aSampleBetweenExitAndEnterOpensNothing() {
        Feed feed = Feed.cpu().repeat(5, 0.1).repeat(20, 0.949).repeat(6, 0.1);
        assertThat(feed.closed).isEmpty();
        assertThat(feed.status().saturatedSeconds()).isZero();
    }

    @Test
    void exactlyTheEnterThresholdIsSaturatedWhateverDecimalCountersMakeOfIt() {
        Feed feed = Feed.cpu().repeat(5, 0.1).repeat(5, 1 - 0.005 / 0.1).repeat(6, 0.1);
        assertThat(feed.closed).hasSize(1);
    }

    @Test
    void beforeLeavesOtherBurstsOut() {
        Feed feed = Feed.cpu()
                .repeat(50, 0.2)
                .repeat(10, 1.0)
                .repeat(20, 0.4)
                .repeat(10, 1.0)
                .repeat(6, 0.2);
        // the 10 s before the second: 5.0 s of 0.2, the first burst left out, 2.0 s of 0.4
        assertThat(feed.closed.get(1).before()).isCloseTo((5.0 * 0.2 + 2.0 * 0.4) / 7.0, ROUNDING);
    }

    @Test
    void beforeLooksBackTenSecondsAndIsNullWhereNothingIsKnown() {
        Feed feed = Feed.cpu().repeat(100, 0.9).repeat(100, 0.2).repeat(5, 1.0).repeat(6, 0.2);
        assertThat(feed.closed.getFirst().before()).isCloseTo(0.2, ROUNDING);
        Feed atOnce = Feed.cpu().repeat(5, 1.0).repeat(6, 0.2);
        assertThat(atOnce.closed.getFirst().before()).isNull();
    }

    @Test
    void beforeHoldsWhatWasSaturatedTooShortlyToBeABurst() {
        Feed feed = Feed.cpu()
                .repeat(90, 0.2)
                .levels(1.0)
                .repeat(9, 0.2)
                .repeat(5, 1.0)
                .repeat(6, 0.2);
        assertThat(feed.closed.getFirst().before()).isCloseTo((99 * 0.2 + 1.0) / 100, ROUNDING);
    }

    @Test
    void aRecordingThatEndsInABurstLeavesItOpen() {
        Feed feed = Feed.cpu().repeat(5, 0.1).repeat(5, 1.0);
        feed.detection.finish(false);
        Burst burst = feed.closed.getFirst();
        assertThat(burst.open()).isTrue();
        assertThat(burst.end()).isEmpty();
        assertThat(feed.status().bursts()).as("bursts closed").isZero();
    }

    @Test
    void aServiceThatStopsInABurstEndsItAsInterrupted() {
        Feed feed = Feed.cpu().repeat(5, 0.1).repeat(5, 1.0);
        feed.detection.finish(true);
        Burst burst = feed.closed.getFirst();
        assertThat(burst.open()).isFalse();
        assertThat(burst.interrupted()).isTrue();
        assertThat(feed.seconds(burst.endNanos())).isCloseTo(1.0, ROUNDING);
        assertThat(feed.settled).hasSize(1);
    }

    @Test
    void samplesOfFifteenSecondsAreBurstsToo() {
        Feed feed = Feed.cpu();
        for (double level : new double[] {0.2, 0.2, 0.6, 1.0, 1.0, 0.6, 0.2, 0.2}) {
            feed.sample(15, level);
        }
        Burst burst = feed.closed.getFirst();
        assertThat(burst.coarseSamples()).isTrue();
        assertThat(feed.seconds(burst.startNanos())).isCloseTo(37.5, ROUNDING);
        assertThat(feed.seconds(burst.endNanos())).isCloseTo(82.5, ROUNDING);
    }

    @Test
    void twoLongSamplesWithALowOneBetweenAreTwoBursts() {
        Feed feed = Feed.cpu();
        for (double level : new double[] {0.2, 0.2, 1.0, 0.6, 1.0, 0.2, 0.2}) {
            feed.sample(15, level);
        }
        assertThat(feed.closed).hasSize(2);
        assertThat(feed.closed)
                .allSatisfy(burst -> assertThat(burst.durationSeconds()).isCloseTo(15, ROUNDING));
    }

    @Test
    void retransmitsNeedTheShareAndTheFloorOrTheRateAlone() {
        SignalKey key = new SignalKey("host-1", SignalKind.TCP_RETRANSMIT, "");
        assertThat(retransmits(key, 1_000, 4).closed).as("0.4% at 40/s").isEmpty();
        assertThat(retransmits(key, 10, 3).closed)
                .as("30% at 30/s: below the floor")
                .isEmpty();
        assertThat(retransmits(key, 100, 6).closed).as("6% at 60/s").hasSize(1);
        Feed byRate = retransmits(key, 100_000, 110);
        assertThat(byRate.closed).as("0.1% at 1,100/s").hasSize(1);
        assertThat(byRate.closed.getFirst().peak())
                .as("a share of the segments sent")
                .isCloseTo(0.0011, ROUNDING);
    }

    private static Feed retransmits(SignalKey key, double sent, double retransmitted) {
        Feed feed = new Feed(key, DetectionSettings.defaults(), 1);
        for (int i = 0; i < 30; i++) {
            feed.segments(sent, i >= 10 && i < 20 ? retransmitted : 0);
        }
        return feed;
    }

    @Test
    void idsAreTheSameForTheSameReadingsAndInTheOrderOfTime() {
        Feed one = Feed.cpu()
                .repeat(5, 0.1)
                .repeat(5, 1.0)
                .repeat(6, 0.1)
                .repeat(5, 1.0)
                .repeat(6, 0.1);
        Feed other = Feed.cpu()
                .repeat(5, 0.1)
                .repeat(5, 1.0)
                .repeat(6, 0.1)
                .repeat(5, 1.0)
                .repeat(6, 0.1);
        assertThat(one.closed.stream().map(Burst::id).toList())
                .isEqualTo(other.closed.stream().map(Burst::id).toList())
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(one.opened.stream().map(Burst::id).toList())
                .isEqualTo(one.closed.stream().map(Burst::id).toList());
    }

    /** Time above the threshold is conserved: every saturated sample counts once and no partly busy one more than its length. */
    @Test
    void saturatedTimeIsConservedForAnyLoad() {
        Random random = new Random(20240528);
        for (int round = 0; round < 300; round++) {
            Feed feed = Feed.cpu();
            double saturated = 0;
            double partly = 0;
            for (int i = 0; i < 400; i++) {
                double level = random.nextInt(3) == 0 ? random.nextDouble() : random.nextBoolean() ? 1.0 : 0.1;
                double seconds = 0.05 + random.nextInt(20) / 100.0;
                feed.sample(seconds, level);
                saturated += level >= 0.95 ? seconds : 0;
                partly += level < 0.95 && level > 0.1 ? seconds : 0;
            }
            feed.levels(0.1, 0.1, 0.1, 0.1, 0.1, 0.1);
            double inBursts =
                    feed.closed.stream().mapToDouble(Burst::saturatedSeconds).sum();
            assertThat(feed.status().saturatedSeconds()).isBetween(saturated - 1e-6, saturated + partly + 1e-6);
            assertThat(inBursts).isLessThanOrEqualTo(feed.status().saturatedSeconds() + 1e-6);
            assertThat(feed.status().observedSeconds()).isCloseTo(feed.elapsed(), ROUNDING);
            assertThat(feed.closed).allSatisfy(burst -> {
                assertThat(burst.durationSeconds()).isGreaterThanOrEqualTo(0.15 - 1e-9);
                assertThat(burst.saturatedSeconds()).isLessThanOrEqualTo(burst.durationSeconds() + 1e-6);
            });
            assertNoOverlap(feed.closed);
        }
    }

    private static void assertNoOverlap(List<Burst> bursts) {
        List<Burst> ordered = new ArrayList<>(bursts);
        for (int i = 1; i < ordered.size(); i++) {
            assertThat(ordered.get(i).startNanos())
                    .isGreaterThanOrEqualTo(ordered.get(i - 1).endNanos());
        }
    }
}

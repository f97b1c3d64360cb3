// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.correlation.PeakTrend.Peak;
import dev.headroom.correlation.PeakTrend.Saturation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class PeakTrendTest {
    private static final Duration WEEK = Duration.ofDays(7);

    /** A Thursday, 0:00: where a week of the epoch begins. */
    private static final Instant FIRST = Instant.EPOCH.plus(WEEK.multipliedBy(2_800));

    @Test
    void aSteadyRiseGivesItsSlopeAndTheDateOfSaturation() {
        PeakTrend trend =
                PeakTrend.of(weekly(20, week -> 0.4 + 0.02 * week), 0.95).orElseThrow();
        assertThat(trend.weeks()).isEqualTo(20);
        assertThat(trend.slopePerWeek()).isCloseTo(0.02, within(1e-9));
        assertThat(trend.pValue()).isLessThan(0.001);
        assertThat(trend.saturation())
                .map(Saturation::expected)
                .hasValueSatisfying(when -> assertThat(weeksTo(when)).isCloseTo(27.5 + 0.5, within(0.01)));
        assertThat(trend.inWords()).startsWith("Peaks during deploys change by +2.0 points a week over 20 weeks");
    }

    @Test
    void withoutARiseNoDateIsGiven() {
        Random random = new Random(1);
        PeakTrend flat = PeakTrend.of(weekly(20, week -> 0.5 + 0.05 * random.nextGaussian()), 0.95)
                .orElseThrow();
        assertThat(flat.saturation()).isEmpty();
        assertThat(flat.pValue()).isGreaterThan(0.05);
        assertThat(flat.inWords()).endsWith("no saturation date can be given.");
        assertThat(PeakTrend.of(weekly(20, week -> 0.9 - 0.02 * week), 0.95)
                        .orElseThrow()
                        .saturation())
                .isEmpty();
    }

    @Test
    void fewerThanEightWeeksAreNoTrend() {
        assertThat(PeakTrend.of(weekly(7, week -> 0.4 + 0.02 * week), 0.95)).isEmpty();
        assertThat(PeakTrend.of(List.of(), 0.95)).isEmpty();
        List<Peak> gap = weekly(20, week -> 0.4 + 0.02 * week);
        gap.removeIf(peak -> weeksTo(peak.at()) >= 14 && weeksTo(peak.at()) < 15);
        assertThat(PeakTrend.of(gap, 0.95))
                .as("only the weeks since the gap count")
                .isEmpty();
    }

    @Test
    void aTrendIsFittedAfterTheLastStepChangeOnly() {
        Random random = new Random(2);
        PeakTrend trend = PeakTrend.of(
                        weekly(30, week -> (week < 15 ? 0.8 : 0.3) + 0.01 * week + 0.01 * random.nextGaussian()), 0.95)
                .orElseThrow();
        assertThat(trend.weeks()).isEqualTo(15);
        assertThat(trend.slopePerWeek()).isCloseTo(0.01, within(0.003));
    }

    @Test
    void theIntervalHoldsTheTrueDateInNineOfTenSimulations() {
        Random random = new Random(3);
        int given = 0;
        int holding = 0;
        for (int simulation = 0; simulation < 300; simulation++) {
            double[] noise = {0};
            PeakTrend trend = PeakTrend.of(
                            weekly(26, week -> {
                                noise[0] = 0.3 * noise[0] + 0.03 * random.nextGaussian();
                                return 0.4 + 0.012 * week + noise[0];
                            }),
                            0.95)
                    .orElse(null);
            if (trend == null || trend.saturation().isEmpty()) {
                continue;
            }
            given++;
            Instant truth = at(0.55 / 0.012 + 0.5);
            Saturation saturation = trend.saturation().orElseThrow();
            holding += truth.isBefore(saturation.earliest()) || truth.isAfter(saturation.latest()) ? 0 : 1;
        }
        assertThat(given).isGreaterThan(200);
        assertThat((double) holding / given).isBetween(0.88, 0.99);
    }

    @Test
    void neighboursThatResembleEachOtherAreNotTakenForATrend() {
        Random random = new Random(4);
        int alarms = 0;
        for (int simulation = 0; simulation < 300; simulation++) {
            double[] values = new double[40];
            for (int i = 1; i < values.length; i++) {
                values[i] = 0.5 * values[i - 1] + random.nextGaussian();
            }
            alarms += MannKendall.of(values).pValue() < 0.05 ? 1 : 0;
        }
        assertThat(alarms).as("of 300; without the correction about 70").isLessThan(50);
    }

    private static List<Peak> weekly(int weeks, IntToDoubleFunction utilisation) {
        List<Peak> peaks = new ArrayList<>();
        for (int week = 0; week < weeks; week++) {
            double value = utilisation.applyAsDouble(week);
            peaks.add(new Peak(at(week + 0.3), value));
            peaks.add(new Peak(at(week + 0.6), value));
        }
        return peaks;
    }

    private static Instant at(double weeks) {
        return FIRST.plusSeconds(Math.round(weeks * WEEK.toSeconds()));
    }

    private static double weeksTo(Instant time) {
        return (double) Duration.between(FIRST, time).toSeconds() / WEEK.toSeconds();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The method against simulated months whose causes are known; the goals are those the design sets for the means over seeds. */
class AttributionSimulationTest {
    private static final int SEEDS = 8;

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.4})
    void nineInTenVerdictsAreRightAndNineInTenCausesAreFound(double meanBurstProbability) {
        List<AttributionScore> scores = LongStream.range(0, SEEDS)
                .mapToObj(seed -> SimulatedMonth.of(seed, meanBurstProbability))
                .map(month -> AttributionScore.of(
                        month, Attribution.fit(month.bursts(), month.deploys(), month.observed())::judge))
                .toList();
        assertThat(mean(scores, AttributionScore::precision))
                .as("precision of %s", scores)
                .isGreaterThanOrEqualTo(0.90);
        assertThat(mean(scores, AttributionScore::recall))
                .as("recall of %s", scores)
                .isGreaterThanOrEqualTo(0.90);
        assertThat(mean(scores, AttributionScore::calibrationError))
                .as("calibration error of %s", scores)
                .isLessThanOrEqualTo(0.08);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.2, 0.4})
    void theSimulatedMonthsAreHardForTheEye(double meanBurstProbability) {
        List<AttributionScore> scores = LongStream.range(0, SEEDS)
                .mapToObj(seed -> SimulatedMonth.of(seed, meanBurstProbability))
                .map(month -> AttributionScore.of(month, burst -> AttributionScore.nearestBefore(month, burst)))
                .toList();
        assertThat(mean(scores, AttributionScore::precision))
                .as("precision of %s", scores)
                .isLessThan(0.70);
        assertThat(mean(scores, AttributionScore::recall))
                .as("recall of %s", scores)
                .isLessThan(0.80);
    }

    private static double mean(List<AttributionScore> scores, ToDoubleFunction<AttributionScore> figure) {
        return scores.stream().mapToDouble(figure).average().orElseThrow();
    }
}

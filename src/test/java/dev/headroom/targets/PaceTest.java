// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final List<Ask> ASKS = TargetKind.APISERVER.asks();
    private static final Budget ONE_PERCENT = Budget.of(0.01, 0);

    private final Map<Ask, Cost> costs = new EnumMap<>(Ask.class);

    PaceTest() {
        for (Ask ask : Ask.values()) {
            costs.put(ask, Cost.expected(ask.usualBytes()));
        }
    }

    private Duration interval(Ask ask, Budget budget, boolean raised) {
        return Pace.interval(ask, ASKS, this::cost, budget, raised);
    }

    private Cost cost(Ask ask) {
        return Objects.requireNonNull(costs.get(ask));
    }

    @Test
    void withinTheBudgetEachIsAskedAtItsOwnPace() {
        assertThat(interval(Ask.READYZ, ONE_PERCENT, false)).isEqualTo(Duration.ofSeconds(1));
        assertThat(interval(Ask.SLIS, ONE_PERCENT, false)).isEqualTo(Duration.ofSeconds(1));
        assertThat(interval(Ask.METRICS, ONE_PERCENT, false)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void whileSomethingHappensTheLongPageIsAskedAsOftenAsTheRestOfTheBudgetAllows() {
        Duration raised = interval(Ask.METRICS, ONE_PERCENT, true);
        assertThat(raised).isBetween(Duration.ofMillis(11_000), Duration.ofMillis(12_500));
        assertThat(interval(Ask.METRICS, Budget.of(0.13, 0), true)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aServerWhoseLongPageIsDearIsAskedForItLessOftenEvenInQuietTimes() {
        costs.put(Ask.METRICS, Cost.expected(40_000_000));
        assertThat(interval(Ask.METRICS, ONE_PERCENT, false)).isGreaterThan(Duration.ofSeconds(88));
    }

    @Test
    void whereTheEgressIsTheNarrowerPartOfTheBudgetItSetsThePace() {
        costs.put(Ask.METRICS, new Cost(0.001, 2_000_000));
        assertThat(interval(Ask.METRICS, ONE_PERCENT, false)).isGreaterThan(Duration.ofSeconds(79));
        assertThat(interval(Ask.METRICS, Budget.of(0.01, 100e6), false)).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void theProbesAreSlowedDownTooBeforeTheyPassTheirPart() {
        Budget tiny = Budget.of(0.001, 0);
        assertThat(interval(Ask.READYZ, tiny, false)).isGreaterThan(Duration.ofMillis(1_900));
        assertThat(interval(Ask.METRICS, tiny, false)).isGreaterThan(Duration.ofSeconds(100));
    }

    @Test
    void whateverTheCostsAllThatIsAskedTogetherStaysWithinTheBudget() {
        Random random = new Random(4);
        for (int i = 0; i < 2_000; i++) {
            for (Ask ask : Ask.values()) {
                costs.put(
                        ask,
                        new Cost(
                                Math.pow(10, -4 + 4 * random.nextDouble()), Math.pow(10, 2 + 6 * random.nextDouble())));
            }
            Budget budget =
                    Budget.of(Math.pow(10, -3 + 2 * random.nextDouble()), Math.pow(10, 9 * random.nextDouble()));
            boolean raised = random.nextBoolean();
            double used = 0;
            for (Ask ask : ASKS) {
                used += budget.usedBy(cost(ask), interval(ask, budget, raised).toNanos() / 1e9);
            }
            assertThat(used).isLessThanOrEqualTo(1 + 1e-9);
        }
    }

    @Test
    void theEstimateAgreesWithWhatARealServerWasSeenToSpend() {
        assertThat(Cost.of(2, 200, 0).cpuSeconds()).isBetween(0.000_35, 0.000_5);
        assertThat(Cost.of(16_000, 1_000, 0).cpuSeconds()).isBetween(0.001_1, 0.001_3);
        assertThat(Cost.of(2_000_000, 95_000, 0).cpuSeconds()).isBetween(0.095, 0.105);
        assertThat(Cost.of(30_000, 3_000, 0.006).cpuSeconds()).isEqualTo(0.006);
    }
}

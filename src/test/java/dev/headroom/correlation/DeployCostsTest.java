// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.deploys.Deploy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A counter of CPU-seconds: one core at night, two in office hours, some noise, and 120 CPU-seconds on top of every deploy. */
class DeployCostsTest {
    private static final int DAYS = 14;
    private static final int STEP_SECONDS = 10;
    private static final double COST = 120;
    private static final Duration WATCHED = Duration.ofDays(DAYS);

    private final List<Deploy> deploys = new ArrayList<>();

    @Test
    void theCostOfADeployIsFoundWithinItsInterval() {
        for (int day = 0; day < DAYS; day++) {
            deploys.add(Given.deploy(
                    "d" + day, "mediawiki", day * 86_400 + 3_600 + 600 * day, day * 86_400.0 + 3_720 + 600 * day));
        }
        DeployCosts costs = new DeployCosts(counter(), List.of(), deploys, Given.observed(WATCHED));
        DeployCost cost = costs.of(deploys.get(9)).orElseThrow();
        assertThat(cost.deploys()).containsExactly("d9");
        assertThat(cost.excess()).isCloseTo(COST, within(25.0));
        assertThat(COST).isBetween(cost.lower(), cost.upper());
        assertThat(cost.pValue()).isLessThan(0.01);
        assertThat(cost.perPod()).as("the size is not told").isEmpty();
    }

    @Test
    void deploysThatOverlapShareOneTotal() {
        deploys.add(Given.deploy("a", "one", 500_000, 500_100.0));
        deploys.add(Given.deploy("b", "two", 500_150, 500_200.0));
        deploys.add(Given.deploy("c", "three", 600_000, 600_100.0));
        DeployCosts costs = new DeployCosts(counter(), List.of(), deploys, Given.observed(WATCHED));
        DeployCost shared = costs.of(deploys.getFirst()).orElseThrow();
        assertThat(shared.deploys()).containsExactly("a", "b");
        assertThat(shared.excess()).isCloseTo(2 * COST, within(35.0));
        assertThat(costs.of(deploys.get(1))).contains(shared);
        assertThat(costs.of(deploys.getLast()).orElseThrow().deploys()).containsExactly("c");
    }

    @Test
    void aDeployThatCostsNothingIsWithinTheNoise() {
        CumulativeCounter untouched = counter();
        deploys.add(Given.deploy("idle", "citoid", 500_000, 500_100.0));
        DeployCost cost = new DeployCosts(untouched, List.of(), deploys, Given.observed(WATCHED))
                .of(deploys.getFirst())
                .orElseThrow();
        assertThat(cost.lower()).isNegative();
        assertThat(cost.upper()).isPositive();
    }

    @Test
    void whereTheCounterWasNotReadOrLittleWasWatchedThereIsNoAnswer() {
        deploys.add(Given.deploy("a", "one", 80_000, 80_100.0));
        assertThat(new DeployCosts((from, to) -> OptionalDouble.empty(), List.of(), deploys, Given.observed(WATCHED))
                        .of(deploys.getFirst()))
                .isEmpty();
        assertThat(new DeployCosts(counter(), List.of(), deploys, Given.observed(Duration.ofDays(1)))
                        .of(deploys.getFirst()))
                .isEmpty();
    }

    private CumulativeCounter counter() {
        Random random = new Random(1);
        int steps = DAYS * 86_400 / STEP_SECONDS;
        double[] total = new double[steps + 1];
        for (int step = 0; step < steps; step++) {
            double hour = (12 + step * STEP_SECONDS / 3_600.0) % 24;
            double cores = (hour >= 8 && hour < 18 ? 2 : 1) + 0.2 * random.nextGaussian();
            total[step + 1] = total[step] + Math.max(0, cores) * STEP_SECONDS;
        }
        for (Deploy deploy : deploys) {
            int from = (int) (Duration.between(Given.START, deploy.startedAt()).toSeconds() / STEP_SECONDS) + 3;
            for (int step = from; step <= steps; step++) {
                total[step] += COST * Math.min(1, (step - from + 1) / 6.0);
            }
        }
        return (from, to) -> {
            double rise = at(total, to) - at(total, from);
            return Double.isNaN(rise) ? OptionalDouble.empty() : OptionalDouble.of(rise);
        };
    }

    private static double at(double[] total, Instant time) {
        double step = Duration.between(Given.START, time).toMillis() / 1e3 / STEP_SECONDS;
        int below = (int) Math.floor(step);
        if (below < 0 || below + 1 >= total.length) {
            return Double.NaN;
        }
        return total[below] + (step - below) * (total[below + 1] - total[below]);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Months in which deploys and bursts share office hours, so that bursts follow deploys more often than chance without any effect. */
class DeployEffectsTest {
    private static final int DAYS = 28;
    private static final int MOVES = 199;
    private static final int MONTHS = 40;

    @Test
    void sharedOfficeHoursAreNotTakenForAnEffect() {
        long falseAlarms = LongStream.range(0, MONTHS)
                .filter(seed -> overall(month(seed, 0, 0)).pValue() < DeployEffect.ALPHA)
                .count();
        assertThat(falseAlarms).isLessThanOrEqualTo(MONTHS * 10 / 100);
    }

    @Test
    void anEffectOfOneBurstInTwentyDeploysIsFound() {
        long found = LongStream.range(0, MONTHS)
                .filter(seed -> overall(month(seed, 0.05, 0)).pValue() < DeployEffect.ALPHA)
                .count();
        assertThat(found).isGreaterThanOrEqualTo(MONTHS * 80 / 100);
    }

    @Test
    void theDifferenceIsTheEffectAndItsIntervalHoldsIt() {
        DeployEffect effect = overall(month(1, 0.3, 0));
        assertThat(effect.difference()).isBetween(0.22, 0.36);
        assertThat(effect.lowerDifference()).isLessThan(0.3);
        assertThat(effect.upperDifference()).isGreaterThan(0.25);
        assertThat(effect.lift()).isGreaterThan(3);
        assertThat(effect.causal()).isTrue();
        assertThat(effect.inWords()).endsWith(": deploys cause bursts.");
    }

    @Test
    void deploysThatReactToBurstsAreNotCalledTheirCause() {
        DeployEffect effect = overall(month(1, 0.3, 0.3));
        assertThat(effect.reactsToLoad()).isTrue();
        assertThat(effect.causal()).isFalse();
        assertThat(effect.inWords()).contains("no cause is claimed");
    }

    @Test
    void onlyTheAppThatCausesBurstsIsDiscovered() {
        DeployEffects effects = effects(month(3, 0.6, 0));
        assertThat(effects.byApp()).containsOnlyKeys("heavy", "light");
        assertThat(effects.discovered()).containsExactly("heavy");
    }

    @Test
    void withTooLittleToGoByThereIsNoAnswer() {
        Month month = month(1, 0.5, 0);
        assertThat(DeployEffects.of(month.bursts(), month.deploys().subList(0, 7), month.observed(), MOVES)
                        .overall())
                .isEmpty();
        assertThat(DeployEffects.of(month.bursts(), month.deploys(), Given.observed(Duration.ofDays(6)), MOVES)
                        .overall())
                .isEmpty();
    }

    private record Month(List<Burst> bursts, List<Deploy> deploys, Window observed) {}

    private static DeployEffect overall(Month month) {
        return effects(month).overall().orElseThrow();
    }

    private static DeployEffects effects(Month month) {
        return DeployEffects.of(month.bursts(), month.deploys(), month.observed(), MOVES);
    }

    /**
     * A month of 250 deploys, half of them of an app that causes bursts.
     *
     * @param effect the chance that a deploy causes a burst (for the two apps together: only "heavy" does, twice as often)
     * @param reaction the chance that a burst precedes it
     */
    private static Month month(long seed, double effect, double reaction) {
        Random random = new Random(seed);
        List<Burst> bursts = new ArrayList<>();
        List<Deploy> deploys = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            double start = officeTime(random);
            boolean heavy = i % 2 == 0;
            deploys.add(Given.deploy("d" + i, heavy ? "heavy" : "light", start, null));
            if (heavy && random.nextDouble() < 2 * effect) {
                bursts.add(Given.burst(start + 60 * random.nextDouble()));
            }
            if (random.nextDouble() < reaction) {
                bursts.add(Given.burst(start - 100 * random.nextDouble()));
            }
        }
        for (int i = 0; i < 200; i++) {
            bursts.add(Given.burst(random.nextInt(5) > 0 ? officeTime(random) : DAYS * 86_400.0 * random.nextDouble()));
        }
        return new Month(bursts, deploys, Given.observed(Duration.ofDays(DAYS)));
    }

    /** Weekdays 9 to 17 h; the month begins on a Tuesday, noon. */
    private static double officeTime(Random random) {
        while (true) {
            int day = random.nextInt(DAYS);
            if ((day + 1) % 7 < 5) {
                return Math.max(0, day * 86_400 - 43_200 + (9 + 8 * random.nextDouble()) * 3_600);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RefinedBusyTest {
    private static final double TICK_SECONDS = 0.1;
    private static final int CPUS = 2;

    private final Random random = new Random(7);
    private final RefinedBusy busy = new RefinedBusy();

    @Test
    void withControlGroupsTheMeanErrorIsFarBelowTheRoundingOfIdle() {
        assertThat(meanErrorPoints(1.0)).isLessThan(0.5);
    }

    @Test
    void aSteadyLoadOutsideTheGroupsIsLearnt() {
        assertThat(meanErrorPoints(0.5)).isLessThan(3);
    }

    @Test
    void aBurstOutsideTheGroupsIsSeenInTheSampleInWhichItHappens() {
        for (int i = 0; i < 50; i++) {
            busy.advance(TICK_SECONDS, CPUS, 0.02, 0.02);
        }
        double before = busy.advance(TICK_SECONDS, CPUS, 0.02, 0.02);
        double gain = busy.advance(TICK_SECONDS, CPUS, 0.2, 0.02) - before;
        assertThat(gain / (CPUS * TICK_SECONDS)).isGreaterThan(0.9);
    }

    @Test
    void withoutControlGroupsItIsWhatIdleTells() {
        double before = busy.advance(TICK_SECONDS, CPUS, 0.05, Double.NaN);
        assertThat(busy.advance(TICK_SECONDS, CPUS, 0.17, Double.NaN) - before).isEqualTo(0.17, within(1e-9));
    }

    @Test
    void itNeverStepsBackNorGainsMoreThanTheCpusCanGiveAndLosesNothing() {
        double last = 0;
        double sum = 0;
        for (int i = 0; i < 5_000; i++) {
            double gain = random.nextDouble() * 0.2;
            sum += gain;
            double noise = random.nextGaussian() * 0.004;
            double now = busy.advance(TICK_SECONDS, CPUS, gain + noise, gain);
            assertThat(now - last).isBetween(0.0, CPUS * TICK_SECONDS + 1e-9);
            last = now;
        }
        assertThat(last / sum).isEqualTo(1, within(0.01));
    }

    /** The mean absolute error over a load that changes at random, of which this share runs inside the groups. */
    private double meanErrorPoints(double shareInGroups) {
        double trueSeconds = 0;
        double idleShown = 0;
        double idleTrue = 0;
        double before = 0;
        double error = 0;
        double level = 0.5;
        int samples = 600;
        for (int i = 0; i < samples; i++) {
            if (shareInGroups == 1 && i % 5 == 0) {
                level = random.nextDouble();
            }
            double gain = level * CPUS * TICK_SECONDS;
            trueSeconds += gain;
            idleTrue += CPUS * TICK_SECONDS - gain + (random.nextDouble() - 0.5) * 1e-3;
            double shown = Math.floor(idleTrue * 100) / 100;
            double idleBased = CPUS * TICK_SECONDS - (shown - idleShown);
            idleShown = shown;
            double now = busy.advance(TICK_SECONDS, CPUS, idleBased, gain * shareInGroups);
            if (i >= 20) {
                error += Math.abs(now - before - gain) / (CPUS * TICK_SECONDS) * 100;
            }
            before = now;
        }
        assertThat(trueSeconds).isPositive();
        return error / (samples - 20);
    }
}

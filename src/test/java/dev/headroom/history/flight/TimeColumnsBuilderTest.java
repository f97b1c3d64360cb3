// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Times are seconds from where the columns begin; a column has 10 of them. */
class TimeColumnsBuilderTest {
    private static final Offset<Double> ROUNDING = within(1e-9);
    private static final long SECOND = 1_000_000_000L;
    private static final long FROM = 1_716_886_800L * SECOND + 123_456_789;

    private final TimeColumnsBuilder builder = new TimeColumnsBuilder(FROM, FROM + 50 * SECOND, 5);

    @Test
    void aColumnHasTheLowestTheMeanAndTheHighestOfWhatBeginsInIt() {
        builder.sample(at(0), at(1), 1, 4);
        builder.sample(at(1), at(2), 4, 4);
        builder.sample(at(9), at(10), 1, 4);
        builder.sample(at(10), at(11), 2, 4);

        TimeColumns built = builder.build();

        assertThat(built.lowest()).containsExactly(0.25, 0.5, Double.NaN, Double.NaN, Double.NaN);
        assertThat(built.mean()).containsExactly(0.5, 0.5, Double.NaN, Double.NaN, Double.NaN);
        assertThat(built.highest()).containsExactly(1, 0.5, Double.NaN, Double.NaN, Double.NaN);
        assertThat(built.observed()).containsExactly(new double[] {0.3, 0.1, 0, 0, 0}, ROUNDING);
        assertThat(built.capacityPerSecond()).isEqualTo(4);
    }

    @Test
    void whatIsLongerThanAColumnFillsAllItLiesIn() {
        builder.sample(at(5), at(35), 15, 30);

        TimeColumns built = builder.build();

        assertThat(built.highest()).containsExactly(0.5, 0.5, 0.5, 0.5, Double.NaN);
        assertThat(built.mean()).containsExactly(new double[] {0.5, 0.5, 0.5, 0.5, Double.NaN}, ROUNDING);
        assertThat(built.observed()).containsExactly(new double[] {0.5, 1, 1, 0.5, 0}, ROUNDING);
    }

    @Test
    void whatReachesIntoTheNextColumnCoversItAndBelongsToTheOneItBeganIn() {
        builder.sample(at(8), at(12), 4, 4);

        TimeColumns built = builder.build();

        assertThat(built.highest()).containsExactly(1, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        assertThat(built.observed()).containsExactly(new double[] {0.2, 0.2, 0, 0, 0}, ROUNDING);
    }

    @Test
    void whatBeganBeforeOrEndsAfterwardsCountsWithinOnly() {
        builder.sample(at(-20), at(-10), 10, 10);
        builder.sample(at(-3), at(2), 5, 5);
        builder.sample(at(45), at(80), 7, 35);
        builder.sample(at(50), at(51), 1, 1);

        TimeColumns built = builder.build();

        assertThat(built.highest()).containsExactly(1, Double.NaN, Double.NaN, Double.NaN, 0.2);
        assertThat(built.observed()).containsExactly(new double[] {0.2, 0, 0, 0, 0.5}, ROUNDING);
    }

    @Test
    void whatOnlyPartlyWasSeenCoversAsMuch() {
        builder.row(new TierRow(at(0), at(10), true, 4 * SECOND, 2, 8, 0.1, 0.9));

        assertThat(builder.build().observed()).containsExactly(new double[] {0.4, 0, 0, 0, 0}, ROUNDING);
        assertThat(builder.build().capacityPerSecond()).isEqualTo(2);
    }

    @Test
    void withoutALimitThereIsUsage() {
        builder.unlimited(at(0), at(2), 100);
        builder.unlimited(at(2), at(4), 300);

        TimeColumns built = builder.build();

        assertThat(built.limited()).isFalse();
        assertThat(built.lowest()[0]).isEqualTo(50);
        assertThat(built.mean()[0]).isEqualTo(100);
        assertThat(built.highest()[0]).isEqualTo(150);
        assertThat(built.capacityPerSecond()).isNaN();
    }

    @Test
    void onceALimitIsKnownWhatWasUsedWithoutOneIsNoLevel() {
        builder.unlimited(at(0), at(1), 100);
        builder.sample(at(11), at(12), 1, 2);

        TimeColumns built = builder.build();

        assertThat(built.limited()).isTrue();
        assertThat(built.highest()).containsExactly(Double.NaN, 0.5, Double.NaN, Double.NaN, Double.NaN);
        assertThat(built.observed()[0]).isCloseTo(0.1, ROUNDING);
    }

    @Test
    void aHoleIsNotSeen() {
        builder.hole(at(0), at(10), 3);

        assertThat(builder.build().isEmpty()).isTrue();
    }

    /** Whatever the columns: the peak shows in the one where it is, and what is covered adds up. */
    @Test
    void noPeakIsLostInAnyNumberOfColumns() {
        Random random = new Random(7);
        for (int columns = 1; columns <= 700; columns++) {
            long to = FROM + 60 * SECOND + random.nextInt(1_000_000);
            TimeColumnsBuilder any = new TimeColumnsBuilder(FROM, to, columns);
            int peak = random.nextInt(600);
            for (int i = 0; i < 600; i++) {
                long start = FROM + i * (SECOND / 10);
                any.sample(start, start + SECOND / 10, i == peak ? 1.25 : random.nextDouble(), 1);
            }
            TimeColumns built = any.build();
            int where = (int) (peak * (SECOND / 10) / ((double) (to - FROM) / columns));
            assertThat(built.highest()[where]).as("%d columns", columns).isEqualTo(1.25);
            double covered = 0;
            for (double share : built.observed()) {
                covered += share * (to - FROM) / columns;
            }
            assertThat(covered).isCloseTo(60.0 * SECOND, within(1_000.0));
        }
    }

    private static long at(long second) {
        return FROM + second * SECOND;
    }
}

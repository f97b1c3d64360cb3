// SPDX-License-Identifier: Apache-2.0
package dev.headroom.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.capacity.Headroom.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeadroomTest {
    @Test
    void threeServersAtHalfHaveAQuarterLeftWithoutOne() {
        Headroom headroom = of(load("a", 4, 2, 2), load("b", 4, 2, 2), load("c", 4, 2, 2));

        assertThat(headroom.headroom()).isCloseTo(0.5, within(1e-12));
        assertThat(headroom.withoutOne().getAsDouble()).isCloseTo(0.25, within(1e-12));
        assertThat(headroom.skew().getAsDouble()).isCloseTo(1, within(1e-12));
        assertThat(headroom.skewed()).isFalse();
    }

    @Test
    void whatDoesNotFitIsToldAsMissing() {
        assertThat(of(load("a", 4, 3), load("b", 4, 3)).withoutOne().getAsDouble())
                .isCloseTo(-0.5, within(1e-12));
    }

    @Test
    void aSmallSurvivorIsMeasuredAgainstItsOwnLimit() {
        Headroom headroom = of(load("a", 16, 8), load("b", 16, 4), load("small", 4, 1));

        assertThat(headroom.targets())
                .extracting(Target::target, target -> target.withoutBusiest().orElse(Double.NaN))
                .containsExactly(tuple("a", Double.NaN), tuple("b", 0.5), tuple("small", 1.25));
        assertThat(headroom.withoutOne().getAsDouble()).isCloseTo(-0.25, within(1e-12));
        assertThat(headroom.busiest()).isEqualTo("a");
    }

    @Test
    void peaksOfDifferentTimesAreNotAddedUp() {
        assertThat(of(load("a", 10, 9, 1), load("b", 10, 1, 9)).withoutOne().getAsDouble())
                .isCloseTo(0, within(1e-12));
    }

    @Test
    void aTargetAloneHasNoOneToLose() {
        Headroom headroom = of(load("a", 4, 1, 2));

        assertThat(headroom.withoutOne()).isEmpty();
        assertThat(headroom.skew()).isEmpty();
        assertThat(headroom.targets().getFirst().withoutBusiest()).isEmpty();
        assertThat(headroom.targets().getFirst().peakUtilisation()).isEqualTo(0.5);
        assertThat(headroom.targets().getFirst().meanUtilisation()).isEqualTo(0.375);
    }

    @Test
    void whereOneIsNotSeenTheOthersCarryMore() {
        Headroom headroom = of(load("a", 4, 2), load("b", 4, 2), load("c", 4, Double.NaN));

        assertThat(headroom.withoutOne().getAsDouble()).isCloseTo(0, within(1e-12));
        assertThat(headroom.targets()).extracting(Target::target).containsExactly("a", "b");
    }

    @Test
    void ofSeveralLinksTheOneNearestToItsLimitCounts() {
        Headroom headroom = of(device("a", "eth0", 10, 5), device("a", "eth1", 1, 0.9), device("b", "ens3", 10, 1));

        assertThat(headroom.targets()).extracting(Target::device).containsExactly("eth1", "ens3");
    }

    @Test
    void twiceTheLoadIsSkewed() {
        assertThat(of(load("a", 4, 2), load("b", 4, 1)).skewed()).isTrue();
        assertThat(of(load("a", 4, 1.99), load("b", 4, 1)).skewed()).isFalse();
        assertThat(of(load("a", 4, 1), load("b", 4, 0)).skew()).isEmpty();
    }

    @Test
    void nothingKnownIsNoHeadroom() {
        assertThat(Headroom.of(List.of())).isEmpty();
        assertThat(Headroom.of(List.of(Load.unknown("a", "", 5)))).isEmpty();
    }

    @Test
    void anyCaseIsThatOfASearchThroughAllColumns() {
        Random random = new Random(20240528);
        for (int round = 0; round < 2_000; round++) {
            List<Load> loads = any(random);
            Headroom headroom = Headroom.of(loads).orElse(null);
            Map<String, Double> expected = bruteForce(loads);
            if (headroom == null) {
                assertThat(loads).allMatch(load -> load.peakColumn() < 0);
                continue;
            }
            for (Target target : headroom.targets()) {
                Double reached = expected.get(target.target());
                assertThat(target.withoutBusiest())
                        .isEqualTo(reached == null ? OptionalDouble.empty() : OptionalDouble.of(reached));
            }
            assertThat(headroom.withoutOne())
                    .isEqualTo(
                            expected.isEmpty()
                                    ? OptionalDouble.empty()
                                    : OptionalDouble.of(1 - Collections.max(expected.values())));
            assertThat(headroom.headroom())
                    .isEqualTo(1
                            - headroom.targets().stream()
                                    .mapToDouble(Target::peakUtilisation)
                                    .max()
                                    .orElseThrow());
        }
    }

    @Test
    void theOrderOfTheTargetsChangesNothing() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            List<Load> loads = any(random);
            List<Load> shuffled = new ArrayList<>(loads);
            Collections.shuffle(shuffled, random);

            assertThat(Headroom.of(shuffled)).isEqualTo(Headroom.of(loads));
        }
    }

    @Test
    void moreLoadNeverLeavesMoreRoomWhereLimitsAreAlike() {
        Random random = new Random(11);
        for (int round = 0; round < 500; round++) {
            double[] usage = random.doubles(3, 0, 5).toArray();
            double before = of(load("a", 4, usage[0]), load("b", 4, usage[1]), load("c", 4, usage[2]))
                    .withoutOne()
                    .getAsDouble();
            double after = of(load("a", 4, usage[0] + 0.5), load("b", 4, usage[1]), load("c", 4, usage[2]))
                    .withoutOne()
                    .getAsDouble();
            assertThat(after).isLessThanOrEqualTo(before + 1e-12);
        }
    }

    /** By target the highest level in any column in which another has most; written down as contract.md says it. */
    private static Map<String, Double> bruteForce(List<Load> loads) {
        Map<String, Double> reached = new TreeMap<>();
        for (int column = 0; column < loads.getFirst().columns(); column++) {
            TreeMap<String, Double> usage = new TreeMap<>();
            Map<String, Double> limits = new TreeMap<>();
            for (Load load : loads) {
                if (!Double.isNaN(load.peak()[column])) {
                    usage.put(load.target(), load.peak()[column]);
                    limits.put(load.target(), load.limit()[column]);
                }
            }
            if (usage.size() < 2) {
                continue;
            }
            double most = Collections.max(usage.values());
            String lost = usage.entrySet().stream()
                    .filter(each -> each.getValue() == most)
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            usage.forEach((target, used) -> {
                if (!target.equals(lost)) {
                    reached.merge(
                            target,
                            (used + most / (usage.size() - 1)) / limits.getOrDefault(target, Double.NaN),
                            Math::max);
                }
            });
        }
        return reached;
    }

    private static List<Load> any(Random random) {
        List<Load> loads = new ArrayList<>();
        int columns = 1 + random.nextInt(5);
        for (int target = 0; target < 1 + random.nextInt(5); target++) {
            double[] peaks = new double[columns];
            for (int column = 0; column < columns; column++) {
                peaks[column] = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(20) / 4.0;
            }
            loads.add(load("t" + target, 1 + random.nextInt(8), peaks));
        }
        return loads;
    }

    private static Headroom of(Load... loads) {
        return Headroom.of(List.of(loads)).orElseThrow();
    }

    private static Load load(String target, double limit, double... peaks) {
        return device(target, "", limit, peaks);
    }

    private static Load device(String target, String device, double limit, double... peaks) {
        Load load = Load.unknown(target, device, peaks.length);
        for (int column = 0; column < peaks.length; column++) {
            if (!Double.isNaN(peaks[column])) {
                load.raise(column, peaks[column], limit);
                load.used()[column] = peaks[column];
                load.available()[column] = limit;
            }
        }
        return load;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.capacity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How much room one signal has, over the targets that share its load.
 *
 * <p>When a target is lost, its clients go to those that are left. In every column of time the target that then carried most is taken away
 * and its load spread evenly over the others, each against its own limit. Peaks of one column are taken as coinciding: what is told is a
 * lower bound of the room, the closer the narrower the columns. Nothing is clamped: less than 0 is how much is missing.
 *
 * @param targets in the order of their names
 * @param headroom what is left at the highest utilisation of any target
 * @param busiest the target that had it
 * @param withoutOne what is left where a target is lost; empty where there are no two targets at any time
 * @param skew the highest mean utilisation by the lowest; empty with one target, or where one does nothing at all
 */
public record Headroom(
        List<Target> targets, double headroom, String busiest, OptionalDouble withoutOne, OptionalDouble skew) {
    /** From here on the load is uneven: the busiest does twice what the quietest does. */
    private static final double SKEWED = 2;

    private static final Comparator<Load> BY_PEAK = Comparator.comparingDouble(Load::peakUtilisation)
            .thenComparing(Load::target, Comparator.reverseOrder())
            .thenComparing(Load::device, Comparator.reverseOrder());

    /**
     * What becomes of one target.
     *
     * @param limit the limit known last, in the signal's unit
     * @param peakUsage what was used at the highest utilisation
     * @param peakUtilisation the highest utilisation
     * @param meanUtilisation the utilisation of all that was observed
     * @param withoutBusiest the highest utilisation it would have reached while another was lost; empty where none could be
     */
    public record Target(
            String target,
            String device,
            double limit,
            double peakUsage,
            double peakUtilisation,
            double meanUtilisation,
            OptionalDouble withoutBusiest) {}

    public Headroom {
        targets = List.copyOf(targets);
    }

    /** True where the load is uneven. */
    public boolean skewed() {
        return skew.isPresent() && skew.getAsDouble() >= SKEWED;
    }

    /**
     * The room of one signal.
     *
     * @param loads of its targets, in the same columns; of a target with several devices the one nearest to its limit counts
     * @return empty where no target has a known limit
     */
    public static Optional<Headroom> of(List<Load> loads) {
        List<Load> known = nearestToTheirLimits(loads);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        double[] reached = withoutBusiest(known);
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            Load load = known.get(i);
            targets.add(new Target(
                    load.target(),
                    load.device(),
                    load.lastLimit(),
                    load.peak()[load.peakColumn()],
                    load.peakUtilisation(),
                    load.meanUtilisation(),
                    known(reached[i])));
        }
        Load busiest = known.stream().max(BY_PEAK).orElseThrow();
        OptionalDouble worst = targets.stream()
                .map(Target::withoutBusiest)
                .flatMapToDouble(OptionalDouble::stream)
                .max();
        return Optional.of(new Headroom(
                targets,
                1 - busiest.peakUtilisation(),
                busiest.target(),
                worst.isPresent() ? OptionalDouble.of(1 - worst.getAsDouble()) : worst,
                skew(known)));
    }

    /** Of each target the load that came nearest to its limit, in the order of their names. */
    private static List<Load> nearestToTheirLimits(List<Load> loads) {
        List<Load> nearest = new ArrayList<>();
        loads.stream()
                .filter(load -> load.peakColumn() >= 0)
                .sorted(Comparator.comparing(Load::target).thenComparing(BY_PEAK.reversed()))
                .forEach(load -> {
                    if (nearest.isEmpty() || !nearest.getLast().target().equals(load.target())) {
                        nearest.add(load);
                    }
                });
        return nearest;
    }

    /** The highest utilisation each would have reached as one of those that are left; NaN where it never was. */
    private static double[] withoutBusiest(List<Load> loads) {
        double[] reached = new double[loads.size()];
        Arrays.fill(reached, Double.NaN);
        for (int column = 0; column < loads.getFirst().columns(); column++) {
            int lost = -1;
            int known = 0;
            for (int i = 0; i < loads.size(); i++) {
                if (loads.get(i).isKnown(column)) {
                    known++;
                    lost = lost < 0
                                    || loads.get(i).peak()[column]
                                            > loads.get(lost).peak()[column]
                            ? i
                            : lost;
                }
            }
            if (known < 2) {
                continue;
            }
            double more = loads.get(lost).peak()[column] / (known - 1);
            for (int i = 0; i < loads.size(); i++) {
                Load survivor = loads.get(i);
                if (i != lost && survivor.isKnown(column)) {
                    double level = (survivor.peak()[column] + more) / survivor.limit()[column];
                    reached[i] = Double.isNaN(reached[i]) ? level : Math.max(reached[i], level);
                }
            }
        }
        return reached;
    }

    private static OptionalDouble skew(List<Load> loads) {
        double highest = loads.stream().mapToDouble(Load::meanUtilisation).max().orElse(0);
        double lowest = loads.stream().mapToDouble(Load::meanUtilisation).min().orElse(0);
        return loads.size() > 1 && lowest > 0 ? OptionalDouble.of(highest / lowest) : OptionalDouble.empty();
    }

    private static OptionalDouble known(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}

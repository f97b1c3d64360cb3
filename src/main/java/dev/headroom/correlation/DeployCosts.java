// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What deploys cost a target: the integral of a counter's rate above its baseline, from the start of a deploy to 180 s after its end.
 *
 * <p>How sure that is comes from placebos: the same integral over 200 windows of the same length without a deploy, on days of the same
 * class at about the same time. Their median is taken off, their spread is the interval, and the rank among them is p. Where 200 such
 * windows cannot be found, or under a week was watched, there is no answer.
 */
public final class DeployCosts {
    private static final int PLACEBOS = 200;
    private static final int TRIES = 20 * PLACEBOS;
    private static final double REACH_SECONDS = LagDensity.FIRST_REACH_SECONDS;
    private static final double LOCAL_SECONDS = 600;
    private static final double MINUTE_SECONDS = 60;
    private static final long SEED = 20_240_528;

    private final Changes changes;
    private final List<List<Change>> chains;
    private final Window observed;
    private final CounterBaseline baseline;

    /**
     * Learns the baseline of a counter.
     *
     * @param bursts those of its target: they tell which minutes belong to schedules
     * @param deploys all that are known
     * @param observed the time in which the counter was read
     */
    public DeployCosts(
            CumulativeCounter counter, Collection<Burst> bursts, Collection<Deploy> deploys, Window observed) {
        this.changes = Changes.of(deploys);
        this.chains = chains(changes.all());
        this.observed = observed;
        List<CronSlot> slots =
                CronFolding.find(bursts.stream().map(Seconds::onset).toList(), changes, observed);
        this.baseline = new CounterBaseline(
                counter,
                observed,
                at -> free(at, at + MINUTE_SECONDS) && slots.stream().noneMatch(slot -> slot.contains(at)));
    }

    /**
     * The cost of a deploy. Those that overlap it, the lag included, cannot be told apart: they share the total. Empty where the
     * counter was not read, or where there is too little time without deploys to compare with.
     */
    public Optional<DeployCost> of(Deploy deploy) {
        List<Change> overlapping = chains.stream()
                .filter(chain ->
                        chain.stream().anyMatch(change -> change.members().contains(deploy)))
                .findFirst()
                .orElse(List.of());
        if (overlapping.isEmpty() || observed.seconds() < DeployEffects.SECONDS_NEEDED) {
            return Optional.empty();
        }
        double from =
                overlapping.stream().mapToDouble(Change::startSeconds).min().orElseThrow();
        double to = overlapping.stream().mapToDouble(DeployCosts::end).max().orElseThrow();
        OptionalDouble excess = baseline.excess(from, to);
        double[] placebos = placebos(from, to - from);
        if (excess.isEmpty() || placebos.length < PLACEBOS) {
            return Optional.empty();
        }
        double cost = excess.getAsDouble();
        long asMuch = Arrays.stream(placebos).filter(placebo -> placebo >= cost).count();
        return Optional.of(new DeployCost(
                overlapping.stream().map(change -> change.root().id()).toList(),
                cost - Quantiles.ofSorted(placebos, 0.5),
                cost - Quantiles.ofSorted(placebos, 0.975),
                cost - Quantiles.ofSorted(placebos, 0.025),
                (1.0 + asMuch) / (1.0 + placebos.length),
                pods(overlapping)));
    }

    /** The changes in chains: each begins before all earlier ones of its chain have ended, the lag included. */
    private static List<List<Change>> chains(List<Change> changes) {
        List<List<Change>> chains = new ArrayList<>();
        double end = Double.NEGATIVE_INFINITY;
        for (Change change : changes) {
            if (change.startSeconds() >= end) {
                chains.add(new ArrayList<>());
            }
            chains.getLast().add(change);
            end = Math.max(end, end(change));
        }
        return chains;
    }

    private static double end(Change change) {
        return change.dose().endSeconds() + REACH_SECONDS;
    }

    /** The excess of windows without a deploy, ascending; fewer than wanted where they cannot be found. */
    private double[] placebos(double fromSeconds, double lengthSeconds) {
        SplittableRandom random = new SplittableRandom(SEED);
        MatchedTimes matched = new MatchedTimes(observed, random);
        double[] placebos = new double[PLACEBOS];
        int found = 0;
        for (int i = 0; i < TRIES && found < PLACEBOS; i++) {
            double from = fromSeconds + matched.shift(fromSeconds);
            if (free(from - LOCAL_SECONDS, from + lengthSeconds)) {
                OptionalDouble excess = baseline.excess(from, from + lengthSeconds);
                if (excess.isPresent()) {
                    placebos[found++] = excess.getAsDouble();
                }
            }
        }
        double[] sorted = Arrays.copyOf(placebos, found);
        Arrays.sort(sorted);
        return sorted;
    }

    private boolean free(double fromSeconds, double toSeconds) {
        return changes.all().stream()
                .noneMatch(change -> change.startSeconds() < toSeconds && end(change) > fromSeconds);
    }

    private static @Nullable Integer pods(List<Change> changes) {
        int sum = 0;
        for (Change change : changes) {
            Integer size = change.root().size();
            if (size == null) {
                return null;
            }
            sum += size;
        }
        return sum;
    }
}

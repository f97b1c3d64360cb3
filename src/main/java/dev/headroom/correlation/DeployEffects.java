// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Do deploys cause bursts at all? For all deploys together and for each app that has enough of them.
 *
 * <p>Where there is too little to go by (under 8 clusters, or under a week watched) there is no answer rather than a weak one. Among
 * the apps, the false discoveries are held to one in ten (Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57,
 * 1995). The interval of the difference comes from resampling whole days, because the bursts of a day are not independent.
 *
 * @param overall all deploys; empty where there is too little to go by
 * @param byApp each app with enough deploys, by its name
 * @param discovered the apps whose deploys cause bursts
 */
public record DeployEffects(Optional<DeployEffect> overall, Map<String, DeployEffect> byApp, List<String> discovered) {
    /** How often clusters are moved unless told otherwise. */
    public static final int MOVES = 9_999;

    private static final int CLUSTERS_NEEDED = 8;
    /** The watched time below which nothing is said. */
    static final double SECONDS_NEEDED = 7 * 86_400;

    private static final double FALSE_DISCOVERY_RATE = 0.1;
    private static final int RESAMPLES = 1_999;
    private static final long SEED = 20_240_528;

    public DeployEffects {
        byApp = Map.copyOf(byApp);
        discovered = List.copyOf(discovered);
    }

    /**
     * Tests the deploys of a watched time; the same input always gives the same answer.
     *
     * @param moves how often clusters are moved, the more the finer p: {@link #MOVES}, or fewer where time matters
     */
    public static DeployEffects of(Collection<Burst> bursts, Collection<Deploy> deploys, Window observed, int moves) {
        if (observed.seconds() < SECONDS_NEEDED) {
            return new DeployEffects(Optional.empty(), Map.of(), List.of());
        }
        List<Change> changes = Changes.of(deploys).all().stream()
                .filter(change -> observed.touches(change.startSeconds(), change.startSeconds()))
                .toList();
        RandomGenerator random = new SplittableRandom(SEED);
        PermutationTest test = new PermutationTest(
                bursts.stream().map(Seconds::onset).toList(),
                changes.stream().map(Change::startSeconds).toList(),
                observed,
                LagDensity.FIRST_REACH_SECONDS,
                moves,
                random);
        Map<String, DeployEffect> byApp = new TreeMap<>();
        changes.stream()
                .collect(Collectors.groupingBy(Change::app, TreeMap::new, Collectors.toList()))
                .forEach((app, own) -> effect(own, test, random).ifPresent(effect -> byApp.put(app, effect)));
        return new DeployEffects(effect(changes, test, random), byApp, discovered(byApp));
    }

    private static Optional<DeployEffect> effect(List<Change> changes, PermutationTest test, RandomGenerator random) {
        List<DeployCluster> clusters = DeployCluster.of(
                changes.stream().map(Change::startSeconds).sorted().toList(), LagDensity.FIRST_REACH_SECONDS);
        if (clusters.size() < CLUSTERS_NEEDED) {
            return Optional.empty();
        }
        PermutationTest.Result after = test.run(clusters, 0);
        PermutationTest.Result before = test.run(clusters, -LagDensity.FIRST_REACH_SECONDS);
        double hits = 0;
        double matched = 0;
        for (int i = 0; i < clusters.size(); i++) {
            hits += after.hits()[i] ? 1 : 0;
            matched += after.matched()[i];
        }
        double[] differences = resampledDifferences(clusters, after, random);
        return Optional.of(new DeployEffect(
                clusters.size(),
                hits / clusters.size(),
                matched / clusters.size(),
                Quantiles.ofSorted(differences, 0.025),
                Quantiles.ofSorted(differences, 0.975),
                after.pValue(),
                before.pValue()));
    }

    /** The risk difference of days drawn with replacement, ascending. */
    private static double[] resampledDifferences(
            List<DeployCluster> clusters, PermutationTest.Result result, RandomGenerator random) {
        Map<Long, double[]> days = new TreeMap<>();
        for (int i = 0; i < clusters.size(); i++) {
            double[] day = days.computeIfAbsent(
                    MatchedTimes.day(clusters.get(i).startsSeconds().getFirst()), key -> new double[2]);
            day[0] += (result.hits()[i] ? 1 : 0) - result.matched()[i];
            day[1]++;
        }
        List<double[]> blocks = new ArrayList<>(days.values());
        double[] differences = new double[RESAMPLES];
        for (int resample = 0; resample < RESAMPLES; resample++) {
            double sum = 0;
            double count = 0;
            for (int i = 0; i < blocks.size(); i++) {
                double[] day = blocks.get(random.nextInt(blocks.size()));
                sum += day[0];
                count += day[1];
            }
            differences[resample] = sum / count;
        }
        Arrays.sort(differences);
        return differences;
    }

    /** The apps up to the last whose p, ranked ascending, is at most rank/apps * q; those that react to load are left out. */
    private static List<String> discovered(Map<String, DeployEffect> byApp) {
        List<Map.Entry<String, DeployEffect>> ranked = byApp.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.comparingDouble(DeployEffect::pValue)))
                .toList();
        int last = 0;
        for (int rank = 1; rank <= ranked.size(); rank++) {
            if (ranked.get(rank - 1).getValue().pValue() <= FALSE_DISCOVERY_RATE * rank / ranked.size()) {
                last = rank;
            }
        }
        return ranked.subList(0, last).stream()
                .filter(entry -> !entry.getValue().reactsToLoad())
                .map(Map.Entry::getKey)
                .toList();
    }
}

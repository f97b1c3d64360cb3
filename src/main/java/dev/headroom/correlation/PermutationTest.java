// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Tests whether more deploy clusters have a burst near them than chance explains, given that deploys and load share office hours.
 *
 * <p>The null hypothesis keeps all of that: every cluster is moved to a random day of its class (weekday or weekend), to its time of
 * day give or take 30 min, with the spacing inside it kept; bursts stay where they are. p = (1 + moves with as many hits or more) /
 * (1 + moves), which is never 0 (Phipson and Smyth, "Permutation p-values should never be zero", 2010). Fisher's exact test and plain
 * circular shifts take the common office hours for an effect.
 */
final class PermutationTest {
    private final double[] onsets;
    private final double[] starts;
    private final double reachSeconds;
    private final int moves;
    private final MatchedTimes matched;

    /**
     * A test over a watched time.
     *
     * @param onsetsSeconds when bursts began
     * @param startsSeconds when any deploy began: matched times keep clear of them
     * @param reachSeconds L
     * @param moves how often all clusters are moved
     */
    PermutationTest(
            Collection<Double> onsetsSeconds,
            Collection<Double> startsSeconds,
            Window observed,
            double reachSeconds,
            int moves,
            RandomGenerator random) {
        this.onsets = onsetsSeconds.stream().mapToDouble(d -> d).sorted().toArray();
        this.starts = startsSeconds.stream().mapToDouble(d -> d).sorted().toArray();
        this.reachSeconds = reachSeconds;
        this.moves = moves;
        this.matched = new MatchedTimes(observed, random);
    }

    /**
     * What was found.
     *
     * @param hits for each cluster whether a burst is near it
     * @param matched for each cluster the share of its moves to times without a deploy that had a burst near them
     */
    @SuppressWarnings("ArrayRecordComponent") // computed once, never compared
    record Result(double pValue, boolean[] hits, double[] matched) {}

    /**
     * Runs the test.
     *
     * @param fromSeconds where the window begins, relative to a start: 0 for bursts after it, -L for the placebo before it
     */
    Result run(List<DeployCluster> clusters, double fromSeconds) {
        boolean[] hits = new boolean[clusters.size()];
        int seen = 0;
        for (int i = 0; i < hits.length; i++) {
            hits[i] = hit(clusters.get(i), 0, fromSeconds);
            seen += hits[i] ? 1 : 0;
        }
        int[] free = new int[hits.length];
        int[] freeHits = new int[hits.length];
        int asMany = 0;
        for (int move = 0; move < moves; move++) {
            int count = 0;
            for (int i = 0; i < hits.length; i++) {
                DeployCluster cluster = clusters.get(i);
                double shift = matched.shift(cluster.startsSeconds().getFirst());
                boolean hit = hit(cluster, shift, fromSeconds);
                count += hit ? 1 : 0;
                if (clearOfDeploys(cluster, shift)) {
                    free[i]++;
                    freeHits[i] += hit ? 1 : 0;
                }
            }
            asMany += count >= seen ? 1 : 0;
        }
        double[] shares = new double[hits.length];
        Arrays.setAll(shares, i -> free[i] == 0 ? 0 : (double) freeHits[i] / free[i]);
        return new Result((1.0 + asMany) / (1.0 + moves), hits, shares);
    }

    private boolean hit(DeployCluster cluster, double shift, double fromSeconds) {
        for (double start : cluster.startsSeconds()) {
            if (anyWithin(onsets, start + shift + fromSeconds, start + shift + fromSeconds + reachSeconds)) {
                return true;
            }
        }
        return false;
    }

    private boolean clearOfDeploys(DeployCluster cluster, double shift) {
        double first = cluster.startsSeconds().getFirst() + shift;
        double last = cluster.startsSeconds().getLast() + shift;
        return !anyWithin(starts, first - reachSeconds, last + reachSeconds);
    }

    /** True when one of the sorted values is in (from, to]. */
    private static boolean anyWithin(double[] sorted, double from, double to) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < sorted.length && sorted[low] <= to;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();
    private static final double JITTER_SECONDS = Duration.ofMinutes(30).toSeconds();
    private static final int DAYS_OF_WEEK = 7;

    /** The epoch was a Thursday: days 2 and 3 of its week are Saturday and Sunday. */
    private static final int FIRST_WEEKEND_DAY = 2;

    private final double[] onsets;
    private final double[] starts;
    private final Window observed;
    private final double reachSeconds;
    private final int moves;
    private final RandomGenerator random;
    private final Map<Boolean, long[]> daysByClass = new HashMap<>();

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
        this.observed = observed;
        this.reachSeconds = reachSeconds;
        this.moves = moves;
        this.random = random;
        List<Long> weekdays = new ArrayList<>();
        List<Long> weekends = new ArrayList<>();
        for (long day = day(Seconds.of(observed.from())); day <= day(Seconds.of(observed.to())); day++) {
            (weekend(day) ? weekends : weekdays).add(day);
        }
        daysByClass.put(false, weekdays.stream().mapToLong(day -> day).toArray());
        daysByClass.put(true, weekends.stream().mapToLong(day -> day).toArray());
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
                double shift = shift(cluster);
                boolean hit = hit(cluster, shift, fromSeconds);
                count += hit ? 1 : 0;
                if (clearOfDeploys(cluster, shift)) {
                    free[i]++;
                    freeHits[i] += hit ? 1 : 0;
                }
            }
            asMany += count >= seen ? 1 : 0;
        }
        double[] matched = new double[hits.length];
        Arrays.setAll(matched, i -> free[i] == 0 ? 0 : (double) freeHits[i] / free[i]);
        return new Result((1.0 + asMany) / (1.0 + moves), hits, matched);
    }

    /** How far a cluster is moved: to a day of its class, give or take half an hour, within the watched time. */
    private double shift(DeployCluster cluster) {
        double start = cluster.startsSeconds().getFirst();
        long[] days = daysByClass.getOrDefault(weekend(day(start)), new long[0]);
        long to = days.length == 0 ? day(start) : days[random.nextInt(days.length)];
        double shift = (to - day(start)) * DAY_SECONDS + (2 * random.nextDouble() - 1) * JITTER_SECONDS;
        boolean watched = observed.touches(start + shift, start + shift);
        return watched ? shift : (random.nextDouble() - 0.5) * JITTER_SECONDS;
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

    static long day(double seconds) {
        return (long) Math.floor(seconds / DAY_SECONDS);
    }

    private static boolean weekend(long day) {
        int ofWeek = (int) Math.floorMod(day, (long) DAYS_OF_WEEK);
        return ofWeek == FIRST_WEEKEND_DAY || ofWeek == FIRST_WEEKEND_DAY + 1;
    }
}

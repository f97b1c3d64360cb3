// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has become of one signal since the start, and how it stands now: a consistent copy.
 *
 * @param limit the limit in force, null before the first reading
 * @param observedSeconds time covered by samples
 * @param saturatedSeconds estimated time at or above the enter threshold
 * @param peak highest level ever; null before the first sample with a known limit
 * @param recentPeak highest level of the last minute; null where it has no sample with a known limit
 * @param levelMillis for each of {@link #LEVEL_BOUNDS} the milliseconds spent at or below it and above the one before; then those above all
 * @param levelMillisSum the sum of level times milliseconds
 * @param bursts bursts closed
 * @param burstSecondsSum the sum of their durations
 * @param burstsByDuration for each of {@link #DURATION_BOUNDS} the bursts at or below it and above the one before; then those above all
 * @param burstsByEighth the bursts by {@link #eighth}, each number that occurred with its count
 * @param hidden for each dashboard, in the order of the settings, the bursts it could not have shown
 * @param open the burst now open, or null
 * @param lastBurst the burst closed last, or null
 */
public record SignalStatus(
        SignalKey key,
        @Nullable Limit limit,
        double observedSeconds,
        double saturatedSeconds,
        @Nullable Double peak,
        @Nullable Double recentPeak,
        List<Long> levelMillis,
        double levelMillisSum,
        long bursts,
        double burstSecondsSum,
        List<Long> burstsByDuration,
        Map<Integer, Long> burstsByEighth,
        List<Long> hidden,
        @Nullable Burst open,
        @Nullable Burst lastBurst) {

    /** Upper bounds of the bands of level, ascending. */
    public static final List<Double> LEVEL_BOUNDS = List.of(0.1, 0.25, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.99, 1.0);

    /** Upper bounds of the bands of burst durations in seconds, ascending. */
    public static final List<Double> DURATION_BOUNDS = List.of(0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 60.0, 120.0, 300.0);

    public SignalStatus {
        levelMillis = List.copyOf(levelMillis);
        burstsByDuration = List.copyOf(burstsByDuration);
        burstsByEighth = Map.copyOf(burstsByEighth);
        hidden = List.copyOf(hidden);
    }

    /**
     * In which eighth of which doubling a duration lies: i for those above 2 to the power of (i - 1)/8 and at or below 2 to the power of i/8
     * seconds. These are the buckets of Prometheus' native histograms of schema 3, each 9% wide.
     *
     * @param seconds above 0
     */
    static int eighth(double seconds) {
        return (int) Math.ceil(8 * Math.log(seconds) / Math.log(2));
    }
}

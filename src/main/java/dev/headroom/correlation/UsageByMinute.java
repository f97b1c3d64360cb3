// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * What one signal used in each minute: the counter that costs of deploys are read from, made of samples or of the minutes a flight
 * recorder keeps. Every spike is in it, however short. Holds the last five weeks, in 8 bytes a minute. Not thread safe.
 */
public final class UsageByMinute implements SampleSink, CumulativeCounter {
    /** The four weeks attribution looks back, and one more to compare with. */
    static final int MOST_MINUTES = 35 * 24 * 60;

    private static final long MINUTE_NANOS = 60_000_000_000L;

    /** Below this share of the time observed, what was used in the rest is not known. */
    private static final double OBSERVED_NEEDED = 0.95;

    private long firstMinute = Long.MIN_VALUE;
    private int minutes;
    private float[] usage = new float[0];
    private float[] observed = new float[0];

    @Override
    public void sample(long startNanos, long endNanos, double used, double capacity) {
        add(startNanos, endNanos, used, 1);
    }

    @Override
    public void unlimited(long startNanos, long endNanos, double used) {
        add(startNanos, endNanos, used, 1);
    }

    @Override
    public void hole(long startNanos, long endNanos, double observedSeconds) {}

    @Override
    public void limit(long timeNanos, Limit limit) {}

    /**
     * Adds what was used in a stretch of time, shared out evenly over it.
     *
     * @param used in the signal's unit times seconds
     * @param observedShare how much of the stretch was observed, 0 to 1
     */
    public void add(long startNanos, long endNanos, double used, double observedShare) {
        long from = startNanos;
        while (from < endNanos) {
            long minute = Math.floorDiv(from, MINUTE_NANOS);
            long to = Math.min(endNanos, (minute + 1) * MINUTE_NANOS);
            int index = index(minute);
            if (index >= 0) {
                usage[index] += (float) (used * (to - from) / (endNanos - startNanos));
                observed[index] += (float) (observedShare * (to - from) / MINUTE_NANOS);
            }
            from = to;
        }
    }

    /** Where this minute is kept, made room for if need be; -1 where it is older than what is kept. */
    private int index(long minute) {
        if (firstMinute == Long.MIN_VALUE) {
            firstMinute = minute;
        }
        if (minute < firstMinute) {
            return -1;
        }
        if (minute - firstMinute >= MOST_MINUTES) {
            forget(minute - MOST_MINUTES + MOST_MINUTES / 5);
        }
        int index = (int) (minute - firstMinute);
        if (index >= usage.length) {
            int size = Math.min(MOST_MINUTES, Math.max(index + 1, usage.length + usage.length / 2 + 64));
            usage = Arrays.copyOf(usage, size);
            observed = Arrays.copyOf(observed, size);
        }
        minutes = Math.max(minutes, index + 1);
        return index;
    }

    private void forget(long before) {
        int gone = (int) Math.min(minutes, before - firstMinute);
        usage = Arrays.copyOfRange(usage, gone, gone + usage.length);
        observed = Arrays.copyOfRange(observed, gone, gone + observed.length);
        minutes -= gone;
        firstMinute = before;
    }

    @Override
    public OptionalDouble increase(Instant from, Instant to) {
        double start = Seconds.of(from) / 60;
        double end = Seconds.of(to) / 60;
        if (firstMinute == Long.MIN_VALUE || start < firstMinute || end > firstMinute + minutes || end <= start) {
            return OptionalDouble.empty();
        }
        double used = 0;
        double seen = 0;
        for (long minute = (long) Math.floor(start); minute < end; minute++) {
            double share = Math.min(end, minute + 1.0) - Math.max(start, minute);
            int index = (int) (minute - firstMinute);
            used += usage[index] * share;
            seen += observed[index] * share;
        }
        double seenShare = seen / (end - start);
        return seenShare < OBSERVED_NEEDED ? OptionalDouble.empty() : OptionalDouble.of(used / seenShare);
    }
}

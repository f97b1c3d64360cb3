// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws times that are as a given one in what deploys and load have in common: a day of the same class (weekday or weekend, UTC) and
 * the time of day, give or take 30 min.
 */
final class MatchedTimes {
    private static final double DAY_SECONDS = Duration.ofDays(1).toSeconds();
    private static final double JITTER_SECONDS = Duration.ofMinutes(30).toSeconds();
    private static final int DAYS_OF_WEEK = 7;

    /** The epoch was a Thursday: days 2 and 3 of its week are Saturday and Sunday. */
    private static final int FIRST_WEEKEND_DAY = 2;

    private final Window observed;
    private final RandomGenerator random;
    private final List<Long> weekdays = new ArrayList<>();
    private final List<Long> weekends = new ArrayList<>();

    MatchedTimes(Window observed, RandomGenerator random) {
        this.observed = observed;
        this.random = random;
        for (long day = day(Seconds.of(observed.from())); day <= day(Seconds.of(observed.to())); day++) {
            (weekend(day) ? weekends : weekdays).add(day);
        }
    }

    /** The seconds from a time to a matched one within the watched time; its own day is one of those it may be. */
    double shift(double seconds) {
        List<Long> days = weekend(day(seconds)) ? weekends : weekdays;
        long to = days.isEmpty() ? day(seconds) : days.get(random.nextInt(days.size()));
        double shift = (to - day(seconds)) * DAY_SECONDS + (2 * random.nextDouble() - 1) * JITTER_SECONDS;
        boolean watched = observed.touches(seconds + shift, seconds + shift);
        return watched ? shift : (random.nextDouble() - 0.5) * JITTER_SECONDS;
    }

    /** The day of a time, counted from the epoch. */
    static long day(double seconds) {
        return (long) Math.floor(seconds / DAY_SECONDS);
    }

    private static boolean weekend(long day) {
        int ofWeek = (int) Math.floorMod(day, (long) DAYS_OF_WEEK);
        return ofWeek == FIRST_WEEKEND_DAY || ofWeek == FIRST_WEEKEND_DAY + 1;
    }
}

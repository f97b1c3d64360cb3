// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * mu: the bursts expected per second without any deploy, for each hour of the week (UTC, from Monday 0:00).
 *
 * <p>Each rate is (sum r + 0.5) / (exposure + 24 h): half a burst in a day that nobody watched. For a single hour of the week that is
 * little to go by, so an hour borrows its unwatched day from the rate over all hours instead of from the half burst: with nothing
 * seen both are the same, and with months seen an hour's own bursts decide.
 *
 * @param perSecond the rate of each of the 168 hours
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record Background(double[] perSecond) {
    static final int HOURS = 168;

    private static final double HOUR_SECONDS = 3600;
    private static final double WEEK_SECONDS = HOURS * HOUR_SECONDS;
    private static final double PRIOR_BURSTS = 0.5;
    private static final double PRIOR_SECONDS = Duration.ofDays(1).toSeconds();

    /** Monday 0:00 of the epoch's week: the epoch was a Thursday. */
    private static final double FIRST_MONDAY_SECONDS =
            Instant.EPOCH.atZone(ZoneOffset.UTC).with(DayOfWeek.MONDAY).toEpochSecond();

    /**
     * The rates after bursts were attributed.
     *
     * @param attributed the (fractional) bursts of each hour of the week that nothing else explains
     * @param exposureSeconds how long each hour of the week was watched
     */
    static Background fitted(double[] attributed, double[] exposureSeconds) {
        double overall = (Arrays.stream(attributed).sum() + PRIOR_BURSTS)
                / (Arrays.stream(exposureSeconds).sum() + PRIOR_SECONDS);
        double[] perSecond = new double[HOURS];
        for (int hour = 0; hour < HOURS; hour++) {
            perSecond[hour] = (attributed[hour] + overall * PRIOR_SECONDS) / (exposureSeconds[hour] + PRIOR_SECONDS);
        }
        return new Background(perSecond);
    }

    /** The hour of the week of a time, 0 to 167. */
    static int hourOfWeek(double seconds) {
        double inWeek = (seconds - FIRST_MONDAY_SECONDS) % WEEK_SECONDS;
        return (int) (inWeek / HOUR_SECONDS);
    }

    /** How long each hour of the week lies within a window, in seconds. */
    static double[] exposureSeconds(Window observed) {
        double[] exposure = new double[HOURS];
        Arrays.fill(exposure, Math.floor(observed.seconds() / WEEK_SECONDS) * HOUR_SECONDS);
        double to = Seconds.of(observed.to());
        double at = to - observed.seconds() % WEEK_SECONDS;
        while (at < to) {
            double next = Math.min(to, (Math.floor(at / HOUR_SECONDS) + 1) * HOUR_SECONDS);
            exposure[hourOfWeek(at)] += next - at;
            at = next;
        }
        return exposure;
    }

    double perSecondAt(double seconds) {
        return perSecond[hourOfWeek(seconds)];
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.Locale;

/**
 * A minute that bursts keep coming back to, as scheduled jobs make them.
 *
 * @param periodMinutes how often it comes: 5, 10, 15, 30, 60 or 1440
 * @param minute which minute of the period, counted from midnight UTC
 * @param hitShare the share of the periods, those without a deploy, in which a burst began in it
 * @param exposureSeconds how long the slot was watched
 */
record CronSlot(int periodMinutes, int minute, double hitShare, double exposureSeconds) {
    private static final double PRIOR_BURSTS = 0.05;
    private static final double SLOT_SECONDS = 60;

    boolean contains(double seconds) {
        return Math.floorMod((long) Math.floor(seconds / SLOT_SECONDS), (long) periodMinutes) == minute;
    }

    /** rho: bursts per second inside the slot; before any is attributed, 0.05 in one unwatched period. */
    double ratePerSecond(double attributed) {
        return (attributed + PRIOR_BURSTS) / (exposureSeconds + SLOT_SECONDS);
    }

    /** As verdicts name it: "hourly at :05". */
    String name() {
        return switch (periodMinutes) {
            case 1440 -> String.format(Locale.ROOT, "daily at %02d:%02d UTC", minute / 60, minute % 60);
            case 60 -> String.format(Locale.ROOT, "hourly at :%02d", minute);
            default -> String.format(Locale.ROOT, "every %d min at :%02d", periodMinutes, minute);
        };
    }

    /** What one of its periods is called. */
    String periods() {
        return switch (periodMinutes) {
            case 1440 -> "days";
            case 60 -> "hours";
            default -> "periods of " + periodMinutes + " min";
        };
    }
}

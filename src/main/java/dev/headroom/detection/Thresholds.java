// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import dev.headroom.sampling.SignalKind;

/**
 * When a sample is saturated, and how low it must fall for a burst to end. A sample counts when its level reaches {@code level}
 * while at least {@code floorPerSecond} is used, or when {@code ratePerSecond} is used whatever the level.
 *
 * @param enter opens a burst
 * @param exit keeps it open: nowhere above enter
 */
public record Thresholds(Threshold enter, Threshold exit) {
    /** How far the exit level lies below the enter level. */
    public static final double HYSTERESIS = 0.10;

    /** Signals that are measured and shown, and are never called saturated: a stall is not a utilisation. */
    public static final Thresholds NONE = new Thresholds(Threshold.NEVER, Threshold.NEVER);

    /**
     * One threshold.
     *
     * @param level usage over capacity, above 0; infinite for never
     * @param floorPerSecond least usage per second that counts, 0 for any
     * @param ratePerSecond usage per second that counts alone; infinite for never
     */
    public record Threshold(double level, double floorPerSecond, double ratePerSecond) {
        /** Decimal counters give 0.95 as 0.9499999999: what is this near counts as reached. */
        private static final double ROUNDING = 1 - 1e-9;

        static final Threshold NEVER = new Threshold(Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY);

        boolean reached(double level, double usagePerSecond) {
            return (level >= this.level * ROUNDING && usagePerSecond >= floorPerSecond * ROUNDING)
                    || usagePerSecond >= ratePerSecond * ROUNDING;
        }
    }

    public Thresholds {
        if (exit.level() > enter.level()
                || exit.floorPerSecond() > enter.floorPerSecond()
                || exit.ratePerSecond() > enter.ratePerSecond()) {
            throw new IllegalArgumentException(
                    "a burst must not end above the level it begins at: " + enter + ", " + exit);
        }
    }

    /**
     * Saturated at a level, with the usual hysteresis.
     *
     * @param enter above {@link #HYSTERESIS}
     */
    public static Thresholds level(double enter) {
        return new Thresholds(
                new Threshold(enter, 0, Double.POSITIVE_INFINITY),
                new Threshold(enter - HYSTERESIS, 0, Double.POSITIVE_INFINITY));
    }

    /**
     * Retransmits: a share of the segments sent, from a floor on, or a rate that is too much whatever the share. A burst ends at
     * half of each.
     */
    public static Thresholds retransmits(double share, double floorPerSecond, double ratePerSecond) {
        return new Thresholds(
                new Threshold(share, floorPerSecond, ratePerSecond),
                new Threshold(share / 2, floorPerSecond / 2, ratePerSecond / 2));
    }

    /** The thresholds of a signal where nothing is configured. */
    public static Thresholds defaultFor(SignalKind kind) {
        return switch (kind) {
            case CPU, PROCESS_CPU -> level(0.95);
            case NETWORK_RECEIVE, NETWORK_TRANSMIT, APISERVER_INFLIGHT -> level(0.90);
            case APISERVER_SEATS, PROBE_LATENCY -> level(1);
            case TCP_RETRANSMIT -> retransmits(0.01, 50, 1_000);
            case CPU_STEAL, CPU_PRESSURE -> NONE;
        };
    }
}

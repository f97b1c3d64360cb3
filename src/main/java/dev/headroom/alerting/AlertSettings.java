// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import java.time.Duration;
import java.util.Map;

/**
 * When a signal's bursts become an alert, and what is said of it.
 *
 * @param minSaturated so much saturated time within {@link #WINDOW} is an alert, whoever caused it
 * @param minBursts so many bursts within {@link #WINDOW} that one deploy is blamed for are an alert too
 * @param keepFiring how long the signal must be free of bursts until the alert is resolved
 * @param resend an alert that has been told is told again after this
 * @param patience how long a server may take to answer
 * @param labels put on every alert besides those that name it
 * @param linkBase Headroom's own address as people reach it, without a slash at its end
 */
public record AlertSettings(
        Duration minSaturated,
        int minBursts,
        Duration keepFiring,
        Duration resend,
        Duration patience,
        Map<String, String> labels,
        String linkBase) {
    /** What counts together, as in the shipped rules: a deploy's bursts follow it for some minutes. */
    public static final Duration WINDOW = Duration.ofMinutes(15);

    /** As often as Prometheus tells its own alerts again. */
    public static final Duration RESEND = Duration.ofMinutes(1);

    /** Longer than a server takes that is well, shorter than {@link #RESEND}. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    /** So long a resolved alert is told again, for replicas that were away. */
    public static final Duration RESOLVED_TOLD = Duration.ofMinutes(5);

    /** An alert nobody tells again ends after so many times {@link #resend}. */
    static final int ENDS_AFTER_RESENDS = 4;

    public AlertSettings {
        labels = Map.copyOf(labels);
    }

    /** Where a burst is shown. */
    String burstLink(String id) {
        return linkBase + "/bursts/" + id;
    }

    /** What to do about an alert. */
    String runbook() {
        return linkBase + "/runbooks/headroomburst.md";
    }

    /** Where a deploy is shown. */
    String deployLink(String id) {
        return linkBase + "/deploys/" + id;
    }
}

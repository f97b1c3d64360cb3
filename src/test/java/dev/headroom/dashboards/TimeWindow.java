// SPDX-License-Identifier: Apache-2.0
package dev.headroom.dashboards;

import java.time.Duration;
import java.time.Instant;

/**
 * The time range a dashboard is looked at.
 *
 * @param scrape the scrape interval that the data source was told of
 */
record TimeWindow(String name, Instant from, Instant to, Duration scrape) {
    private static final int POINTS = 400;

    /** The same window some time later: what compares with the past has a past then. */
    TimeWindow later(Duration time) {
        return new TimeWindow(name + " + " + time, from.plus(time), to.plus(time), scrape);
    }

    Duration length() {
        return Duration.between(from, to);
    }

    /** What Grafana makes of {@code $__interval}: the step of a panel, no smaller than its least interval and the scrape interval. */
    Duration interval(Duration least) {
        Duration step = Duration.ofSeconds(Math.max(1, length().toSeconds() / POINTS));
        Duration atLeast = least.compareTo(scrape) > 0 ? least : scrape;
        return step.compareTo(atLeast) > 0 ? step : atLeast;
    }

    /** What Grafana makes of {@code $__rate_interval}: a scrape more than the step, and four scrapes at least. */
    Duration rateInterval(Duration least) {
        Duration longer = interval(least).plus(scrape);
        Duration four = scrape.multipliedBy(4);
        return longer.compareTo(four) > 0 ? longer : four;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import java.time.Duration;
import java.util.Locale;

/** One thing a server is asked for again and again. */
enum Ask {
    /** Whether an API server is ready, and how long it takes to say so. */
    READYZ("/readyz", Duration.ofSeconds(1), Duration.ofSeconds(1), 300),
    /** The short page of an API server: whether its own checks pass, and since when it runs. */
    SLIS("/metrics/slis", Duration.ofSeconds(1), Duration.ofSeconds(1), 16_000),
    /** The long page of an API server, seldom: to make it costs the server some 40 ms of CPU time. */
    METRICS("/metrics", Duration.ofSeconds(15), Duration.ofSeconds(1), 2_000_000),
    /** The collectors of a node_exporter whose counters are sampled, and no others. */
    NODE(
            "/metrics?collect%5B%5D=cpu&collect%5B%5D=netdev&collect%5B%5D=netstat&collect%5B%5D=netclass&collect%5B%5D=pressure",
            Duration.ofSeconds(1), Duration.ofSeconds(1), 50_000);

    private final String path;
    private final Duration interval;
    private final Duration raisedInterval;
    private final long usualBytes;

    Ask(String path, Duration interval, Duration raisedInterval, long usualBytes) {
        this.path = path;
        this.interval = interval;
        this.raisedInterval = raisedInterval;
        this.usualBytes = usualBytes;
    }

    /** The public name, as in the label {@code source}. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The path and the query. */
    String path() {
        return path;
    }

    /** The time between two of them, if the budget allows it. */
    Duration interval(boolean raised) {
        return raised ? raisedInterval : interval;
    }

    /** Whether it is asked more often while something happens. */
    boolean isRaised() {
        return !raisedInterval.equals(interval);
    }

    /** How long the answer usually is, unpacked: what is assumed before the first one. */
    long usualBytes() {
        return usualBytes;
    }
}

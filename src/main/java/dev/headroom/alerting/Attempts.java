// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.exposition.ScrapeException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Counts what one server was sent and how that went, and tells when it may be tried again: after 1 s, then twice as long each time up to
 * 30 s, half as much more or less by chance, or as long as it asked for. Thread safe.
 */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final String destination;
    private final LongSupplier nanoTime;
    private final Map<String, Long> failures = new TreeMap<>();
    private @Nullable BackOffExecution backOff;
    private long notBeforeNanos;
    private long sent;
    private long dropped;

    Attempts(String destination, LongSupplier nanoTime) {
        this.destination = destination;
        this.nanoTime = nanoTime;
    }

    /** Whether the server may be tried now. */
    synchronized boolean mayTry() {
        return backOff == null || nanoTime.getAsLong() - notBeforeNanos >= 0;
    }

    /** The server has taken so many. */
    synchronized void succeeded(int taken) {
        sent += taken;
        if (backOff != null) {
            LOG.info("{} takes what it is told again", destination);
            backOff = null;
        }
    }

    /** A request has failed; the first of a row is told in the log. */
    synchronized void failed(ScrapeException failure) {
        failures.merge(failure.reason().id(), 1L, Long::sum);
        BackOffExecution row = backOff;
        if (row == null) {
            LOG.warn(
                    "{} was not told of alerts or annotations, which is tried again: {}",
                    destination,
                    failure.getMessage());
            ExponentialBackOff longer = new ExponentialBackOff(FIRST.toMillis(), 2);
            longer.setMaxInterval(LONGEST.toMillis());
            longer.setJitter(FIRST.toMillis() / 2);
            row = longer.start();
            backOff = row;
        }
        Duration asked = failure.retryAfter();
        Duration wait = asked == null ? Duration.ofMillis(row.nextBackOff()) : asked;
        notBeforeNanos = nanoTime.getAsLong() + wait.toNanos();
    }

    /** One was given up. */
    synchronized void dropped() {
        dropped++;
    }

    /** @param neverTried how many were given up elsewhere */
    synchronized PushStatus status(int pending, long neverTried) {
        return new PushStatus(destination, sent, failures, dropped + neverTried, pending);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.DeployNotKeptException;
import dev.headroom.deploys.DeployReport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands reports on in their order, and keeps those that could not be kept until they can be: at most so many, then the oldest is dropped and
 * counted. On the loop only, but for what it counts.
 */
final class ReportOutbox {
    private static final Logger LOG = LoggerFactory.getLogger(ReportOutbox.class);
    private static final int MOST_WAITING = 10_000;
    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final DeployInbox inbox;
    private final Deque<DeployReport> waiting = new ArrayDeque<>();
    private final LongAdder dropped = new LongAdder();
    private boolean armed;

    ReportOutbox(EventLoop loop, DeployInbox inbox) {
        this.loop = loop;
        this.inbox = inbox;
    }

    void add(DeployReport report) {
        waiting.add(report);
        if (waiting.size() > MOST_WAITING) {
            waiting.remove();
            dropped.increment();
        }
        if (!armed) {
            deliver();
        }
    }

    private void deliver() {
        while (!waiting.isEmpty()) {
            DeployReport report = waiting.element();
            try {
                inbox.accept(report);
            } catch (DeployNotKeptException e) {
                LOG.warn("{} rollouts wait to be kept: {}", waiting.size(), e.getMessage());
                armed = true;
                loop.after(TRY_AGAIN, () -> {
                    armed = false;
                    deliver();
                });
                return;
            }
            waiting.remove();
        }
    }

    /** Reports that were dropped because too many waited. */
    long dropped() {
        return dropped.sum();
    }
}

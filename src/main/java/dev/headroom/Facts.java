// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes rare facts as events on a thread of its own, so that a listener or a log that hangs never holds up those who tell them.
 * The thread exists only while there is something to publish. Thread safe.
 */
final class Facts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Facts.class);
    private static final int MOST_WAITING = 1024;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS = 2;

    private final ApplicationEventPublisher events;
    private final LongAdder unpublished = new LongAdder();
    private final ThreadPoolExecutor publisher;

    Facts(ApplicationEventPublisher events) {
        this.events = events;
        this.publisher = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().daemon().name("headroom-events").factory(),
                (event, pool) -> unpublished.increment());
        publisher.allowCoreThreadTimeOut(true);
    }

    /** Publishes soon; never waits. */
    void publish(Object fact) {
        publisher.execute(() -> events.publishEvent(fact));
    }

    /** Waits, at most 2 s, until everything is published. */
    @Override
    public void close() {
        publisher.shutdown();
        try {
            if (!publisher.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                unpublished.add(publisher.shutdownNow().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (unpublished.sum() > 0) {
            LOG.warn("{} events were not published, because a listener or the log was too slow", unpublished.sum());
        }
    }
}

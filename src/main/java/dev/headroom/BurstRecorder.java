// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.correlation.Verdict;
import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstEvent;
import dev.headroom.detection.BurstListener;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.History;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SignalKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Keeps what detection finds: saves each burst at once, and publishes the event on a thread of its own, so that a listener or a log
 * that hangs never holds up the sampling. The thread exists only while there is something to publish.
 */
final class BurstRecorder implements BurstListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BurstRecorder.class);
    private static final int MOST_WAITING = 1024;
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS = 2;

    /** Nothing tells of deploys yet, so nothing can explain a burst. */
    private static final Verdict NO_DEPLOYS =
            Verdict.unexplained("No source of deploys is configured: nothing is known that could explain it.");

    private final History history;
    private final ApplicationEventPublisher events;
    private final Map<SignalKey, LongAdder> unexplained = new ConcurrentHashMap<>();
    private final LongAdder unpublished = new LongAdder();
    private final ThreadPoolExecutor publisher;

    BurstRecorder(History history, ApplicationEventPublisher events) {
        this.history = history;
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

    @Override
    public void opened(Burst burst) {
        publish(new BurstEvent.Opened(burst));
    }

    @Override
    public void closed(Burst burst) {
        unexplained.computeIfAbsent(burst.key(), key -> new LongAdder()).increment();
        history.save(BurstRecord.of(burst, NO_DEPLOYS));
        publish(new BurstEvent.Closed(burst));
    }

    @Override
    public void surrounded(Burst burst, SampleClip clip) {
        history.saveClip(burst.id(), clip);
    }

    @Override
    public void settled(Burst burst) {
        history.save(BurstRecord.of(burst, NO_DEPLOYS));
        publish(new BurstEvent.Settled(burst));
    }

    /** How many bursts of a signal have the final verdict that no deploy explains them. */
    long unexplained(SignalKey key) {
        LongAdder count = unexplained.get(key);
        return count == null ? 0 : count.sum();
    }

    private void publish(BurstEvent event) {
        publisher.execute(() -> events.publishEvent(event));
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
            LOG.warn(
                    "{} burst events were not published, because a listener or the log was too slow",
                    unpublished.sum());
        }
    }
}

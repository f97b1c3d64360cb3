// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import dev.headroom.exposition.Scraper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells each Alertmanager of alerts and Grafana of annotations, with a thread for each server, so that one that hangs holds up nobody else.
 * Whoever tells of bursts, verdicts and deploys never waits. Thread safe.
 */
public final class Pushes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pushes.class);
    private static final Duration PACE = Duration.ofSeconds(1);
    private static final Duration RESTORE_AGAIN = Duration.ofSeconds(30);

    /** Alerts that have lasted longer than this when the service starts are told with a later start, which Alertmanager makes up for. */
    private static final Duration ALERT_MEMORY = Duration.ofHours(6);

    /** What Grafana may have missed while it or Headroom was away. */
    private static final Duration ANNOTATION_MEMORY = Duration.ofHours(1);

    private final Sources sources;
    private final InstantSource wall;
    private final KnownDeploys deploys = new KnownDeploys();
    private final AlertBoard board;
    private final AnnotationText words;
    private final @Nullable GrafanaAnnotations grafana;
    private final List<Turn> turns = new ArrayList<>();
    private final ScheduledThreadPoolExecutor threads;

    /** Where to push to. */
    public record Destinations(
            List<Destination> alertmanagers, @Nullable Destination grafana) {
        public Destinations {
            alertmanagers = List.copyOf(alertmanagers);
        }
    }

    /** What is asked for instead of being told; each call may wait. */
    public interface Sources {
        /** The bursts that go on now, as they stand. */
        List<Burst> open();

        /** Judged bursts from the history that ended in this time, oldest first. */
        List<Judged> bursts(Instant since, Instant until);

        /** Deploys from the history that started at or after this, oldest first. */
        List<Deploy> deploys(Instant since);

        /** A burst as a person would tell it. */
        String sentence(Burst burst);
    }

    /**
     * Pushing that has not begun.
     *
     * @param nanoTime the monotonic clock
     * @param wall the wall clock
     */
    public Pushes(
            AlertSettings settings,
            Destinations destinations,
            Sources sources,
            Scraper scraper,
            LongSupplier nanoTime,
            InstantSource wall) {
        this.sources = sources;
        this.wall = wall;
        this.board = new AlertBoard(settings, deploys);
        Function<Burst, String> sentence = sources::sentence;
        this.words = new AnnotationText(settings, deploys, sentence);
        for (Destination destination : destinations.alertmanagers()) {
            turns.add(new AlertmanagerReplica(
                    settings, board, scraper.client(destination.endpoint()), destination, nanoTime, wall));
        }
        Destination annotated = destinations.grafana();
        this.grafana = annotated == null
                ? null
                : new GrafanaAnnotations(settings, scraper.client(annotated.endpoint()), annotated, nanoTime);
        if (grafana != null) {
            turns.add(grafana);
        }
        this.threads = new ScheduledThreadPoolExecutor(
                turns.size(),
                Thread.ofPlatform().daemon().name("headroom-push-", 0).factory());
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Takes up the past, then pushes until it is closed. */
    public void start() {
        Instant began = wall.instant();
        threads.execute(() -> {
            restoreOrTryAgain(began);
            every(() -> {
                if (board.hasOpen()) {
                    board.refresh(sources.open());
                }
            });
            turns.forEach(turn -> every(turn::take));
        });
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void every(Work work) {
        Runnable guarded = () -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("a turn of pushing failed; the next one is taken", e);
            }
        };
        threads.scheduleWithFixedDelay(guarded, 0, PACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void restoreOrTryAgain(Instant began) {
        try {
            sources.deploys(began.minus(ALERT_MEMORY)).forEach(deploys::put);
            List<Judged> past = sources.bursts(began.minus(ALERT_MEMORY), began);
            board.restore(past);
            GrafanaAnnotations annotations = grafana;
            if (annotations != null) {
                long sinceNanos = TimeUnit.MILLISECONDS.toNanos(
                        began.minus(ANNOTATION_MEMORY).toEpochMilli());
                past.stream()
                        .filter(judged -> judged.burst().endNanos() >= sinceNanos)
                        .map(words::of)
                        .forEach(annotations::putOlder);
                sources.deploys(began.minus(ANNOTATION_MEMORY)).stream()
                        .map(words::of)
                        .forEach(annotations::putOlder);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "Alerts and annotations go without the past for now, which is tried again every {} s: {}",
                    RESTORE_AGAIN.toSeconds(),
                    e.getMessage());
            threads.schedule(() -> restoreOrTryAgain(began), RESTORE_AGAIN.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** A burst has begun or has ended. */
    public void burst(Burst burst) {
        board.see(burst);
    }

    /** A verdict was given or has changed. */
    public void judged(Judged judged) {
        board.judge(judged);
        if (grafana != null) {
            grafana.put(words.of(judged));
        }
    }

    /** A deploy is known, or more is known of it. */
    public void deploy(Deploy deploy) {
        deploys.put(deploy);
        if (grafana != null) {
            grafana.put(words.of(deploy));
        }
    }

    /** How pushing to each server is doing. */
    public List<PushStatus> statuses() {
        return turns.stream().map(Turn::status).toList();
    }

    /**
     * Ends at once. Alerts that fire are left firing: whoever starts next tells of them again, with the same start, or they end by
     * themselves after four times {@link AlertSettings#resend}.
     */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}

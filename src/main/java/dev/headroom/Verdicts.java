// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.correlation.LiveAttribution;
import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.History;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.Page;
import dev.headroom.history.History.Position;
import dev.headroom.history.HistoryUnreadableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges bursts as they end, and again as word of deploys comes in, on one thread of its own: whoever tells of a burst or a deploy
 * never waits for a verdict. Every verdict is saved with its burst and published as a {@link Judged}.
 *
 * <p>After a restart it goes on with what the history holds: past bursts and deploys teach, and verdicts that were pending are given.
 */
final class Verdicts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);
    private static final int PAGE = 500;
    private static final int MOST_REMEMBERED = 20_000;
    private static final long CLOSE_SECONDS = 2;
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final History history;
    private final Facts facts;
    private final VerdictCounts counts;
    private final InstantSource clock;
    private final Duration retry;
    private final ScheduledThreadPoolExecutor judge;

    /** Bursts whose verdict or coarse view may still change, by id. Only on the judge's thread. */
    private final Map<String, Open> open = new HashMap<>();

    private @Nullable LiveAttribution attribution;

    private static final class Open {
        private BurstRecord record;
        private boolean coarseIsFinal;
        private boolean verdictIsFinal;

        Open(BurstRecord record) {
            this.record = record;
        }
    }

    Verdicts(History history, Facts facts, VerdictCounts counts, InstantSource clock) {
        this(history, facts, counts, clock, RETRY);
    }

    /** @param retry how long after a failure the history is asked again for the past */
    Verdicts(History history, Facts facts, VerdictCounts counts, InstantSource clock, Duration retry) {
        this.history = history;
        this.facts = facts;
        this.counts = counts;
        this.clock = clock;
        this.retry = retry;
        this.judge = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("headroom-verdicts").factory());
        judge.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /**
     * Takes up what the history holds, in the background, and begins to settle verdicts as their windows close. Not for a recording that is
     * played: it is judged by itself alone, and its clock goes on by {@link #timePassed()}.
     */
    void start() {
        Instant began = clock.instant();
        run(() -> restoreOrTryAgain(began));
        judge.scheduleWithFixedDelay(guarded(() -> settle(clock.instant())), 1, 1, TimeUnit.SECONDS);
    }

    /** Settles the verdicts whose windows have closed by now, once all that was told before is judged. */
    void timePassed() {
        Instant now = clock.instant();
        run(() -> settle(now));
    }

    /** A burst has ended: it is judged within moments, by what time it is now. */
    void burstClosed(Burst burst) {
        Instant now = clock.instant();
        run(() -> {
            Judged judged = attribution(now).burstClosed(burst, now);
            Open known = new Open(BurstRecord.of(burst, judged.verdict()));
            known.coarseIsFinal = burst.coarseFinal();
            open.put(burst.id(), known);
            take(judged, true);
        });
    }

    /** What each dashboard would have shown of a burst is final. */
    void coarseSettled(Burst burst) {
        run(() -> {
            Open known = open.get(burst.id());
            if (known != null) {
                known.record = BurstRecord.of(burst, known.record.verdict());
                known.coarseIsFinal = true;
                history.save(known.record);
                forgetIfFinal(burst.id(), known);
            }
        });
    }

    /** A deploy is known, or more is known of it. */
    void deployReported(Deploy deploy) {
        counts.expect(deploy.app());
        Instant now = clock.instant();
        run(() -> attribution(now).deployReported(deploy, now).forEach(judged -> take(judged, false)));
    }

    private void settle(Instant now) {
        attribution(now).advanceTo(now).forEach(judged -> take(judged, false));
    }

    private void take(Judged judged, boolean first) {
        Open known = open.get(judged.burst().id());
        if (known == null) {
            return;
        }
        BurstRecord judgedRecord = known.record.with(judged.verdict());
        boolean news = first || !judgedRecord.verdict().equals(known.record.verdict());
        known.record = judgedRecord;
        if (judged.settled() && !known.verdictIsFinal) {
            known.verdictIsFinal = true;
            counts.settled(judged, app(judged.verdict()));
        }
        if (news) {
            history.save(judgedRecord);
            facts.publish(judged);
        }
        forgetIfFinal(judged.burst().id(), known);
    }

    private @Nullable String app(Verdict verdict) {
        String deploy = verdict.deploy();
        return deploy == null || attribution == null ? null : attribution.app(deploy);
    }

    private void forgetIfFinal(String id, Open known) {
        if (known.verdictIsFinal && known.coarseIsFinal) {
            open.remove(id);
        }
    }

    private LiveAttribution attribution(Instant now) {
        LiveAttribution known = attribution;
        if (known == null) {
            known = new LiveAttribution(now);
            attribution = known;
        }
        return known;
    }

    /**
     * Takes up the past; where the history cannot be read yet, goes on without it and tries again later.
     *
     * @param began when this process began to watch: what came after is told of as it happens
     */
    private void restoreOrTryAgain(Instant began) {
        try {
            restore(began);
        } catch (HistoryUnreadableException e) {
            LOG.warn(
                    "Verdicts go without what the past teaches for now: {} It is tried again every {} s.",
                    e.getMessage(),
                    retry.toSeconds());
            judge.schedule(guarded(() -> restoreOrTryAgain(began)), retry.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Changes nothing until all that is wanted has been read. */
    private void restore(Instant began) {
        Instant since = began.minus(LiveAttribution.MEMORY);
        List<Deploy> deploys = history.deploysSince(since);
        List<Burst> past = new ArrayList<>();
        List<BurstRecord> pending = new ArrayList<>();
        BurstQuery query = new BurstQuery(since, began, null, null, null, null);
        Position after = null;
        do {
            Page page = history.bursts(query, PAGE, after);
            for (BurstRecord record : page.bursts()) {
                if (record.verdict().decision().equals(Verdict.Decision.PENDING.id())) {
                    pending.add(record);
                } else {
                    past.add(record.remembered());
                }
            }
            after = page.next();
        } while (after != null && past.size() < MOST_REMEMBERED);
        List<Open> sinceThen = List.copyOf(open.values());
        attribution = LiveAttribution.continued(past.reversed(), deploys, began);
        for (BurstRecord record : pending.reversed()) {
            Open known = new Open(record);
            known.coarseIsFinal = true;
            open.put(record.id(), known);
            judgeAgain(known);
        }
        for (Open judgedWithoutThePast : sinceThen) {
            if (!judgedWithoutThePast.verdictIsFinal) {
                judgeAgain(judgedWithoutThePast);
            }
        }
    }

    private void judgeAgain(Open known) {
        Instant now = clock.instant();
        take(attribution(now).burstClosed(known.record.remembered(), now), false);
    }

    private void run(Runnable work) {
        try {
            judge.execute(guarded(work));
        } catch (RejectedExecutionException stopped) {
            LOG.debug("the service stops: what is left is judged after the next start", stopped);
        }
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("a verdict could not be given; the next ones are", e);
            }
        };
    }

    /** Waits, at most 2 s, until the bursts that have ended are judged. */
    @Override
    public void close() {
        judge.shutdown();
        try {
            if (!judge.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "{} bursts or deploys wait to be judged: they are after the next start",
                        judge.getQueue().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployBook;
import dev.headroom.deploys.DeployBook.Change;
import dev.headroom.deploys.DeployEvent;
import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.DeployNotKeptException;
import dev.headroom.deploys.DeployReport;
import dev.headroom.history.History;
import dev.headroom.history.HistoryUnavailableException;
import dev.headroom.history.HistoryUnreadableException;
import dev.headroom.metrics.DeployFigures.Told;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where word of a deploy arrives in the service: joined with what is known, kept for good, then passed on to be judged by, counted and
 * published. Thread safe; one report at a time.
 */
final class DeployDesk implements DeployInbox {
    private static final Logger LOG = LoggerFactory.getLogger(DeployDesk.class);

    /** A deploy whose end was never told is not shown as running for ever. */
    private static final Duration LONGEST_RUN = Duration.ofHours(6);

    /** How long after its end a deploy may still show its effect: alerts name it until then. */
    private static final Duration AFTERMATH = Duration.ofMinutes(10);

    private static final Duration MEMORY = Duration.ofDays(1);
    private static final String OTHER_SOURCES = "other";
    private static final int MOST_SOURCES = 30;
    private static final int MOST_REMEMBERED = 2_000;
    private static final int MOST_RUNNING = 1_000;
    private static final int MOST_RECENT = 100;

    private record SourcePhase(String source, String phase) {}

    private final History history;
    private final Verdicts verdicts;
    private final Facts facts;
    private final InstantSource clock;
    private final Map<SourcePhase, LongAdder> told = new ConcurrentHashMap<>();

    private final Object taking = new Object();
    /** Guarded by taking. */
    private final DeployBook book = new DeployBook();

    /** Those that run or have just ended, by id; of very many, those first told of last. Guarded by taking. */
    private final LinkedHashMap<String, Deploy> recent = new LinkedHashMap<>();

    private boolean restored;

    DeployDesk(History history, Verdicts verdicts, Facts facts, InstantSource clock) {
        this.history = history;
        this.verdicts = verdicts;
        this.facts = facts;
        this.clock = clock;
    }

    @Override
    public Receipt accept(DeployReport report) throws DeployNotKeptException {
        synchronized (taking) {
            restoreBefore(report);
            Change change = book.consider(report);
            if (!change.duplicate()) {
                keep(change);
                book.apply(change);
                count(report);
                change.changed().forEach(this::passOn);
            }
            return new Receipt(change.deploy(), change.duplicate());
        }
    }

    private void restoreBefore(DeployReport report) throws DeployNotKeptException {
        try {
            restoreOnce();
        } catch (HistoryUnreadableException e) {
            throw notKept(report, e);
        }
    }

    private void keep(Change change) throws DeployNotKeptException {
        try {
            history.save(change.report(), change.changed());
        } catch (HistoryUnavailableException e) {
            throw notKept(change.report(), e);
        }
    }

    private static DeployNotKeptException notKept(DeployReport report, Exception cause) {
        return new DeployNotKeptException(
                "word of the deploy %s from %s could not be kept: %s"
                        .formatted(report.externalId(), report.source(), cause.getMessage()),
                cause);
    }

    private void passOn(Deploy deploy) {
        recent.put(deploy.id(), deploy);
        forgetOld();
        verdicts.deployReported(deploy);
        facts.publish(new DeployEvent(deploy));
    }

    /**
     * Takes up, on a thread of its own, the deploys that ran before a restart, so that they are shown and named before the next report
     * comes. Where the history cannot be read that report does it.
     */
    void start() {
        Thread.ofPlatform().daemon().name("headroom-deploys").start(() -> {
            try {
                Past past = past();
                synchronized (taking) {
                    restore(past);
                }
            } catch (HistoryUnreadableException e) {
                LOG.warn("The deploys of before are taken up with the next report: {}", e.getMessage());
            }
        });
    }

    private record Past(List<DeployReport> reports, List<Deploy> deploys) {}

    private Past past() {
        Instant since = clock.instant().minus(MEMORY);
        return new Past(history.deployReports(since), history.deploysSince(since));
    }

    private void restoreOnce() {
        if (!restored) {
            restore(past());
        }
    }

    private void restore(Past past) {
        if (!restored) {
            book.restore(past.reports(), past.deploys());
            past.deploys().forEach(deploy -> recent.put(deploy.id(), deploy));
            forgetOld();
            restored = true;
        }
    }

    private void count(DeployReport report) {
        boolean known = told.keySet().stream().anyMatch(one -> one.source().equals(report.source()));
        String source = known || told.size() < MOST_SOURCES * Phase.values().length ? report.source() : OTHER_SOURCES;
        told.computeIfAbsent(new SourcePhase(source, report.phase().id()), key -> new LongAdder())
                .increment();
    }

    /** The deploys that run now, oldest first. */
    List<Deploy> running() {
        synchronized (taking) {
            forgetOld();
            return recent.values().stream()
                    .filter(DeployDesk::runs)
                    .limit(MOST_RUNNING)
                    .toList();
        }
    }

    /** The deploys that run or ended within the last ten minutes; of very many, those that started last. */
    List<Deploy> recent() {
        synchronized (taking) {
            forgetOld();
            return recent.values().stream()
                    .sorted(Comparator.comparing(Deploy::startedAt).reversed())
                    .limit(MOST_RECENT)
                    .toList();
        }
    }

    /** A deploy that runs or ended within the last ten minutes. */
    Optional<Deploy> recent(String id) {
        synchronized (taking) {
            return Optional.ofNullable(recent.get(id));
        }
    }

    private void forgetOld() {
        Instant now = clock.instant();
        recent.values().removeIf(deploy -> {
            Instant end = deploy.finishedAt();
            if (runs(deploy)) {
                return deploy.startedAt().isBefore(now.minus(LONGEST_RUN));
            }
            return (end == null ? deploy.startedAt() : end).isBefore(now.minus(AFTERMATH));
        });
        while (recent.size() > MOST_REMEMBERED) {
            recent.pollFirstEntry();
        }
    }

    private static boolean runs(Deploy deploy) {
        return deploy.phase() == Phase.STARTED && deploy.finishedAt() == null;
    }

    /** How many reports of each source and phase were taken in. */
    List<Told> told() {
        return told.entrySet().stream()
                .map(entry -> new Told(
                        entry.getKey().source(),
                        entry.getKey().phase(),
                        entry.getValue().sum()))
                .toList();
    }
}

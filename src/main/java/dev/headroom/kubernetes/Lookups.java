// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Decides when a row is worth a look at its object: at the first change after a quiet time, when its pods go back in number, when it stays done, and once it
 * is quiet. A rollout costs two such looks as a rule, however many pods it replaces. On the loop only.
 *
 * <p>A row does not name its namespace. A name that only one namespace has is looked up there; otherwise all objects of the name are asked for, the
 * seldomer the more they are.
 */
final class Lookups {
    private static final Duration AFTER_FIRST_CHANGE = Duration.ofMillis(400);

    /** A row that still has all its pods tells of a write that its controller has yet to come to: it is given time for it. */
    private static final Duration AFTER_WRITE = Duration.ofMillis(1500);

    /** A row looks done for a moment whenever old pods stand in for new ones: it is done when it stays so, or looks so for a while. */
    private static final Duration AFTER_SETTLED = Duration.ofSeconds(1);

    private static final Duration MOST_AFTER_SETTLED = Duration.ofSeconds(2);

    private static final Duration QUIET = Duration.ofSeconds(3);

    /** After the end of a rollout its old pods go one by one, and each of them changes the object and nothing of the row. */
    private static final Duration ECHOES = Duration.ofSeconds(60);

    /** A rollout under way is let alone while its rows change: it neither ends nor fails meanwhile. */
    private static final Duration QUIET_BETWEEN_STEPS = Duration.ofSeconds(10);

    private static final Duration BETWEEN_LOSSES = Duration.ofSeconds(10);

    /** A rollout that pauses between its steps is looked at seldom: rows tell when it looks done, and its object tells when it failed. */
    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(30);

    private static final Duration MOST_BETWEEN_STEPS = Duration.ofMinutes(4);

    /** What a look at one of several objects of a name costs in waiting for the next. */
    private static final Duration FOR_EACH_NAMESAKE = Duration.ofMillis(200);

    private static final int MOST_AT_ONCE = 4;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;

    private final EventLoop loop;
    private final ApiRequests requests;
    private final OutageGate gate;
    private final Rollouts rollouts;
    private final PodReplacements replacements;
    private final Map<WorkloadKind, WatchTotals> totals;
    private final Map<WorkloadKind, Map<String, Row>> lastRows = new HashMap<>();
    private final Map<WorkloadKind, Map<String, Episode>> episodes = new HashMap<>();
    private final Deque<Episode> due = new ArrayDeque<>();
    private int underWay;

    Lookups(
            EventLoop loop,
            ApiRequests requests,
            OutageGate gate,
            Rollouts rollouts,
            PodReplacements replacements,
            Map<WorkloadKind, WatchTotals> totals) {
        this.loop = loop;
        this.requests = requests;
        this.gate = gate;
        this.rollouts = rollouts;
        this.replacements = replacements;
        this.totals = totals;
    }

    /** A row of the watch. */
    void changed(WorkloadKind kind, WatchLine.Type type, Row row) {
        Map<String, Episode> ofKind = episodes.computeIfAbsent(kind, added -> new HashMap<>());
        Episode known = ofKind.get(row.name());
        Episode episode = known == null ? new Episode(kind, row, BETWEEN_STEPS) : known;
        ofKind.put(row.name(), episode);
        Map<String, Row> rows = lastRows.computeIfAbsent(kind, added -> new HashMap<>());
        Row before = rows.put(row.name(), row);
        if (type == WatchLine.Type.DELETED) {
            rows.remove(row.name());
        }
        int lost = before == null ? 0 : row.lostSince(before);
        boolean echo = type == WatchLine.Type.MODIFIED && episode.isEcho(row, before);
        episode.note(row, lost, echo, loop.now(), loop.nanoTime());
        if (echo) {
            return;
        }
        if (type != WatchLine.Type.MODIFIED) {
            episode.everywhere = true;
        }
        switch (reason(episode, before, row, lost)) {
            case NEW -> lookAfter(episode, row.settled() ? AFTER_WRITE : AFTER_FIRST_CHANGE);
            case UNOBSERVED, WRITTEN -> lookAfter(episode, AFTER_FIRST_CHANGE);
            case LOST -> {
                episode.lossLooked = true;
                lookAfter(episode, AFTER_FIRST_CHANGE);
            }
            case DONE -> lookAtTheEnd(episode);
            case NONE -> {
                if (episode.endAwaited) {
                    disarm(episode);
                }
                lookWhenQuiet(episode);
            }
        }
    }

    /** Why a row is worth a look at its object, the first that holds. */
    private enum Reason {
        /** Nothing is known of its object since it was quiet. */
        NEW,
        /** Its controller had not come to the last write when the object was looked at. */
        UNOBSERVED,
        /** Another number of pods is asked for after a rollout: with another template too, it is a rollout that shows no pods as lost. */
        WRITTEN,
        /** Pods went, and no rollout that is known would take them. */
        LOST,
        /** Its rollout looks done. */
        DONE,
        NONE
    }

    private Reason reason(Episode episode, @Nullable Row before, Row row, int lost) {
        if (!episode.looked && !episode.looking) {
            return Reason.NEW;
        }
        if (episode.unobserved) {
            return Reason.UNOBSERVED;
        }
        if (episode.endedAt != null && before != null && !Objects.equals(row.desired(), before.desired())) {
            return Reason.WRITTEN;
        }
        boolean running = rollouts.isRunning(episode.kind, row.name());
        boolean lossIsNew = !episode.lossLooked && !running;
        boolean lossIsOld = loop.nanoTime() - episode.lookedNanos > BETWEEN_LOSSES.toNanos();
        if (lost > 0 && episode.looked && (lossIsNew || lossIsOld)) {
            return Reason.LOST;
        }
        return row.settled() && episode.looked && running ? Reason.DONE : Reason.NONE;
    }

    private void lookAtTheEnd(Episode episode) {
        disarm(episode);
        Duration left = MOST_AFTER_SETTLED.minusNanos(loop.nanoTime() - episode.settledNanos);
        lookAfter(episode, left.compareTo(AFTER_SETTLED) < 0 ? left : AFTER_SETTLED);
        episode.endAwaited = true;
    }

    private void lookAfter(Episode episode, Duration wait) {
        int namesakes = rollouts.namespacesOf(episode.kind, episode.name).size();
        Duration least = FOR_EACH_NAMESAKE.multipliedBy(Math.max(0, namesakes - 1));
        Duration sinceLook = Duration.ofNanos(loop.nanoTime() - episode.lookedNanos);
        Duration left = episode.looked ? least.minus(sinceLook) : Duration.ZERO;
        Duration after = left.compareTo(wait) > 0 ? left : wait;
        if (episode.timer != null && episode.lookArmed && episode.dueNanos - (loop.nanoTime() + after.toNanos()) <= 0) {
            return;
        }
        disarm(episode);
        arm(episode, after, () -> enqueue(episode));
        episode.lookArmed = true;
    }

    /** Sets a timer that sees whether it is quiet, unless the episode's one timer is set for a look or for an earlier time. */
    private void watchAfter(Episode episode, Duration wait, Runnable task) {
        if (episode.timer == null) {
            arm(episode, wait, task);
        } else if (!episode.lookArmed && episode.dueNanos - (loop.nanoTime() + wait.toNanos()) > 0) {
            disarm(episode);
            arm(episode, wait, task);
        }
    }

    private void arm(Episode episode, Duration wait, Runnable task) {
        episode.dueNanos = loop.nanoTime() + wait.toNanos();
        episode.timer = loop.after(wait, () -> {
            episode.timer = null;
            episode.lookArmed = false;
            episode.endAwaited = false;
            task.run();
        });
    }

    private static void disarm(Episode episode) {
        if (episode.timer != null) {
            episode.timer.cancel();
            episode.timer = null;
        }
        episode.lookArmed = false;
        episode.endAwaited = false;
    }

    private Duration quiet(Episode episode) {
        return isBetweenSteps(episode) ? QUIET_BETWEEN_STEPS : QUIET;
    }

    private boolean isQuiet(Episode episode) {
        return loop.nanoTime() - episode.changedNanos >= quiet(episode).toNanos();
    }

    private void lookWhenQuiet(Episode episode) {
        Duration wait = quiet(episode).minusNanos(loop.nanoTime() - episode.changedNanos);
        if (isBetweenSteps(episode)) {
            Duration left = episode.patience.minusNanos(loop.nanoTime() - episode.lookedNanos);
            wait = left.compareTo(wait) > 0 ? left : wait;
        }
        watchAfter(episode, wait, () -> {
            if (isQuiet(episode)) {
                lookOrForget(episode);
            } else {
                lookWhenQuiet(episode);
            }
        });
    }

    /** Looks, unless nothing has changed since the last look: then it is over. */
    private void lookOrForget(Episode episode) {
        if (!episode.looked || episode.changedNanos != episode.lookedUpToNanos) {
            enqueue(episode);
        } else if (episode.endedAt != null && episode.endedAt.plus(ECHOES).isAfter(loop.now())) {
            watchAfter(
                    episode, Duration.between(loop.now(), episode.endedAt.plus(ECHOES)), () -> lookOrForget(episode));
        } else if (!rollouts.isRunning(episode.kind, episode.name)) {
            episodes.getOrDefault(episode.kind, Map.of()).remove(episode.name);
        } // else the next row tells when there is something to look at
    }

    private boolean isBetweenSteps(Episode episode) {
        return episode.looked && !episode.last.settled() && rollouts.isRunning(episode.kind, episode.name);
    }

    private void enqueue(Episode episode) {
        if (!episode.looking) {
            episode.looking = true;
            due.add(episode);
            next();
        }
    }

    private void next() {
        while (underWay < MOST_AT_ONCE && !due.isEmpty()) {
            underWay++;
            Episode episode = due.remove();
            gate.pass(() -> look(episode));
        }
    }

    private boolean look(Episode episode) {
        if (episodes.getOrDefault(episode.kind, Map.of()).get(episode.name) != episode) {
            underWay--;
            return false;
        }
        long upToNanos = episode.changedNanos;
        episode.changedSinceAsked = null;
        episode.lostUpToLook = episode.lost;
        Set<String> namespaces = rollouts.namespacesOf(episode.kind, episode.name);
        boolean one = !episode.everywhere && namespaces.size() == 1;
        String version = "resourceVersion=" + episode.last.resourceVersion();
        String path = one
                ? episode.kind.path(namespaces.iterator().next(), episode.name) + "?" + version
                : episode.kind.path() + "?fieldSelector=metadata.name%3D"
                        + URLEncoder.encode(episode.name, StandardCharsets.UTF_8) + "&" + version
                        + "&resourceVersionMatch=NotOlderThan";
        requests.send(ApiRequest.get(path)).thenAcceptAsync(answer -> looked(episode, answer, one, upToNanos), loop);
        return true;
    }

    private void looked(Episode episode, ApiAnswer answer, boolean one, long upToNanos) {
        underWay--;
        episode.looking = false;
        episode.lookedNanos = loop.nanoTime();
        if (answer instanceof ApiAnswer.Unreachable) {
            gate.failed(null);
            enqueue(episode);
        } else if (answer instanceof ApiAnswer.Received received
                && (received.status() == TOO_MANY || received.status() >= SERVER_ERROR)) {
            gate.failed(received.retryAfter());
            enqueue(episode);
        } else {
            gate.answered();
            if (answer instanceof ApiAnswer.Received received) {
                take(episode, received, one);
            }
            episode.looked = true;
            episode.lookedUpToNanos = upToNanos;
            goOn(episode);
        }
        next();
    }

    private void goOn(Episode episode) {
        if (isQuiet(episode) && isBetweenSteps(episode)) {
            Duration longer = episode.patience.multipliedBy(2);
            episode.patience = longer.compareTo(MOST_BETWEEN_STEPS) < 0 ? longer : MOST_BETWEEN_STEPS;
        }
        boolean missed = episode.unobserved || (episode.lost > 0 && !rollouts.isRunning(episode.kind, episode.name));
        if (missed && episode.changedNanos != episode.lookedUpToNanos) {
            lookAfter(episode, AFTER_FIRST_CHANGE);
        } else {
            lookWhenQuiet(episode);
        }
    }

    private void take(Episode episode, ApiAnswer.Received answer, boolean one) {
        Instant now = loop.now();
        JsonNode json = answer.ok() ? WatchLine.json(answer.body()) : null;
        WatchTotals ofKind = totals.get(episode.kind);
        String verb = one ? "get" : KindWatch.LIST;
        if (answer.ok() && ofKind != null) {
            ofKind.allowed(verb);
        }
        if (json == null) {
            if (answer.status() == FORBIDDEN && ofKind != null) {
                ofKind.forbidden(verb);
            }
            if (answer.status() == NOT_FOUND) {
                rollouts.namespacesOf(episode.kind, episode.name)
                        .forEach(namespace -> rollouts.gone(episode.kind, namespace, episode.name, now));
            }
            return;
        }
        // the rows of several workloads of one name cannot be told apart
        Rollouts.Seen seen = new Rollouts.Seen(episode.changedAt, one ? episode.settledAt : null, now);
        boolean observed = true;
        if (one) {
            Workload workload = WorkloadJson.read(episode.kind, json);
            observed = workload.observed();
            boolean rolling = rollouts.isRunning(episode.kind, episode.name);
            boolean unchanged = rollouts.seen(workload, seen);
            if (rollouts.isRunning(episode.kind, episode.name)) {
                episode.endedAt = null;
            } else if (rolling) {
                episode.endedAt = now;
                episode.lossLooked = false;
            }
            Instant lostAt = episode.lostAt;
            if (unchanged && episode.lostUpToLook > 0 && lostAt != null && !rolling) {
                replacements.replaced(workload, episode.lostUpToLook, lostAt);
            }
        } else {
            Set<String> present = new HashSet<>();
            for (JsonNode object : json.path("items")) {
                Workload workload = WorkloadJson.read(episode.kind, object);
                observed &= workload.observed();
                present.add(workload.namespace());
                rollouts.seen(workload, seen);
            }
            rollouts.namespacesOf(episode.kind, episode.name).stream()
                    .filter(namespace -> !present.contains(namespace))
                    .forEach(namespace -> rollouts.gone(episode.kind, namespace, episode.name, now));
            episode.everywhere = false;
        }
        episode.unobserved = !observed;
        // what was written and has no revision yet is a rollout that began with the row that told of it, not with the
        // next
        if (observed) {
            episode.changedAt = episode.changedSinceAsked;
        }
        episode.lost -= episode.lostUpToLook;
    }

    /** Forgets what is under way: the watch ended, and a list will tell. */
    void clear() {
        episodes.values().forEach(ofKind -> ofKind.values().forEach(Lookups::disarm));
        episodes.clear();
        due.clear();
        lastRows.clear();
    }
}

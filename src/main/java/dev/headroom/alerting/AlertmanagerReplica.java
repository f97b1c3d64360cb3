// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.exposition.Probed;
import dev.headroom.exposition.ScrapeException;
import dev.headroom.exposition.ServerClient;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells one Alertmanager of the alerts as they stand: at once when they begin, are resolved or their deploy becomes known, and again each
 * {@link AlertSettings#resend}, so that one that was away has them then. There is no queue: what it missed is in the next request.
 * One thread at a time takes turns; the status may be asked for by any.
 */
final class AlertmanagerReplica implements Turn {
    private static final int MOST_IN_A_REQUEST = 100;
    private static final int MOST_ANSWER_BYTES = 64 * 1024;
    private static final JsonMapper JSON = new JsonMapper();

    private final AlertSettings settings;
    private final AlertBoard board;
    private final ServerClient client;
    private final String path;
    private final LongSupplier nanoTime;
    private final InstantSource wall;
    private final Attempts attempts;

    /** What it was told of each alert, by labels. Only in turns. */
    private final Map<Map<String, String>, Told> told = new HashMap<>();

    /** How far its clock is ahead of ours. */
    private Duration ahead = Duration.ZERO;

    private volatile int pending;

    /** How an alert stands, and how it stood when the replica took it. */
    private static final class Told {
        private String stage = "";
        private @Nullable String taken;
        private long takenNanos;

        boolean isDue(long nowNanos, long resendNanos) {
            return !stage.equals(taken) || nowNanos - takenNanos >= resendNanos;
        }
    }

    AlertmanagerReplica(
            AlertSettings settings,
            AlertBoard board,
            ServerClient client,
            Destination destination,
            LongSupplier nanoTime,
            InstantSource wall) {
        this.settings = settings;
        this.board = board;
        this.client = client;
        this.path = destination.path() + "/api/v2/alerts";
        this.nanoTime = nanoTime;
        this.wall = wall;
        this.attempts = new Attempts(destination.name(), nanoTime);
    }

    @Override
    public void take() throws InterruptedException {
        List<Alert> alerts = board.alerts(wall.instant());
        follow(alerts);
        if (!attempts.mayTry()) {
            return;
        }
        long nowNanos = nanoTime.getAsLong();
        List<Alert> due = alerts.stream()
                .filter(alert -> told(alert).isDue(nowNanos, settings.resend().toNanos()))
                .toList();
        try {
            for (int from = 0; from < due.size(); from += MOST_IN_A_REQUEST) {
                send(due.subList(from, Math.min(due.size(), from + MOST_IN_A_REQUEST)), nowNanos);
            }
        } catch (ScrapeException e) {
            attempts.failed(e);
        }
        count();
    }

    /** Notes how the alerts stand now, and forgets those nobody needs to be told of any more. */
    private void follow(List<Alert> alerts) {
        Map<Map<String, String>, Told> now = new HashMap<>();
        for (Alert alert : alerts) {
            Told known = told.getOrDefault(alert.labels(), new Told());
            known.stage = alert.stage();
            now.put(alert.labels(), known);
        }
        told.forEach((labels, known) -> {
            if (!now.containsKey(labels) && !known.stage.equals(known.taken)) {
                attempts.dropped();
            }
        });
        told.clear();
        told.putAll(now);
        count();
    }

    private void count() {
        pending = (int) told.values().stream()
                .filter(known -> !known.stage.equals(known.taken))
                .count();
    }

    private Told told(Alert alert) {
        return told.computeIfAbsent(alert.labels(), unknown -> new Told());
    }

    private void send(List<Alert> alerts, long nowNanos) throws ScrapeException, InterruptedException {
        Duration assumed = ahead;
        Probed answer = client.send("POST", path, body(alerts), MOST_ANSWER_BYTES, settings.patience());
        ahead = ahead(answer);
        attempts.succeeded(alerts.size());
        if (ahead.minus(assumed).compareTo(settings.resend()) > 0) {
            // it may have taken what fires for long over: the next turn tells it again, by its clock
            return;
        }
        for (Alert alert : alerts) {
            Told known = told(alert);
            known.taken = known.stage;
            known.takenNanos = nowNanos;
        }
    }

    private byte[] body(List<Alert> alerts) {
        // by its own clock where that is ahead, or it would take what fires for resolved
        Instant unlessToldAgain =
                wall.instant().plus(ahead).plus(settings.resend().multipliedBy(AlertSettings.ENDS_AFTER_RESENDS));
        List<Map<String, Object>> all = new ArrayList<>();
        for (Alert alert : alerts) {
            Instant end = alert.endsAt();
            all.add(Map.of(
                    "labels", alert.labels(),
                    "annotations", alert.annotations(),
                    // it is part of what Alertmanager knows an alert by, and the clock that a burst is dated by is
                    // corrected by nanoseconds
                    "startsAt", alert.startsAt().truncatedTo(ChronoUnit.MILLIS).toString(),
                    "endsAt", (end == null ? unlessToldAgain : end).toString(),
                    "generatorURL", alert.link()));
        }
        return JSON.writeValueAsBytes(all);
    }

    private Duration ahead(Probed answer) {
        try {
            Duration difference = answer.headers()
                    .firstValue("Date")
                    .map(date -> Duration.between(
                            wall.instant(),
                            ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toInstant()))
                    .orElse(Duration.ZERO);
            return difference.isNegative() ? Duration.ZERO : difference;
        } catch (DateTimeException e) {
            // a date nobody can read says nothing of its clock
            return Duration.ZERO;
        }
    }

    @Override
    public PushStatus status() {
        return attempts.status(pending, board.refused());
    }
}

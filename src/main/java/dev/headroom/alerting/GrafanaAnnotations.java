// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.exposition.Probed;
import dev.headroom.exposition.ScrapeException;
import dev.headroom.exposition.ServerClient;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps one annotation in Grafana for each burst with its verdict, and for each deploy. Before one is made it is looked for by the tag
 * with its id, so that neither a restart nor an answer that got lost makes a second; what has changed is changed in place. One that a
 * person has deleted is not made anew as long as this process knows of it. Anybody may put; one thread at a time takes turns.
 */
final class GrafanaAnnotations implements Turn {
    private static final Logger LOG = LoggerFactory.getLogger(GrafanaAnnotations.class);
    static final int MOST_WAITING = 1_000;
    static final int MOST_IN_A_TURN = 10;
    private static final int MOST_IDS = 2_000;
    private static final int MOST_ANSWER_BYTES = 256 * 1024;
    private static final JsonMapper JSON = new JsonMapper();

    private final ServerClient client;
    private final String path;
    private final Duration patience;
    private final Attempts attempts;

    private final Object lock = new Object();

    /** What Grafana has not taken yet, the longest waiting first, by id. Guarded by lock. */
    private final Map<String, Annotation> waiting = new LinkedHashMap<>();

    /** Grafana's ids of the annotations made or found, by ours. Guarded by lock. */
    private final Map<String, Long> known = new LinkedHashMap<>();

    GrafanaAnnotations(AlertSettings settings, ServerClient client, Destination destination, LongSupplier nanoTime) {
        this.patience = settings.patience();
        this.client = client;
        this.path = destination.path() + "/api/annotations";
        this.attempts = new Attempts(destination.name(), nanoTime);
    }

    /** To be made, or changed where it exists. Never waits; where too many do, the one that waited longest is given up. */
    void put(Annotation annotation) {
        synchronized (lock) {
            waiting.put(annotation.id(), annotation);
            if (waiting.size() > MOST_WAITING) {
                waiting.remove(waiting.keySet().iterator().next());
                attempts.dropped();
            }
        }
    }

    /** The same for what may be older than what was put meanwhile. */
    void putOlder(Annotation annotation) {
        synchronized (lock) {
            if (!waiting.containsKey(annotation.id()) && !known.containsKey(annotation.id())) {
                put(annotation);
            }
        }
    }

    @Override
    public void take() throws InterruptedException {
        for (int i = 0; i < MOST_IN_A_TURN && attempts.mayTry(); i++) {
            Annotation next = next();
            if (next == null) {
                return;
            }
            try {
                push(next);
                attempts.succeeded(1);
                done(next);
            } catch (ScrapeException e) {
                attempts.failed(e);
                if (isRefusal(e)) {
                    LOG.warn("the annotation of {} is given up: {}", next.id(), e.getMessage());
                    attempts.dropped();
                    done(next);
                }
            }
        }
    }

    private @Nullable Annotation next() {
        synchronized (lock) {
            return waiting.isEmpty() ? null : waiting.values().iterator().next();
        }
    }

    /** Unless it was put anew meanwhile. */
    private void done(Annotation annotation) {
        synchronized (lock) {
            waiting.remove(annotation.id(), annotation);
        }
    }

    /** What Grafana finds wrong in itself it will not take the next time either. */
    private static boolean isRefusal(ScrapeException e) {
        int status = e.cost().status();
        return status == 400 || status == 413 || status == 422;
    }

    private void push(Annotation annotation) throws ScrapeException, InterruptedException {
        Long id = known(annotation);
        if (id == null) {
            Found found = find(annotation);
            if (found == null) {
                remember(annotation, make(annotation));
                return;
            }
            remember(annotation, found.id());
            if (found.isLike(annotation)) {
                return;
            }
            id = found.id();
        }
        change(id, annotation);
    }

    private @Nullable Long known(Annotation annotation) {
        synchronized (lock) {
            return known.get(annotation.id());
        }
    }

    private void remember(Annotation annotation, long id) {
        synchronized (lock) {
            known.put(annotation.id(), id);
            if (known.size() > MOST_IDS) {
                known.remove(known.keySet().iterator().next());
            }
        }
    }

    /** An annotation as Grafana has it. */
    private record Found(long id, long timeMillis, long timeEndMillis, Set<String> tags) {
        static Found of(JsonNode node) {
            Set<String> tags = new HashSet<>();
            node.path("tags").forEach(tag -> tags.add(tag.asString("")));
            return new Found(
                    node.path("id").asLong(0),
                    node.path("time").asLong(0),
                    node.path("timeEnd").asLong(0),
                    tags);
        }

        /** The same in all but words. */
        boolean isLike(Annotation annotation) {
            Long end = annotation.timeEndMillis();
            return timeMillis == annotation.timeMillis()
                    && (end == null || timeEndMillis == end)
                    && tags.equals(Set.copyOf(annotation.tags()));
        }
    }

    private @Nullable Found find(Annotation annotation) throws ScrapeException, InterruptedException {
        String tag = Annotation.idTag(annotation.id());
        String query = "?limit=10&type=annotation&tags=" + URLEncoder.encode(tag, StandardCharsets.UTF_8);
        JsonNode all = json(client.send("GET", path + query, null, MOST_ANSWER_BYTES, patience));
        List<Found> found = new ArrayList<>();
        all.forEach(node -> found.add(Found.of(node)));
        return found.stream()
                .filter(one -> one.id() != 0 && one.tags().contains(tag))
                .findFirst()
                .orElse(null);
    }

    private long make(Annotation annotation) throws ScrapeException, InterruptedException {
        long id = json(client.send("POST", path, body(annotation), MOST_ANSWER_BYTES, patience))
                .path("id")
                .asLong(0);
        if (id == 0) {
            throw unreadable("the answer names no id");
        }
        return id;
    }

    private void change(long id, Annotation annotation) throws ScrapeException, InterruptedException {
        try {
            client.send("PATCH", path + "/" + id, body(annotation), MOST_ANSWER_BYTES, patience);
        } catch (ScrapeException e) {
            if (e.cost().status() != 404) {
                throw e;
            }
            LOG.info("the annotation of {} was deleted in Grafana, and stays so", annotation.id());
        }
    }

    private static byte[] body(Annotation annotation) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("time", annotation.timeMillis());
        if (annotation.timeEndMillis() != null) {
            body.put("timeEnd", annotation.timeEndMillis());
        }
        body.put("tags", annotation.tags());
        body.put("text", annotation.text());
        return JSON.writeValueAsBytes(body);
    }

    private JsonNode json(Probed answer) throws ScrapeException {
        try {
            return JSON.readTree(answer.text());
        } catch (JacksonException e) {
            throw unreadable(String.valueOf(e.getOriginalMessage()));
        }
    }

    private ScrapeException unreadable(String what) {
        return ScrapeException.unreadable(path + " answered with something else than Grafana does: " + what);
    }

    @Override
    public PushStatus status() {
        synchronized (lock) {
            return attempts.status(waiting.size(), 0);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One listing of all workloads of a kind: as a stream, object by object, where the server offers that (from Kubernetes 1.34 on, unasked), else in
 * pages. Either way only what {@link Workload} holds is kept of an object. On the loop only.
 */
final class KindList {
    private static final int LONGEST_OBJECT_BYTES = 4 << 20;
    private static final int PAGE = 500;
    private static final int SMALLER = 5;
    private static final int BAD_REQUEST = 400;
    private static final int INVALID = 422;

    /** A server that does not know streaming lists answers with an ordinary watch, which goes on for ever. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private final EventLoop loop;
    private final ApiRequests requests;
    private final WorkloadKind kind;
    private final Consumer<Outcome> then;
    private final List<Workload> found = new ArrayList<>();
    private ApiRequests.@Nullable Stream stream;
    private boolean done;
    private long heardNanos;
    private long skipped;

    /** How a listing ended. */
    sealed interface Outcome {
        /**
         * All there is.
         *
         * @param resourceVersion from which on to watch
         * @param streamed whether it came as a stream
         * @param skipped objects that were too large to be read
         */
        record Listed(List<Workload> workloads, String resourceVersion, boolean streamed, long skipped)
                implements Outcome {}

        /**
         * It could not be had.
         *
         * @param verb what was refused: a streaming list is a watch
         */
        record Refused(ApiAnswer why, String verb) implements Outcome {}
    }

    private KindList(EventLoop loop, ApiRequests requests, WorkloadKind kind, Consumer<Outcome> then) {
        this.loop = loop;
        this.requests = requests;
        this.kind = kind;
        this.then = then;
    }

    /**
     * Begins one.
     *
     * @param streaming whether a stream is asked for first
     */
    static KindList start(
            EventLoop loop, ApiRequests requests, WorkloadKind kind, boolean streaming, Consumer<Outcome> then) {
        KindList list = new KindList(loop, requests, kind, then);
        if (streaming) {
            list.stream();
        } else {
            list.page("", PAGE);
        }
        return list;
    }

    /** Gives it up; nobody is told. */
    void cancel() {
        done = true;
        endStream();
    }

    private void endStream() {
        if (stream != null) {
            stream.cancel();
            stream = null;
        }
    }

    private void stream() {
        heardNanos = loop.nanoTime();
        ApiRequest request = new ApiRequest(
                "GET",
                kind.path()
                        + "?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
                ApiRequest.JSON,
                null,
                LONGEST_OBJECT_BYTES);
        stream = requests.stream(request, new ApiRequests.StreamListener() {
            private boolean opened;

            @Override
            public void opened() {
                opened = true;
            }

            @Override
            public void line(byte[] line) {
                WatchLine read = WatchLine.read(line); // parsed here: the loop holds no whole objects
                if (read == null) {
                    return;
                }
                if (read.type() == WatchLine.Type.ADDED) {
                    Workload workload = WorkloadJson.read(kind, read.object());
                    loop.execute(() -> heard(workload));
                } else {
                    loop.execute(() -> heard(read));
                }
            }

            @Override
            public void skipped(long bytes) {
                loop.execute(() -> skipped++);
            }

            @Override
            public void ended(ApiAnswer why) {
                boolean accepted = opened;
                loop.execute(() -> streamEnded(why, accepted));
            }
        });
        awaitEnd();
    }

    private void awaitEnd() {
        loop.after(LONGEST_SILENCE, () -> {
            if (!done && stream != null) {
                if (loop.nanoTime() - heardNanos >= LONGEST_SILENCE.toNanos()) {
                    pagesInstead();
                } else {
                    awaitEnd();
                }
            }
        });
    }

    private void heard(Workload workload) {
        heardNanos = loop.nanoTime();
        if (stream != null) {
            found.add(workload);
        }
    }

    private void heard(WatchLine line) {
        heardNanos = loop.nanoTime();
        if (stream != null && line.endsInitialEvents()) {
            finish(new Outcome.Listed(found, line.resourceVersion(), true, skipped));
        } else if (stream != null && line.type() == WatchLine.Type.ERROR) {
            finish(new Outcome.Refused(new ApiAnswer.Received(line.errorCode(), new byte[0], null), KindWatch.WATCH));
        }
    }

    private void streamEnded(ApiAnswer why, boolean accepted) {
        if (stream == null) {
            return;
        }
        if (why instanceof ApiAnswer.Received refusal
                && (accepted || refusal.status() == INVALID || refusal.status() == BAD_REQUEST)) {
            pagesInstead();
        } else {
            finish(new Outcome.Refused(why, KindWatch.WATCH));
        }
    }

    private void pagesInstead() {
        endStream();
        found.clear();
        page("", PAGE);
    }

    private void page(String from, int size) {
        String path = kind.path() + "?limit=" + size + (from.isEmpty() ? "" : "&continue=" + from);
        requests.send(ApiRequest.get(path)).thenAcceptAsync(answer -> paged(answer, from, size), loop);
    }

    private void paged(ApiAnswer answer, String from, int size) {
        if (done) {
            return;
        }
        if (answer instanceof ApiAnswer.TooLong && size > 1) {
            page(from, Math.max(1, size / SMALLER));
            return;
        }
        JsonNode list =
                answer instanceof ApiAnswer.Received received && received.ok() ? WatchLine.json(received.body()) : null;
        if (list == null) {
            finish(new Outcome.Refused(answer, KindWatch.LIST));
            return;
        }
        for (JsonNode object : list.path("items")) {
            found.add(WorkloadJson.read(kind, object));
        }
        JsonNode metadata = list.path("metadata");
        String next = metadata.path("continue").stringValue("");
        if (next.isEmpty()) {
            finish(new Outcome.Listed(found, metadata.path("resourceVersion").stringValue(""), false, skipped));
        } else {
            page(next, size);
        }
    }

    private void finish(Outcome outcome) {
        if (!done) {
            done = true;
            endStream();
            then.accept(outcome);
        }
    }
}

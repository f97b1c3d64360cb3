// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the workloads of one kind for as long as it is not stopped: lists them, then watches rows of the table {@code kubectl get} shows, without
 * objects, which is the least a server can be made to send of a change. On the loop only.
 *
 * <p>It goes on from the last version it heard of; it lists again only where the server no longer knows that version (410). A watch that is
 * silent for three minutes, bookmarks included, is replaced: a connection can be dead without anybody being told.
 */
final class KindWatch {
    private static final Logger LOG = LoggerFactory.getLogger(KindWatch.class);

    static final Duration LONGEST_SILENCE = Duration.ofMinutes(3);
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
    private static final Duration SHORTEST_LIFE = Duration.ofSeconds(2);
    private static final int MOST_SHORT_LIVES = 3;
    private static final int LONGEST_ROW_BYTES = 256 << 10;
    private static final int LEAST_TIMEOUT_SECONDS = 300;
    private static final long MOST_JITTER_MILLIS = 2_000;
    private static final String ROWS =
            "application/json;as=Table;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    static final String LIST = "list";
    static final String WATCH = "watch";
    private static final int GONE = 410;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERROR = 500;
    private static final int UNAUTHORIZED = 401;

    private final EventLoop loop;
    private final ApiRequests requests;
    private final OutageGate gate;
    private final WorkloadKind kind;
    private final WatchListener listener;
    private final WatchTotals totals;
    private final RandomGenerator random;
    private final Backoff backoff;

    private String resourceVersion = "";
    private boolean streamingLists = true;
    private boolean stopped = true;
    private int shortLives;
    private @Nullable KindList list;
    private @Nullable Session session;

    KindWatch(
            EventLoop loop,
            ApiRequests requests,
            OutageGate gate,
            WorkloadKind kind,
            WatchListener listener,
            WatchTotals totals,
            RandomGenerator random) {
        this.loop = loop;
        this.requests = requests;
        this.gate = gate;
        this.kind = kind;
        this.listener = listener;
        this.totals = totals;
        this.random = random;
        this.backoff = new Backoff(random);
    }

    /** Begins with a list: what changed while nothing was watched is found in it. */
    void start() {
        stopped = false;
        resourceVersion = "";
        totals.heard(loop.nanoTime());
        go();
    }

    /** Ends it. */
    void stop() {
        stopped = true;
        if (list != null) {
            list.cancel();
            list = null;
            gate.abandoned();
        }
        if (session != null) {
            session.end();
            session = null;
        }
    }

    private void go() {
        gate.pass(() -> {
            if (stopped || list != null || session != null) {
                return false;
            }
            if (resourceVersion.isEmpty()) {
                list = KindList.start(loop, requests, kind, streamingLists, this::listed);
            } else {
                session = new Session();
                session.open();
            }
            return true;
        });
    }

    private void goAfter(Duration wait) {
        loop.after(wait, () -> {
            if (!stopped) {
                go();
            }
        });
    }

    private void listed(KindList.Outcome outcome) {
        list = null;
        switch (outcome) {
            case KindList.Outcome.Refused refused -> refused(refused.why(), refused.verb());
            case KindList.Outcome.Listed listed -> {
                gate.answered();
                streamingLists = listed.streamed();
                resourceVersion = listed.resourceVersion();
                totals.heard(loop.nanoTime());
                totals.skipped(listed.skipped());
                totals.allowed(LIST);
                listener.listed(kind, listed.workloads());
                go();
            }
        }
    }

    /** What to do about an answer that is no success. */
    private void refused(ApiAnswer why, String verb) {
        if (stopped) {
            return;
        }
        switch (why) {
            case ApiAnswer.Unreachable unreachable -> outage(null);
            case ApiAnswer.TooLong tooLong -> {
                gate.answered();
                goAfter(backoff.next());
            }
            case ApiAnswer.Received answer -> {
                int status = answer.status();
                if (status == TOO_MANY || status >= SERVER_ERROR || status == UNAUTHORIZED) {
                    outage(answer.retryAfter());
                } else {
                    gate.answered();
                    if (status == GONE) {
                        listAgain("gone");
                    } else {
                        if (status == FORBIDDEN) {
                            totals.forbidden(verb);
                        } else {
                            LOG.warn(
                                    "The API server refused to {} {}: {} {}",
                                    verb,
                                    kind.resource(),
                                    status,
                                    answer.text());
                        }
                        goAfter(backoff.next());
                    }
                }
            }
        }
    }

    private void outage(@Nullable Duration retryAfter) {
        gate.failed(retryAfter);
        go();
    }

    private void listAgain(String reason) {
        resourceVersion = "";
        shortLives = 0;
        totals.relisted(reason);
        // all that watch lose their place together, when a server restarts
        goAfter(Duration.ofMillis(random.nextLong(MOST_JITTER_MILLIS))
                .plus(backoff.next().minus(Backoff.SHORTEST)));
    }

    /** One watch, from its request to its end. */
    private final class Session implements ApiRequests.StreamListener {
        private final RowColumns columns = new RowColumns();
        private final long beganNanos = loop.nanoTime();
        private ApiRequests.@Nullable Stream stream;
        private boolean opened;
        private boolean heardAny;
        private boolean ended;

        void open() {
            int seconds = LEAST_TIMEOUT_SECONDS + random.nextInt(LEAST_TIMEOUT_SECONDS);
            String path = kind.path() + "?watch=1&allowWatchBookmarks=true&includeObject=None&resourceVersion="
                    + resourceVersion + "&timeoutSeconds=" + seconds;
            stream = requests.stream(new ApiRequest("GET", path, ROWS, null, LONGEST_ROW_BYTES), this);
            checkLater();
        }

        void end() {
            ended = true;
            if (!opened) {
                gate.abandoned();
            }
            if (stream != null) {
                stream.cancel();
            }
        }

        private void checkLater() {
            loop.after(LOOK_AGAIN, () -> {
                if (ended) {
                    return;
                }
                long now = loop.nanoTime();
                if (!opened && now - beganNanos > OPEN_LIMIT.toNanos()) {
                    gate.failed(null);
                    giveUp();
                    go();
                } else if (opened
                        && totals.silentNanos(now) > LONGEST_SILENCE.toNanos()
                        && now - beganNanos > LONGEST_SILENCE.toNanos()) {
                    LOG.warn(
                            "The watch of {} was silent for {} s: beginning a new one",
                            kind.resource(),
                            LONGEST_SILENCE.toSeconds());
                    totals.silent();
                    giveUp();
                    go();
                } else {
                    checkLater();
                }
            });
        }

        private void giveUp() {
            end();
            session = null;
        }

        @Override
        public void opened() {
            loop.execute(() -> {
                if (!ended) {
                    opened = true;
                    gate.answered();
                    totals.allowed(WATCH);
                }
            });
        }

        @Override
        public void line(byte[] line) {
            loop.execute(() -> {
                WatchLine read = ended ? null : WatchLine.read(line);
                if (read != null) {
                    hear(read);
                }
            });
        }

        private void hear(WatchLine line) {
            if (line.type() == WatchLine.Type.ERROR) {
                giveUp();
                LOG.info("The watch of {} ended: {} {}", kind.resource(), line.errorCode(), line.errorMessage());
                refused(new ApiAnswer.Received(line.errorCode(), new byte[0], null), WATCH);
                return;
            }
            heardAny = true;
            shortLives = 0;
            backoff.reset();
            totals.heard(loop.nanoTime());
            Row row = columns.read(line.object());
            String version = line.resourceVersion();
            if (!version.isEmpty()) {
                resourceVersion = version;
            }
            if (row != null && line.type() != WatchLine.Type.BOOKMARK) {
                totals.event();
                listener.changed(kind, line.type(), row);
            }
        }

        @Override
        public void skipped(long bytes) {
            loop.execute(() -> totals.skipped(1));
        }

        @Override
        public void ended(ApiAnswer why) {
            loop.execute(() -> {
                if (ended || stopped) {
                    return;
                }
                ended = true;
                session = null;
                if (!(why instanceof ApiAnswer.Received received) || !received.ok()) {
                    refused(why, WATCH);
                    return;
                }
                if (heardAny || loop.nanoTime() - beganNanos >= SHORTEST_LIFE.toNanos()) {
                    go();
                } else if (++shortLives < MOST_SHORT_LIVES) {
                    goAfter(backoff.next());
                } else {
                    listAgain(
                            "closed"); // closed at once, again and again: such a server has lost our place and does not
                    // say so
                }
            });
        }
    }
}

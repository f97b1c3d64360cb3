// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import dev.headroom.exposition.CounterFamily;
import dev.headroom.exposition.ExchangeCost;
import dev.headroom.exposition.PageReader;
import dev.headroom.exposition.Probed;
import dev.headroom.exposition.ScrapeException;
import dev.headroom.exposition.ScrapeException.Reason;
import dev.headroom.exposition.Scraped;
import dev.headroom.exposition.ServerClient;
import dev.headroom.exposition.ServerClient.Packing;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.TargetSampling;
import dev.headroom.sampling.Timeline;
import dev.headroom.targets.ServerIdentity.Seen;
import dev.headroom.targets.TargetStatus.SourceStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Watches one server: asks it, judges whether it is still the same, hands on what it says, and adapts the pace to the budget.
 *
 * <p>What it is asked for is asked by one thread each; {@link #raise}, {@link #interval} and {@link #status} may be called by any.
 */
final class TargetWatch {
    /** The process of an API server, as the label {@code job} has it in the usual Prometheus. */
    static final String APISERVER_JOB = "apiserver";

    private static final List<CounterFamily> OF_SERVERS =
            List.of(CounterFamily.PROCESS_CPU, CounterFamily.INFLIGHT, CounterFamily.SEATS, CounterFamily.LIMIT_SEATS);
    private static final List<CounterFamily> OF_NODES = List.of(
            CounterFamily.CPU,
            CounterFamily.CPU_PRESSURE,
            CounterFamily.NETWORK_RECEIVE,
            CounterFamily.NETWORK_TRANSMIT,
            CounterFamily.NETWORK_SPEED,
            CounterFamily.TCP_SENT,
            CounterFamily.TCP_RETRANSMITTED);

    private static final Duration PAGE_DEADLINE = Duration.ofSeconds(10);

    private final TargetSettings settings;
    private final ServerClient client;
    private final TargetSampling sampling;
    private final Object pipelineLock;
    private final Timeline timeline;
    private final InstantSource wall;
    private final WatchLog log;
    private final Limit.Known probeLimit;
    private final Map<Ask, SourceState> states = new EnumMap<>(Ask.class);
    private final Map<Ask, PageCounters> pages = new EnumMap<>(Ask.class);
    private final Map<Ask, PageReader> readers = new EnumMap<>(Ask.class);
    private final Object identityLock = new Object();
    // guarded by the identity lock
    private final ServerIdentity identity = new ServerIdentity();
    private final Egress egress = new Egress();
    private volatile Instant raisedUntil = Instant.MIN;

    /**
     * @param sampling takes the readings, under the lock
     * @param timeline the clock of the readings
     * @param wall the wall clock
     */
    TargetWatch(
            TargetSettings settings,
            ServerClient client,
            TargetSampling sampling,
            Object pipelineLock,
            Timeline timeline,
            InstantSource wall) {
        this.settings = settings;
        this.client = client;
        this.sampling = sampling;
        this.pipelineLock = pipelineLock;
        this.timeline = timeline;
        this.wall = wall;
        this.log = new WatchLog(settings);
        this.probeLimit = new Limit.Known(settings.probeLimit().toNanos() / 1e9);
        for (Ask ask : asks()) {
            boolean node = ask == Ask.NODE;
            PageCounters page = new PageCounters(
                    settings.name(), node ? null : APISERVER_JOB, node ? OF_NODES : OF_SERVERS, sampling);
            page.limitRequests(settings.limitRequests());
            page.linkSpeeds(settings.linkSpeeds());
            states.put(ask, new SourceState(ask));
            pages.put(ask, page);
            readers.put(ask, new PageReader(page.names()));
        }
    }

    TargetSettings settings() {
        return settings;
    }

    List<Ask> asks() {
        return settings.kind().asks();
    }

    /** Asks more often until then, as far as the budget allows. */
    void raise(Instant until) {
        if (until.isAfter(raisedUntil)) {
            raisedUntil = until;
        }
    }

    private boolean raised() {
        return wall.instant().isBefore(raisedUntil);
    }

    /** The time from one asking to the next. */
    Duration interval(Ask ask) {
        double egressNow;
        synchronized (identityLock) {
            egressNow = egress.bytesPerSecond();
        }
        Budget budget = Budget.of(settings.budget(), egressNow);
        return Pace.interval(ask, asks(), other -> state(other).cost(), budget, raised());
    }

    /** Asks once; does not throw for anything the server does. */
    void ask(Ask ask) throws InterruptedException {
        try {
            if (ask == Ask.READYZ) {
                probe();
            } else {
                scrape(ask);
            }
        } catch (ScrapeException e) {
            state(ask).exchanged(e.cost(), null);
            fails(ask, e.reason().id(), String.valueOf(e.getMessage()));
        }
        log.pace(ask, status(ask));
    }

    private void probe() throws ScrapeException, InterruptedException {
        Duration deadline = settings.probeLimit().multipliedBy(2);
        long startNanos = timeline.monotonicNanos();
        try {
            Probed probed = client.probe(Ask.READYZ.path(), deadline);
            state(Ask.READYZ).exchanged(probed.cost(), Cost.of(0, probed.cost().receivedBytes(), 0));
            latency(startNanos, probed.cost().elapsedNanos());
            if (probed.ok()) {
                works(Ask.READYZ);
            } else {
                fails(
                        Ask.READYZ,
                        reason(probed.status()).id(),
                        "%s answers %d to %s; expected 200"
                                .formatted(settings.endpoint().origin(), probed.status(), Ask.READYZ.path()));
            }
        } catch (ScrapeException e) {
            if (e.reason() == Reason.TIMEOUT) {
                // it took this long at least
                latency(startNanos, deadline.toNanos());
            }
            throw e;
        }
    }

    private static Reason reason(int status) {
        return switch (status) {
            case 401, 403 -> Reason.DENIED;
            default -> status >= 500 ? Reason.SERVER_ERROR : Reason.STATUS;
        };
    }

    private void latency(long startNanos, long tookNanos) {
        if (isUnstable()) {
            return;
        }
        synchronized (pipelineLock) {
            sampling.level(
                    timeline.nanosAt(startNanos + tookNanos),
                    SignalKind.PROBE_LATENCY,
                    "",
                    tookNanos / 1e9,
                    probeLimit);
        }
    }

    private void scrape(Ask ask) throws ScrapeException, InterruptedException {
        PageCounters page = page(ask);
        page.begin();
        long startNanos = timeline.monotonicNanos();
        Scraped scraped = client.scrape(ask.path(), Packing.GZIP, reader(ask), page, PAGE_DEADLINE);
        ExchangeCost cost = scraped.cost();
        state(ask).exchanged(cost, Cost.of(scraped.page().bytes(), cost.receivedBytes(), page.ownSeconds()));
        Instant now = wall.instant();
        Seen seen = seen(page, now);
        if (seen == Seen.UNSTABLE) {
            fails(
                    ask,
                    TargetStatus.IDENTITY_UNSTABLE,
                    "several servers answer at %s, told apart by when their processes started; give each its own address"
                            .formatted(settings.endpoint().origin()));
            return;
        }
        synchronized (pipelineLock) {
            if (seen == Seen.RESTARTED && settings.kind() == TargetKind.APISERVER) {
                sampling.forgetProcess(APISERVER_JOB);
            }
            // the values are those of when the server made the page, which is just before its headers came
            page.push(timeline.nanosAt(startNanos + cost.headersNanos()));
        }
        works(ask);
    }

    private Seen seen(PageCounters page, Instant now) {
        OptionalDouble start = page.startSeconds();
        synchronized (identityLock) {
            Seen seen = start.isPresent()
                    ? identity.observe(start.getAsDouble(), now)
                    : identity.unstable() ? Seen.UNSTABLE : Seen.SAME;
            if (page.sentBytes() > 0) {
                egress.observe(page.sentBytes(), now, seen == Seen.SAME);
            }
            return seen;
        }
    }

    private boolean isUnstable() {
        synchronized (identityLock) {
            return identity.unstable();
        }
    }

    private void works(Ask ask) {
        String before = state(ask).works();
        if (before != null) {
            log.works(ask, before);
        }
    }

    private void fails(Ask ask, String reason, String message) {
        if (state(ask).fails(reason, message)) {
            log.fails(ask, reason, message);
        }
    }

    /** How the watching is doing. */
    TargetStatus status() {
        long restarts;
        long changes;
        synchronized (identityLock) {
            restarts = identity.restarts();
            changes = identity.changes();
        }
        return new TargetStatus(
                settings.name(),
                settings.kind(),
                settings.endpoint().origin(),
                settings.endpoint().tls().insecure(),
                raised(),
                restarts,
                changes,
                asks().stream().map(this::status).toList());
    }

    private SourceStatus status(Ask ask) {
        return state(ask).status(interval(ask), ask.interval(raised()));
    }

    private SourceState state(Ask ask) {
        return require(states.get(ask), ask);
    }

    private PageCounters page(Ask ask) {
        return require(pages.get(ask), ask);
    }

    private PageReader reader(Ask ask) {
        return require(readers.get(ask), ask);
    }

    private static <T> T require(@Nullable T known, Ask ask) {
        if (known == null) {
            throw new IllegalArgumentException(ask + " is not asked of this kind of server");
        }
        return known;
    }
}

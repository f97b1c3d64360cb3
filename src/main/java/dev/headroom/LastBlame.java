// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.metrics.DeployFigures.Blamed;
import dev.headroom.sampling.SignalKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.event.EventListener;

/**
 * What the last burst of each signal is laid at the door of, for an alert to say while it fires. The counters of verdicts are minutes
 * late, because they wait until a verdict is final; this is what is thought now, and may change. Thread safe.
 */
final class LastBlame {
    /** As long as the windows of the alerts that say it. */
    private static final Duration INTEREST = Duration.ofMinutes(15);

    private record Last(long endNanos, Optional<Blamed> blamed) {}

    private final DeployDesk desk;
    private final InstantSource clock;
    private final Map<SignalKey, Last> lastOfSignals = new ConcurrentHashMap<>();

    LastBlame(DeployDesk desk, InstantSource clock) {
        this.desk = desk;
        this.clock = clock;
    }

    /** Takes in a verdict, the first of a burst or a better one. */
    @EventListener
    void judged(Judged judged) {
        Last news = new Last(judged.burst().endNanos(), blamed(judged));
        lastOfSignals.merge(
                judged.burst().key(), news, (known, newer) -> newer.endNanos() >= known.endNanos() ? newer : known);
    }

    private Optional<Blamed> blamed(Judged judged) {
        Verdict verdict = judged.verdict();
        String deploy = verdict.deploy();
        boolean named = verdict.decision() == Decision.CAUSED || verdict.decision() == Decision.LIKELY;
        return deploy == null || !named
                ? Optional.empty()
                : desk.recent(deploy).map(known -> new Blamed(judged.burst().key(), known, verdict.probability()));
    }

    /** Of each signal whose last burst ended within the last quarter of an hour and has a verdict that names a deploy. */
    List<Blamed> all() {
        Instant oldest = clock.instant().minus(INTEREST);
        return lastOfSignals.values().stream()
                .filter(last -> last.endNanos() / 1_000_000 >= oldest.toEpochMilli())
                .flatMap(last -> last.blamed().stream())
                .toList();
    }
}

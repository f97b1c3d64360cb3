// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.correlation.DeployAccounts;
import dev.headroom.correlation.UsageByMinute;
import dev.headroom.correlation.Window;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.SignalStatus;
import dev.headroom.history.CostRecord;
import dev.headroom.history.DeployRecord;
import dev.headroom.history.History;
import dev.headroom.history.History.DeployQuery;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.Summary;
import dev.headroom.sampling.SignalKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What deploys cost, out of the minutes the flight recorder keeps. Worked out when it is asked for, one request at a time: it reads four
 * weeks of every signal. Thread safe.
 */
final class Costs {
    private final History history;
    private final LiveView live;
    private final FlightRecorder recorder;
    private final InstantSource clock;

    Costs(History history, LiveView live, FlightRecorder recorder, InstantSource clock) {
        this.history = history;
        this.live = live;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** What the deploy with this id cost; it is known to the history. */
    CostList of(String id) {
        Worked worked = of(Set.of(id));
        return new CostList(id, worked.observed().from(), worked.observed().to(), worked.costs());
    }

    /** What the newest deploys of an app cost. */
    AppCostList ofApp(String app, int limit) {
        List<String> newest =
                history.deploys(new DeployQuery(null, null, null, app, null, null), limit, null).deploys().stream()
                        .map(DeployRecord::id)
                        .toList();
        Worked worked = of(Set.copyOf(newest));
        return new AppCostList(app, worked.observed().from(), worked.observed().to(), newest, worked.costs());
    }

    /** Costs, and the time they were compared with. */
    private record Worked(Window observed, List<CostRecord> costs) {}

    private synchronized Worked of(Set<String> ids) {
        KnownPast past = KnownPast.of(history, clock.instant());
        Map<SignalKey, UsageByMinute> used = new TreeMap<>();
        for (SignalStatus status : live.signals()) {
            if (DeployAccounts.countsCostOf(status.key().kind())) {
                used.put(status.key(), used(status.key(), past));
            }
        }
        List<Deploy> asked = past.deploys().stream()
                .filter(deploy -> ids.contains(deploy.id()))
                .toList();
        List<CostRecord> costs = DeployAccounts.of(asked, used, past.bursts(), past.deploys(), past.observed()).stream()
                .map(CostRecord::of)
                .toList();
        return new Worked(past.observed(), costs);
    }

    private UsageByMinute used(SignalKey key, KnownPast past) {
        long from = nanos(past.observed().from());
        long to = nanos(past.observed().to());
        int minutes = (int) Math.max(1, Duration.ofNanos(to - from).toMinutes());
        UsageByMinute used = new UsageByMinute();
        try {
            Summary points = recorder.summary(key, from, to, minutes);
            for (int i = 0; i < points.size(); i++) {
                long start = points.startNanos()[i];
                long end = points.endNanos()[i];
                double observed = points.observedSeconds()[i];
                used.add(start, end, points.usagePerSecond()[i] * observed, observed / ((end - start) / 1e9));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the recorded samples of " + key + " cannot be read", e);
        }
        return used;
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import dev.headroom.sampling.SignalKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The alerts as they stand: those that fire, and those resolved so lately that they are still told. One for each signal whose bursts are
 * enough. Thread safe; nothing in it waits.
 */
final class AlertBoard {
    /** So many signals are followed; bursts of those beyond raise no alert and are counted. */
    static final int MOST_SIGNALS = 1_000;

    private final AlertSettings settings;
    private final KnownDeploys deploys;
    private final AlertText words;
    private final Map<SignalKey, SignalRun> runs = new TreeMap<>();
    private long refused;

    AlertBoard(AlertSettings settings, KnownDeploys deploys) {
        this.settings = settings;
        this.deploys = deploys;
        this.words = new AlertText(settings, deploys);
    }

    /** A burst has begun or has ended. */
    synchronized void see(Burst burst) {
        SignalRun run = runs.get(burst.key());
        if (run == null) {
            if (runs.size() >= MOST_SIGNALS) {
                refused++;
                return;
            }
            run = new SignalRun(settings);
            runs.put(burst.key(), run);
        }
        run.see(burst);
    }

    /** A burst that has ended was judged, or is judged otherwise now. */
    synchronized void judge(Judged judged) {
        SignalRun run = runs.get(judged.burst().key());
        if (run != null) {
            run.judge(judged.burst().id(), judged.verdict());
        }
    }

    /** Takes up what the past held, of signals nothing was seen of since. */
    synchronized void restore(List<Judged> oldestFirst) {
        Set<SignalKey> newer = new HashSet<>(runs.keySet());
        for (Judged past : oldestFirst) {
            if (!newer.contains(past.burst().key())) {
                see(past.burst());
                judge(past);
            }
        }
    }

    /** Whether a burst goes on, so that it is worth asking how it stands. */
    synchronized boolean hasOpen() {
        return runs.values().stream().anyMatch(SignalRun::isOpen);
    }

    /** Says how the bursts that go on stand; those not among them have ended. */
    synchronized void refresh(List<Burst> open) {
        Map<SignalKey, Burst> byKey = new HashMap<>();
        open.forEach(burst -> byKey.put(burst.key(), burst));
        byKey.keySet().retainAll(runs.keySet());
        runs.forEach((key, run) -> {
            Burst now = byKey.get(key);
            if (now == null) {
                run.endOpen();
            } else {
                run.see(now);
            }
        });
    }

    /** The alerts to be told of at this time, by signal. */
    synchronized List<Alert> alerts(Instant now) {
        long nowNanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        List<Deploy> running = runs.isEmpty() ? List.of() : deploys.running(now);
        List<Alert> alerts = new ArrayList<>();
        for (Iterator<Map.Entry<SignalKey, SignalRun>> all = runs.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<SignalKey, SignalRun> each = all.next();
            SignalRun run = each.getValue();
            if (run.isOver(nowNanos)) {
                all.remove();
                continue;
            }
            Episode episode = run.episode();
            if (episode != null) {
                alerts.add(words.alert(each.getKey(), episode, run.isFiring(episode, nowNanos), running));
            }
        }
        return alerts;
    }

    /** How many bursts were of signals beyond those followed. */
    synchronized long refused() {
        return refused;
    }
}

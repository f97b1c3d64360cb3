// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.correlation.DeployEffects;
import dev.headroom.correlation.LiveAttribution;
import dev.headroom.correlation.Window;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.EffectRecord;
import dev.headroom.history.History;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.Page;
import dev.headroom.history.History.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether the deploys of the last four weeks caused bursts at all. Worked out when it is asked for, once an hour at most: thousands of
 * permutations are too dear for every request. Thread safe; one request works, the others wait for it.
 */
final class Effects {
    private static final Duration FRESH = Duration.ofHours(1);
    private static final int PAGE = 500;
    private static final int MOST_BURSTS = 20_000;

    private final History history;
    private final InstantSource clock;
    private @Nullable EffectList last;

    Effects(History history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /** What is known by now, at most an hour old. */
    synchronized EffectList current() {
        Instant now = clock.instant();
        EffectList known = last;
        if (known == null || known.to().plus(FRESH).isBefore(now)) {
            known = workOut(now);
            last = known;
        }
        return known;
    }

    private EffectList workOut(Instant now) {
        Instant since = now.minus(LiveAttribution.MEMORY);
        List<Deploy> deploys = history.deploysSince(since);
        List<Burst> bursts = bursts(since);
        Instant from = now;
        for (Burst burst : bursts) {
            Instant onset = Instant.EPOCH.plusNanos(burst.startNanos());
            from = onset.isBefore(from) ? onset : from;
        }
        for (Deploy deploy : deploys) {
            from = deploy.startedAt().isBefore(from) ? deploy.startedAt() : from;
        }
        DeployEffects effects = DeployEffects.of(bursts, deploys, new Window(from, now), DeployEffects.MOVES);
        return new EffectList(from, now, deploys.size(), bursts.size(), EffectRecord.of(effects));
    }

    private List<Burst> bursts(Instant since) {
        List<Burst> bursts = new ArrayList<>();
        BurstQuery query = new BurstQuery(since, null, null, null, null, null);
        Position after = null;
        do {
            Page page = history.bursts(query, PAGE, after);
            page.bursts().stream().map(BurstRecord::remembered).forEach(bursts::add);
            after = page.next();
        } while (after != null && bursts.size() < MOST_BURSTS);
        return bursts;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.correlation.LiveAttribution;
import dev.headroom.correlation.Window;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.History;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.Page;
import dev.headroom.history.History.Position;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The bursts and deploys of the last four weeks: what may be learned from.
 *
 * @param observed from the first of them to now
 */
record KnownPast(List<Burst> bursts, List<Deploy> deploys, Window observed) {
    private static final int PAGE = 500;
    private static final int MOST_BURSTS = 20_000;

    KnownPast {
        bursts = List.copyOf(bursts);
        deploys = List.copyOf(deploys);
    }

    /** What a history holds. */
    static KnownPast of(History history, Instant now) {
        Instant since = now.minus(LiveAttribution.MEMORY);
        List<Deploy> deploys = history.deploysSince(since);
        List<Burst> bursts = bursts(history, since);
        Instant from = now;
        for (Burst burst : bursts) {
            Instant onset = Instant.EPOCH.plusNanos(burst.startNanos());
            from = onset.isBefore(from) ? onset : from;
        }
        for (Deploy deploy : deploys) {
            from = deploy.startedAt().isBefore(from) ? deploy.startedAt() : from;
        }
        return new KnownPast(bursts, deploys, new Window(from, now));
    }

    private static List<Burst> bursts(History history, Instant since) {
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

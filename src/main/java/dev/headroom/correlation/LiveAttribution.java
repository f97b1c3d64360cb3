// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attribution as the service runs it: verdicts go by what the past has taught and the deploys known by now, and are given at once.
 *
 * <p>Word of a deploy may come late. Until the window of a burst closes (180 s after its onset) a verdict is looked at again whenever
 * a deploy is reported; one that names a cause is given straight away, one that does not is pending until then. The parameters are
 * fitted anew from the last 28 days when the time watched has doubled, once a day at the latest: seldom enough to cost nothing.
 *
 * <p>Not thread safe: the caller lets one thread in at a time.
 */
public final class LiveAttribution {
    /** How long bursts and deploys teach. */
    public static final Duration MEMORY = Duration.ofDays(28);

    /** After its onset, how long word of a deploy may change the verdict of a burst. */
    public static final Duration WINDOW = Duration.ofSeconds((long) LagDensity.FIRST_REACH_SECONDS);

    private static final Duration FIRST_REFIT = Duration.ofHours(1);
    private static final Duration LAST_REFIT = Duration.ofDays(1);

    /** So many bursts teach enough: a signal that flaps for days must not fill the memory. */
    private static final int MOST_BURSTS = 20_000;

    private final Instant watchedSince;
    private final Deque<Burst> bursts = new ArrayDeque<>();
    private final Map<String, Deploy> deploys = new LinkedHashMap<>();
    private final List<Burst> awaiting = new ArrayList<>();
    private AttributionModel model;
    private Instant nextFit;

    /**
     * Nothing known yet.
     *
     * @param watchedSince when watching began
     */
    public LiveAttribution(Instant watchedSince) {
        this.watchedSince = watchedSince;
        this.model = Attribution.fit(List.of(), List.of(), new Window(watchedSince, watchedSince));
        this.nextFit = watchedSince.plus(FIRST_REFIT);
    }

    /**
     * Goes on with what is remembered: learns from it at once. Watching is taken to have begun with the first of it.
     *
     * @param bursts those that were judged, oldest first
     */
    public static LiveAttribution continued(List<Burst> bursts, List<Deploy> deploys, Instant now) {
        Instant first = now;
        for (Burst burst : bursts) {
            first = onset(burst).isBefore(first) ? onset(burst) : first;
        }
        for (Deploy deploy : deploys) {
            first = deploy.startedAt().isBefore(first) ? deploy.startedAt() : first;
        }
        LiveAttribution live = new LiveAttribution(first);
        live.bursts.addAll(bursts);
        deploys.forEach(deploy -> live.deploys.put(deploy.id(), deploy));
        live.refit(now);
        return live;
    }

    /** The app of a deploy that is known; null where it is not or names none. */
    public @Nullable String app(String deployId) {
        Deploy deploy = deploys.get(deployId);
        return deploy == null ? null : deploy.app();
    }

    /**
     * A verdict that was given or has changed.
     *
     * @param settled true when it will not change any more
     */
    public record Judged(Burst burst, Verdict verdict, boolean settled) {}

    /** Takes in a burst that ended and judges it. */
    public Judged burstClosed(Burst burst, Instant now) {
        bursts.addLast(burst);
        if (bursts.size() > MOST_BURSTS) {
            bursts.removeFirst();
        }
        Judged judged = judge(burst, now);
        if (!judged.settled()) {
            awaiting.add(burst);
        }
        return judged;
    }

    /** Takes in what is now known of a deploy, new or not, and judges again the bursts whose windows are open. */
    public List<Judged> deployReported(Deploy deploy, Instant now) {
        deploys.put(deploy.id(), deploy);
        model = model.with(deploys.values());
        return awaiting.stream().map(burst -> judge(burst, now)).toList();
    }

    /** Settles the verdicts whose windows have closed, and learns from the past when it is time: to be called every few seconds. */
    public List<Judged> advanceTo(Instant now) {
        List<Judged> settled = new ArrayList<>();
        for (Iterator<Burst> open = awaiting.iterator(); open.hasNext(); ) {
            Judged judged = judge(open.next(), now);
            if (judged.settled()) {
                settled.add(judged);
                open.remove();
            }
        }
        if (!now.isBefore(nextFit)) {
            refit(now);
        }
        return settled;
    }

    private void refit(Instant now) {
        Instant from = now.minus(MEMORY);
        while (!bursts.isEmpty() && onset(bursts.getFirst()).isBefore(from)) {
            bursts.removeFirst();
        }
        deploys.values().removeIf(deploy -> deploy.startedAt().isBefore(from));
        Instant since = watchedSince.isBefore(from) ? from : watchedSince;
        model = Attribution.fit(bursts, deploys.values(), new Window(since, now));
        Duration watched = Duration.between(watchedSince, now);
        Duration next = watched.compareTo(LAST_REFIT) < 0 ? watched : LAST_REFIT;
        nextFit = now.plus(next.compareTo(FIRST_REFIT) < 0 ? FIRST_REFIT : next);
    }

    private Judged judge(Burst burst, Instant now) {
        Verdict verdict = model.judge(burst);
        Instant closes = onset(burst).plus(WINDOW);
        boolean settled = !now.isBefore(closes);
        boolean named = verdict.decision() == Decision.CAUSED || verdict.decision() == Decision.LIKELY;
        return new Judged(burst, settled || named ? verdict : pending(verdict, closes), settled);
    }

    private static Verdict pending(Verdict verdict, Instant closes) {
        List<String> evidence = new ArrayList<>(verdict.evidence());
        evidence.add("Word of a deploy may still come until " + closes.truncatedTo(ChronoUnit.SECONDS) + ".");
        return new Verdict(null, verdict.group(), verdict.probability(), Decision.PENDING, evidence, verdict.rivals());
    }

    private static Instant onset(Burst burst) {
        return Instant.EPOCH.plusNanos(burst.startNanos());
    }
}

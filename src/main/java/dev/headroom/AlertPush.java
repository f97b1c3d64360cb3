// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.alerting.PushStatus;
import dev.headroom.alerting.Pushes;
import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployEvent;
import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstEvent;
import dev.headroom.detection.SignalStatus;
import dev.headroom.exposition.Scraper;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.BurstRecord.VerdictRecord;
import dev.headroom.history.History;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.Page;
import dev.headroom.history.History.Position;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/** Pushes alerts and annotations while the service runs, where that is asked for; otherwise nothing of it is even loaded. Thread safe. */
final class AlertPush implements SmartLifecycle {
    private static final int PAGE = 500;

    /** What the past may fill the memory with at the start; older bursts than these are not told again. */
    private static final int MOST_RESTORED = 5_000;

    private final AlertingProperties properties;
    private final String ownAddress;
    private final LivePipeline pipeline;
    private final History history;
    private final InstantSource clock;
    private volatile @Nullable Running running;

    private record Running(Scraper scraper, Pushes pushes) {}

    /** @param ownAddress what links begin with where nothing is configured */
    AlertPush(
            AlertingProperties properties,
            String ownAddress,
            LivePipeline pipeline,
            History history,
            InstantSource clock) {
        this.properties = properties;
        this.ownAddress = ownAddress;
        this.pipeline = pipeline;
        this.history = history;
        this.clock = clock;
    }

    /** How pushing to each server is doing; empty where nothing is pushed. */
    List<PushStatus> statuses() {
        Running now = running;
        return now == null ? List.of() : now.pushes().statuses();
    }

    @EventListener
    void burst(BurstEvent event) {
        Running now = running;
        if (now != null && !(event instanceof BurstEvent.Settled)) {
            now.pushes().burst(event.burst());
        }
    }

    @EventListener
    void judged(Judged judged) {
        Running now = running;
        if (now != null) {
            now.pushes().judged(judged);
        }
    }

    @EventListener
    void deploy(DeployEvent event) {
        Running now = running;
        if (now != null) {
            now.pushes().deploy(event.deploy());
        }
    }

    @Override
    public void start() {
        if (!properties.enabled() || running != null) {
            return;
        }
        Scraper scraper = new Scraper(System::nanoTime, clock);
        Pushes pushes = new Pushes(
                properties.settings(ownAddress),
                properties.destinations(),
                new Known(pipeline, history),
                scraper,
                System::nanoTime,
                clock);
        running = new Running(scraper, pushes);
        pushes.start();
    }

    @Override
    public void stop() {
        Running ended = running;
        running = null;
        if (ended != null) {
            ended.pushes().close();
            ended.scraper().close();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    /** What the pipeline and the history know. */
    private record Known(LivePipeline pipeline, History history) implements Pushes.Sources {
        @Override
        public List<Burst> open() {
            return pipeline.signals().stream()
                    .map(SignalStatus::open)
                    .flatMap(Stream::ofNullable)
                    .toList();
        }

        @Override
        public List<Judged> bursts(Instant since, Instant until) {
            List<Judged> newestFirst = new ArrayList<>();
            BurstQuery query = new BurstQuery(since, until, null, null, null, null);
            Position after = null;
            do {
                Page page = history.bursts(query, PAGE, after);
                for (BurstRecord kept : page.bursts()) {
                    if (kept.end() != null) {
                        newestFirst.add(new Judged(kept.remembered(), verdict(kept.verdict()), false));
                    }
                }
                after = page.next();
            } while (after != null && newestFirst.size() < MOST_RESTORED);
            return newestFirst.reversed();
        }

        private static Verdict verdict(VerdictRecord kept) {
            Decision decision = Stream.of(Decision.values())
                    .filter(one -> one.id().equals(kept.decision()))
                    .findFirst()
                    .orElse(Decision.PENDING);
            return new Verdict(
                    kept.deploy(), kept.group(), kept.probability(), decision, kept.evidence(), kept.rivals());
        }

        @Override
        public List<Deploy> deploys(Instant since) {
            return history.deploysSince(since);
        }

        @Override
        public String sentence(Burst burst) {
            return BurstSentence.of(burst);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.api.StreamRecords.Gap;
import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict;
import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployEvent;
import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstEvent;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.DeployRecord;
import dev.headroom.history.History;
import dev.headroom.history.HistoryUnreadableException;
import dev.headroom.sampling.SignalGap;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.event.EventListener;

/**
 * Tells the streams of facts, as the API tells them to whoever asks. What the history adds to a fact is left out where it cannot be read: the
 * fact is told all the same.
 */
final class LiveFacts {
    private final LiveStreams streams;
    private final History history;

    LiveFacts(LiveStreams streams, History history) {
        this.streams = streams;
        this.history = history;
    }

    @EventListener
    void burst(BurstEvent event) {
        Burst burst = event.burst();
        switch (event) {
            case BurstEvent.Opened opened -> streams.fact("burst-opened", BurstRecord.of(burst, Verdict.BURST_GOES_ON));
            case BurstEvent.Closed closed ->
                streams.fact("burst-closed", BurstRecord.of(burst, Verdict.BURST_JUST_ENDED));
            case BurstEvent.Settled settled ->
                streams.fact(
                        "burst-settled",
                        kept(burst)
                                .map(kept ->
                                        BurstRecord.of(burst, kept.verdict()).labelled(kept.label()))
                                .orElseGet(() -> BurstRecord.of(burst, Verdict.BURST_JUST_ENDED)));
        }
    }

    /** What was judged may not know what dashboards showed: the history does. */
    @EventListener
    void judged(Judged judged) {
        streams.fact(
                "verdict",
                kept(judged.burst())
                        .map(kept -> kept.with(judged.verdict()))
                        .orElseGet(() -> BurstRecord.of(judged.burst(), judged.verdict())));
    }

    @EventListener
    void deploy(DeployEvent event) {
        Deploy deploy = event.deploy();
        streams.fact("deploy", asked(() -> history.deploy(deploy.id())).orElseGet(() -> DeployRecord.of(deploy, 0, 0)));
    }

    @EventListener
    void gap(SignalGap gap) {
        streams.fact(
                "gap",
                new Gap(
                        gap.key().target(),
                        gap.key().kind().id(),
                        gap.key().device(),
                        Instant.ofEpochSecond(0, gap.startNanos()),
                        Instant.ofEpochSecond(0, gap.endNanos())));
    }

    private Optional<BurstRecord> kept(Burst burst) {
        return asked(() -> history.burst(burst.id()));
    }

    private static <T> Optional<T> asked(Supplier<Optional<T>> question) {
        try {
            return question.get();
        } catch (HistoryUnreadableException unreadable) {
            return Optional.empty();
        }
    }
}

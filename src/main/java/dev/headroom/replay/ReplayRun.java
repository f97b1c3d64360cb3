// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.correlation.Attribution;
import dev.headroom.correlation.AttributionModel;
import dev.headroom.correlation.DeployAccounts;
import dev.headroom.correlation.DeployEffects;
import dev.headroom.correlation.DeployTotals;
import dev.headroom.correlation.UsageByMinute;
import dev.headroom.correlation.Verdict;
import dev.headroom.correlation.Window;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import dev.headroom.detection.Detection;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.detection.SignalStatus;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.CostRecord;
import dev.headroom.history.DeployRecord;
import dev.headroom.history.EffectRecord;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SampleTee;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.TargetSampling;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One recording on its way through the pipeline of the live service: counters in, the outcome out. Its memory grows with targets,
 * signals and bursts, not with the recording. Not thread safe.
 */
final class ReplayRun {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final DetectionSettings settings;
    private final BurstShapes shapes = new BurstShapes();
    private final BurstBook book = new BurstBook(shapes);
    private final Detection detection;
    private final Map<String, ReadingTap> targets = new HashMap<>();
    private final Map<SignalKey, UsageByMinute> used = new TreeMap<>();

    ReplayRun(DetectionSettings settings) {
        this.settings = settings;
        this.detection = new Detection(settings, book);
    }

    /** Takes the counters of a target. */
    CounterSink target(String name) {
        return targets.computeIfAbsent(name, unknown -> new ReadingTap(new TargetSampling(unknown, this::sink, false)));
    }

    private SampleSink sink(SignalKey key) {
        SampleSink sink = shapes.listening(key, detection.sinkFor(key));
        return DeployAccounts.countsCostOf(key.kind()) ? new SampleTee(sink, used(key)) : sink;
    }

    private UsageByMinute used(SignalKey key) {
        return used.computeIfAbsent(key, unknown -> new UsageByMinute());
    }

    /** What was read so far, where the recording's end was not reached. */
    RecordingSummary soFar() {
        List<ReadingTap> read = targets.values().stream()
                .filter(target -> target.readings() > 0)
                .toList();
        if (read.isEmpty()) {
            return new RecordingSummary(OptionalLong.empty(), OptionalLong.empty(), 0, 0);
        }
        return new RecordingSummary(
                read.stream().mapToLong(ReadingTap::firstNanos).min(),
                read.stream().mapToLong(ReadingTap::lastNanos).max(),
                read.stream().mapToLong(ReadingTap::readings).sum(),
                0);
    }

    /**
     * Ends the run.
     *
     * @param recording the path as it was given
     * @param summary what was read
     * @param deploys all that are known
     * @param interrupted true when the user stopped it
     */
    ReplayOutcome finish(String recording, RecordingSummary summary, List<Deploy> deploys, boolean interrupted) {
        detection.finish(interrupted);
        shapes.finish();
        List<Burst> bursts = book.inOrder();
        Instant from = instant(summary.fromNanos());
        Instant to = instant(summary.toNanos());
        Window window = from == null || to == null ? null : new Window(from, to);
        Map<Burst, Verdict> verdicts = judge(bursts, deploys, window);
        Map<String, DeployTotals> totals = DeployTotals.of(verdicts);
        List<SignalStatus> statuses = detection.statuses();
        ReplayResult result = new ReplayResult(
                recording,
                from,
                to,
                summary.readings(),
                statuses.stream().map(SignalRecord::of).toList(),
                bursts.stream()
                        .map(burst -> BurstRecord.of(burst, Objects.requireNonNull(verdicts.get(burst))))
                        .toList(),
                deploys.stream()
                        .map(deploy -> record(deploy, totals.getOrDefault(deploy.id(), DeployTotals.NONE)))
                        .toList(),
                effects(bursts, deploys, window),
                costs(bursts, deploys, window));
        return new ReplayOutcome(result, bursts, statuses, settings, shapes, shapes.sampleLengths(), interrupted);
    }

    private static Map<Burst, Verdict> judge(List<Burst> bursts, List<Deploy> deploys, @Nullable Window window) {
        Map<Burst, Verdict> verdicts = new LinkedHashMap<>();
        if (window != null) {
            AttributionModel model = Attribution.fit(bursts, deploys, window);
            bursts.forEach(burst -> verdicts.put(burst, model.judge(burst)));
        }
        return verdicts;
    }

    private static List<EffectRecord> effects(List<Burst> bursts, List<Deploy> deploys, @Nullable Window window) {
        return window == null
                ? List.of()
                : EffectRecord.of(DeployEffects.of(bursts, deploys, window, DeployEffects.MOVES));
    }

    private List<CostRecord> costs(List<Burst> bursts, List<Deploy> deploys, @Nullable Window window) {
        if (window == null) {
            return List.of();
        }
        List<Deploy> whole =
                deploys.stream().filter(deploy -> deploy.parent() == null).toList();
        return DeployAccounts.of(whole, used, bursts, deploys, window).stream()
                .map(CostRecord::of)
                .toList();
    }

    private static DeployRecord record(Deploy deploy, DeployTotals totals) {
        return DeployRecord.of(deploy, totals.bursts(), totals.saturatedSeconds());
    }

    private static @Nullable Instant instant(OptionalLong nanos) {
        return nanos.isEmpty()
                ? null
                : Instant.ofEpochSecond(
                        Math.floorDiv(nanos.getAsLong(), NANOS_PER_SECOND),
                        Math.floorMod(nanos.getAsLong(), NANOS_PER_SECOND));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.correlation.Verdict;
import dev.headroom.detection.Burst;
import dev.headroom.detection.CoarseView;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A burst as users and their programs see it, in JSON and everywhere else: contract.md's record, field by field.
 *
 * @param end null while the burst is open
 * @param durationSeconds null while the burst is open
 * @param interrupted true when the watching was blind right before the burst or when it ended: it may have been longer
 * @param unobservedSeconds of its length, those about which nothing is known, as when a counter began anew
 * @param label what a person says of the verdict; null where nobody has said anything
 */
public record BurstRecord(
        String id,
        String target,
        String signal,
        String device,
        Instant start,
        @Nullable Instant end,
        @Nullable Double durationSeconds,
        double peak,
        double mean,
        double saturatedSeconds,
        @Nullable Double before,
        int samples,
        boolean coarseSamples,
        boolean interrupted,
        double unobservedSeconds,
        List<Coarse> coarse,
        VerdictRecord verdict,
        @Nullable LabelRecord label) {

    /** The coarse view of one dashboard. */
    public record Coarse(
            String dashboard,
            double scrapeSeconds,
            String function,
            double rangeSeconds,
            double stepSeconds,
            @Nullable Double best,
            @Nullable Double median,
            @Nullable Double worst,
            boolean hidden) {
        static Coarse of(CoarseView view) {
            return new Coarse(
                    view.dashboard().name(),
                    view.dashboard().scrape().toMillis() / 1e3,
                    view.dashboard().function().id(),
                    view.dashboard().range().toMillis() / 1e3,
                    view.dashboard().step().toMillis() / 1e3,
                    view.best(),
                    view.median(),
                    view.worst(),
                    view.hidden());
        }
    }

    /** A verdict with its decision by its public name. */
    public record VerdictRecord(
            @Nullable String deploy,
            List<String> group,
            double probability,
            String decision,
            List<String> evidence,
            List<Verdict.Rival> rivals) {
        static VerdictRecord of(Verdict verdict) {
            return new VerdictRecord(
                    verdict.deploy(),
                    verdict.group(),
                    verdict.probability(),
                    verdict.decision().id(),
                    verdict.evidence(),
                    verdict.rivals());
        }
    }

    public BurstRecord {
        coarse = List.copyOf(coarse);
    }

    /** Joins what detection and correlation say of one burst. */
    public static BurstRecord of(Burst burst, Verdict verdict) {
        return of(burst, VerdictRecord.of(verdict));
    }

    /** Joins what detection says of a burst with the verdict that was given of it. */
    public static BurstRecord of(Burst burst, VerdictRecord verdict) {
        return new BurstRecord(
                burst.id(),
                burst.key().target(),
                burst.key().kind().id(),
                burst.key().device(),
                instant(burst.startNanos()),
                burst.open() ? null : instant(burst.endNanos()),
                burst.open() ? null : burst.durationSeconds(),
                burst.peak(),
                burst.mean(),
                burst.saturatedSeconds(),
                burst.before(),
                burst.samples(),
                burst.coarseSamples(),
                burst.interrupted(),
                burst.unobservedSeconds(),
                burst.coarse().stream().map(Coarse::of).toList(),
                verdict,
                null);
    }

    /** The same burst with another verdict. */
    public BurstRecord with(Verdict otherVerdict) {
        return with(VerdictRecord.of(otherVerdict), label);
    }

    /** The same burst with what a person says of it; null where nobody says anything. */
    public BurstRecord labelled(@Nullable LabelRecord otherLabel) {
        return with(verdict, otherLabel);
    }

    private BurstRecord with(VerdictRecord otherVerdict, @Nullable LabelRecord otherLabel) {
        return new BurstRecord(
                id,
                target,
                signal,
                device,
                start,
                end,
                durationSeconds,
                peak,
                mean,
                saturatedSeconds,
                before,
                samples,
                coarseSamples,
                interrupted,
                unobservedSeconds,
                coarse,
                otherVerdict,
                otherLabel);
    }

    /** The burst as correlation learns from it: all but what the dashboards would have shown. */
    public Burst remembered() {
        return new Burst(
                id,
                new SignalKey(target, SignalKind.of(signal), device),
                nanos(start),
                nanos(end == null ? start : end),
                end == null,
                interrupted,
                peak,
                mean,
                saturatedSeconds,
                before,
                samples,
                coarseSamples,
                unobservedSeconds,
                List.of(),
                true);
    }

    private static long nanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /** True when at least one dashboard could not have shown it. */
    public boolean hidden() {
        return coarse.stream().anyMatch(Coarse::hidden);
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }
}

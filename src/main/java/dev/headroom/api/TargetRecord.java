// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One watched target, in JSON.
 *
 * @param health ok while every source that the target has works, degraded while some do, down while none does
 * @param sampler how its sampler is doing; null where it has none of its own
 * @param sources what it is read from
 * @param signals what is measured of it
 * @param servers what of it is watched over the network
 */
record TargetRecord(
        String target,
        String health,
        @Nullable SamplerRecord sampler,
        List<SourceRecord> sources,
        List<SignalRecord> signals,
        List<ServerRecord> servers) {
    TargetRecord {
        sources = List.copyOf(sources);
        signals = List.copyOf(signals);
        servers = List.copyOf(servers);
    }

    /**
     * How a sampler is doing.
     *
     * @param intervalSeconds the time between two readings
     * @param ticks readings taken
     * @param missedTicks readings that could not be taken in time
     * @param lateSeconds the sum of how late each began
     * @param gapSeconds time in gaps of more than 5 s without a reading
     * @param clockSteps how often the wall clock was seen to step
     */
    record SamplerRecord(
            double intervalSeconds,
            long ticks,
            long missedTicks,
            double lateSeconds,
            double gapSeconds,
            long clockSteps) {}

    /**
     * How a source is doing.
     *
     * @param up true when the last read worked
     * @param reason absent, denied, parse, failed or stuck; null while it works
     * @param message the reason in words; null while it works
     * @param reads reads that returned
     * @param failures reads that failed
     * @param readSeconds the time the reads took, all together
     */
    record SourceRecord(
            String source,
            boolean up,
            @Nullable String reason,
            @Nullable String message,
            long reads,
            long failures,
            double readSeconds) {}

    /**
     * One signal.
     *
     * @param unit the unit of its limit
     * @param limit the limit in force; null where it is not known
     * @param limitUnknown why the limit is not known; null where it is
     * @param observedSeconds time covered by samples since the start
     * @param saturatedSeconds estimated time at or above the enter threshold since the start
     * @param peak highest utilisation since the start; null before the first sample with a known limit
     * @param recentPeak highest utilisation of the last minute; null where it has no sample with a known limit
     * @param bursts bursts closed since the start
     * @param openBurst the id of the burst that goes on; null where none does
     */
    record SignalRecord(
            String signal,
            String device,
            String unit,
            @Nullable Double limit,
            @Nullable String limitUnknown,
            double observedSeconds,
            double saturatedSeconds,
            @Nullable Double peak,
            @Nullable Double recentPeak,
            long bursts,
            @Nullable String openBurst) {}
}

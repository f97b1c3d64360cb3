// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the sampler of one target is doing: a consistent copy.
 *
 * @param target the target it samples
 * @param interval the time between two ticks
 * @param ticks ticks run
 * @param missedTicks ticks that could not be run because an earlier one, or the machine, took too long
 * @param lateSeconds the sum of how late each tick began
 * @param gapSeconds time in gaps of more than 5 s without a tick
 * @param clockSteps how often the wall clock was seen to step by more than 0.5 s
 * @param sources the state of each source
 */
public record SamplerStatus(
        String target,
        Duration interval,
        long ticks,
        long missedTicks,
        double lateSeconds,
        double gapSeconds,
        long clockSteps,
        List<SourceStatus> sources) {

    public SamplerStatus {
        sources = List.copyOf(sources);
    }

    /**
     * How one source is doing.
     *
     * @param name the source's name
     * @param failure why the last read failed, null while it works
     * @param message the failure in words, null while it works
     * @param reads reads that returned
     * @param readSeconds the time they took, all together
     * @param failures reads that failed
     */
    public record SourceStatus(
            String name,
            SourceException.@Nullable Reason failure,
            @Nullable String message,
            long reads,
            double readSeconds,
            long failures) {
        /** True when the last read worked. */
        public boolean up() {
            return failure == null;
        }
    }
}

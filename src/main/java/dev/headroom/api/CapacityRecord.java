// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/capacity}: how much room is left.
 *
 * @param signals of those whose load moves to the other targets when one is lost, and that have a limit
 */
record CapacityRecord(Instant since, Instant until, List<Signal> signals) {
    CapacityRecord {
        signals = List.copyOf(signals);
    }

    /**
     * One signal of all targets.
     *
     * @param device the process, request kind or priority level; empty for links, of which each target has the one nearest to its limit
     * @param unit of limit and usage
     * @param targets in the order of their names
     * @param headroom what is left at the highest utilisation of any target; below 0 where more was used than the limit allows
     * @param busiest the target that had it
     * @param headroomWithoutOne what is left when the target is lost that then carries most; below 0 is how much is missing. Null where no
     *     two targets were seen at once
     * @param skew the highest mean utilisation by the lowest; null with one target, or where one does nothing at all
     * @param skewed true where that is 2 or more
     */
    record Signal(
            String signal,
            String device,
            String unit,
            List<Target> targets,
            double headroom,
            String busiest,
            @Nullable Double headroomWithoutOne,
            @Nullable Double skew,
            boolean skewed) {
        Signal {
            targets = List.copyOf(targets);
        }
    }

    /**
     * One signal of one target.
     *
     * @param device which link, process, request kind or priority level
     * @param limit the limit known last
     * @param peakUsage what was used at the peak
     * @param peakUtilisation its share of the limit it had then
     * @param meanUtilisation the utilisation of all that was observed
     * @param at when the peak was
     * @param withoutBusiest the highest utilisation it would have reached as one of those that are left; null where it never was
     */
    record Target(
            String target,
            String device,
            double limit,
            double peakUsage,
            double peakUtilisation,
            double meanUtilisation,
            Instant at,
            @Nullable Double withoutBusiest) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the watching of one server is doing: a consistent copy.
 *
 * @param target the target its signals belong to
 * @param url its own address
 * @param insecure whether its certificate is not checked
 * @param raised whether it is asked more often now, because something happens
 * @param restarts how often its process was seen to be a new one
 * @param identityChanges how often another server was seen to answer at its address
 * @param sources what it is asked for
 */
public record TargetStatus(
        String target,
        TargetKind kind,
        URI url,
        boolean insecure,
        boolean raised,
        long restarts,
        long identityChanges,
        List<SourceStatus> sources) {
    /** The reason of values that are not taken because several servers answer at one address. */
    public static final String IDENTITY_UNSTABLE = "identity_unstable";

    public TargetStatus {
        sources = List.copyOf(sources);
    }

    /**
     * One thing the server is asked for.
     *
     * @param name readyz, slis, metrics or node
     * @param asked whether an answer, or none, was waited for yet
     * @param reason why the last answer gave nothing; null while it does
     * @param message the reason in words; null while there is none
     * @param requests requests sent
     * @param failures those that gave nothing
     * @param readSeconds the time they took, all together
     * @param receivedBytes what came over the network for them
     * @param estimatedCpuSeconds the CPU time they are estimated to have cost the server
     * @param interval the time between two of them now, as the budget allows it
     * @param wantedInterval the time there would be between two of them if the budget were no matter
     */
    public record SourceStatus(
            String name,
            boolean asked,
            @Nullable String reason,
            @Nullable String message,
            long requests,
            long failures,
            double readSeconds,
            long receivedBytes,
            double estimatedCpuSeconds,
            Duration interval,
            Duration wantedInterval) {
        /** Whether the last answer was of use. */
        public boolean up() {
            return asked && reason == null;
        }

        /** Whether it is asked less often than it should be, to stay within the budget. */
        public boolean slowed() {
            return interval.compareTo(wantedInterval) > 0;
        }
    }

    /** {@code up} while all of its sources are, {@code down} while none is, {@code degraded} between; {@code waiting} at first. */
    public String state() {
        if (sources.stream().noneMatch(SourceStatus::asked)) {
            return "waiting";
        }
        if (sources.stream().allMatch(source -> source.up() || !source.asked())) {
            return "up";
        }
        return sources.stream().anyMatch(SourceStatus::up) ? "degraded" : "down";
    }
}

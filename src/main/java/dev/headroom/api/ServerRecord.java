// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.targets.TargetStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One server watched over the network, in JSON.
 *
 * @param kind apiserver or node
 * @param url its own address
 * @param state waiting before the first answer, up while all it is asked for comes, degraded while some does, down while nothing does
 * @param raised whether it is asked more often, because of a burst or a deploy
 * @param restarts how often its process was seen to be a new one
 * @param identityChanges how often another server was seen to answer at its address
 * @param sources what it is asked for
 */
record ServerRecord(
        String kind,
        String url,
        String state,
        boolean raised,
        long restarts,
        long identityChanges,
        List<ServerSourceRecord> sources) {
    ServerRecord {
        sources = List.copyOf(sources);
    }

    static ServerRecord of(TargetStatus status) {
        return new ServerRecord(
                status.kind().id(),
                status.url().toString(),
                status.state(),
                status.raised(),
                status.restarts(),
                status.identityChanges(),
                status.sources().stream().map(ServerSourceRecord::of).toList());
    }

    /**
     * One thing a server is asked for.
     *
     * @param source readyz, slis, metrics or node
     * @param up true when the last answer was of use
     * @param reason why it was not, in one word; null while it is, and before the first
     * @param message the reason in words; null where there is none
     * @param requests requests sent
     * @param failures those that gave nothing
     * @param readSeconds the time they took, all together
     * @param receivedBytes what came over the network for them
     * @param estimatedCpuSeconds the CPU time they are estimated to have cost the server
     * @param intervalSeconds the time between two of them now
     * @param slowed whether they are further apart than they should be, to stay within the budget
     */
    record ServerSourceRecord(
            String source,
            boolean up,
            @Nullable String reason,
            @Nullable String message,
            long requests,
            long failures,
            double readSeconds,
            long receivedBytes,
            double estimatedCpuSeconds,
            double intervalSeconds,
            boolean slowed) {
        static ServerSourceRecord of(TargetStatus.SourceStatus source) {
            return new ServerSourceRecord(
                    source.name(),
                    source.up(),
                    source.reason(),
                    source.message(),
                    source.requests(),
                    source.failures(),
                    source.readSeconds(),
                    source.receivedBytes(),
                    source.estimatedCpuSeconds(),
                    source.interval().toNanos() / 1e9,
                    source.slowed());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.targets;

import dev.headroom.exposition.Endpoint;
import java.time.Duration;
import java.util.Map;

/**
 * One server to be watched.
 *
 * @param name the target its signals belong to; several servers of one machine may share it
 * @param endpoint its own address and what it wants to see of us
 * @param budget the share of one core's time, and of what the server sends, that watching it may cost: above 0, at most 1
 * @param probeLimit how long the answer to a probe may take
 * @param limitRequests the most requests in flight by their kind ({@code readonly}, {@code mutating}), where it is known
 * @param linkSpeeds bytes per second of each link that cannot tell its own speed or tells a wrong one, by interface
 */
public record TargetSettings(
        String name,
        TargetKind kind,
        Endpoint endpoint,
        double budget,
        Duration probeLimit,
        Map<String, Double> limitRequests,
        Map<String, Double> linkSpeeds) {
    /** The share that watching a server may cost it where nothing else is said. */
    public static final double DEFAULT_BUDGET = 0.01;

    /** How long a probe may take where nothing else is said: as long as a kubelet's. */
    public static final Duration DEFAULT_PROBE_LIMIT = Duration.ofSeconds(1);

    public TargetSettings {
        if (!(budget > 0 && budget <= 1)) {
            throw new IllegalArgumentException("a budget is a share above 0 and at most 1, not " + budget);
        }
        limitRequests = Map.copyOf(limitRequests);
        linkSpeeds = Map.copyOf(linkSpeeds);
    }

    /** A server with the usual budget and limits. */
    public static TargetSettings of(String name, TargetKind kind, Endpoint endpoint) {
        return new TargetSettings(name, kind, endpoint, DEFAULT_BUDGET, DEFAULT_PROBE_LIMIT, Map.of(), Map.of());
    }
}

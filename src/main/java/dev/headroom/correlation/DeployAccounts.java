// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What deploys cost, over all signals whose use adds up: CPU-seconds, bytes, retransmitted segments. */
public final class DeployAccounts {
    private static final Set<SignalKind> ADD_UP = EnumSet.of(
            SignalKind.CPU,
            SignalKind.PROCESS_CPU,
            SignalKind.NETWORK_RECEIVE,
            SignalKind.NETWORK_TRANSMIT,
            SignalKind.TCP_RETRANSMIT);

    private DeployAccounts() {}

    /** What one deploy, with those it cannot be told apart from, cost by one signal. */
    public record Entry(Deploy deploy, SignalKey key, DeployCost cost) {}

    /** True for a signal whose use adds up to a cost. */
    public static boolean countsCostOf(SignalKind kind) {
        return ADD_UP.contains(kind);
    }

    /**
     * The costs of some deploys, as far as they can be told.
     *
     * @param asked the deploys whose costs are asked for; children are a part of their parent's
     * @param counters of each signal that {@link #countsCostOf counts}
     * @param bursts all that are known
     * @param deploys all that are known, those asked for included
     * @param observed the time the counters were read in
     */
    public static List<Entry> of(
            Collection<Deploy> asked,
            Map<SignalKey, ? extends CumulativeCounter> counters,
            Collection<Burst> bursts,
            Collection<Deploy> deploys,
            Window observed) {
        List<Entry> entries = new ArrayList<>();
        if (observed.seconds() < DeployEffects.SECONDS_NEEDED) {
            return entries;
        }
        counters.forEach((key, counter) -> {
            List<Burst> ofTarget = bursts.stream()
                    .filter(burst -> burst.key().target().equals(key.target()))
                    .toList();
            DeployCosts costs = new DeployCosts(counter, ofTarget, deploys, observed);
            for (Deploy deploy : asked) {
                costs.of(deploy).ifPresent(cost -> entries.add(new Entry(deploy, key, cost)));
            }
        });
        return entries;
    }
}

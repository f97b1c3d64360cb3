// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.CostRecord;
import dev.headroom.history.DeployRecord;
import dev.headroom.history.EffectRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code replay} found, as it prints it in JSON: contract.md's object, field by field.
 *
 * @param recording the path as it was given, {@code -} for standard input
 * @param from the first reading; null when there is none
 * @param to the last reading; null when there is none
 * @param readings distinct pairs of target and time
 * @param signals in the order of target, signal, device
 * @param bursts in the order of their start
 * @param deploys in the order of their start
 * @param effects whether deploys cause bursts at all: for all together, then by app; empty where there is too little to go by
 * @param costs what each deploy cost beyond an ordinary time of that length; empty for recordings of less than a week
 */
record ReplayResult(
        String recording,
        @Nullable Instant from,
        @Nullable Instant to,
        long readings,
        List<SignalRecord> signals,
        List<BurstRecord> bursts,
        List<DeployRecord> deploys,
        List<EffectRecord> effects,
        List<CostRecord> costs) {

    ReplayResult {
        signals = List.copyOf(signals);
        bursts = List.copyOf(bursts);
        deploys = List.copyOf(deploys);
        effects = List.copyOf(effects);
        costs = List.copyOf(costs);
    }
}

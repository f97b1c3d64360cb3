// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.correlation.DeployAccounts;
import dev.headroom.correlation.DeployCost;
import dev.headroom.sampling.SignalKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a deploy cost by one signal, as users and their programs see it.
 *
 * @param deploy its id
 * @param unit of the cost: cpu_seconds, bytes, segments
 * @param cost beyond what the same time would have seen without it
 * @param lower the lower end of the 95% interval
 * @param upper its upper end
 * @param pValue the share of times without a deploy that show as much or more
 * @param sharedBy the deploys that overlap it and share one total, itself included
 * @param pods the pods they replaced together; null where one does not tell
 * @param costPerPod the cost of one pod replaced; null where the pods are not known or none
 */
public record CostRecord(
        String deploy,
        String target,
        String signal,
        String device,
        String unit,
        double cost,
        double lower,
        double upper,
        double pValue,
        List<String> sharedBy,
        @Nullable Integer pods,
        @Nullable Double costPerPod) {

    public CostRecord {
        sharedBy = List.copyOf(sharedBy);
    }

    /** One entry of the accounts. */
    public static CostRecord of(DeployAccounts.Entry entry) {
        DeployCost cost = entry.cost();
        return new CostRecord(
                entry.deploy().id(),
                entry.key().target(),
                entry.key().kind().id(),
                entry.key().device(),
                unit(entry.key().kind()),
                cost.excess(),
                cost.lower(),
                cost.upper(),
                cost.pValue(),
                cost.deploys(),
                cost.pods(),
                cost.perPod().isPresent() ? cost.perPod().getAsDouble() : null);
    }

    private static String unit(SignalKind kind) {
        return switch (kind.unit()) {
            case CORES -> "cpu_seconds";
            case BYTES_PER_SECOND -> "bytes";
            default -> "segments";
        };
    }
}

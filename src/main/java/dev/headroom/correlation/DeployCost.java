// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What a deploy cost a target, in the unit of a counter (CPU-seconds, bytes, segments), beyond what the same time would have seen
 * without it.
 *
 * @param deploys whose cost it is: the ids of the deploy and of those that overlap it, which share one total
 * @param excess the cost: the integral above the baseline, less its median over windows without a deploy
 * @param lower the lower end of its 95% interval
 * @param upper its upper end
 * @param pValue the share of windows without a deploy that show as much or more
 * @param pods the pods replaced, null where one of the deploys does not tell
 */
public record DeployCost(
        List<String> deploys,
        double excess,
        double lower,
        double upper,
        double pValue,
        @Nullable Integer pods) {
    public DeployCost {
        deploys = List.copyOf(deploys);
    }

    /** The cost of one pod replaced: what compares deploys of different size. Empty where the pods are not known or none. */
    public OptionalDouble perPod() {
        return pods == null || pods == 0 ? OptionalDouble.empty() : OptionalDouble.of(excess / pods);
    }
}

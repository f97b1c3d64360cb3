// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.detection.Burst;
import java.util.HashMap;
import java.util.Map;

/**
 * What is attributed to one deploy, by verdicts that say caused or likely. A burst counts for the deploy its verdict names, not for
 * the others of its group and not for that deploy's children.
 *
 * @param bursts how many
 * @param saturatedSeconds the saturated time inside them
 */
public record DeployTotals(int bursts, double saturatedSeconds) {
    /** Nothing attributed. */
    public static final DeployTotals NONE = new DeployTotals(0, 0);

    /** The totals of each deploy that has any, by its id. */
    public static Map<String, DeployTotals> of(Map<Burst, Verdict> verdicts) {
        Map<String, DeployTotals> totals = new HashMap<>();
        verdicts.forEach((burst, verdict) -> {
            boolean attributed = verdict.decision() == Decision.CAUSED || verdict.decision() == Decision.LIKELY;
            if (attributed && verdict.deploy() != null) {
                totals.merge(verdict.deploy(), new DeployTotals(1, burst.saturatedSeconds()), DeployTotals::plus);
            }
        });
        return totals;
    }

    private DeployTotals plus(DeployTotals other) {
        return new DeployTotals(bursts + other.bursts, saturatedSeconds + other.saturatedSeconds);
    }
}

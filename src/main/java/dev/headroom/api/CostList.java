// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.CostRecord;
import java.time.Instant;
import java.util.List;

/**
 * What one deploy cost the targets that are watched.
 *
 * @param deploy its id
 * @param from the beginning of what it was compared with
 * @param to its end
 * @param costs one for each signal whose use adds up; empty where there is too little to compare with: under a week, or too few times
 *     without a deploy
 */
record CostList(String deploy, Instant from, Instant to, List<CostRecord> costs) {
    CostList {
        costs = List.copyOf(costs);
    }
}

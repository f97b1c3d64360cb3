// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.CostRecord;
import java.time.Instant;
import java.util.List;

/**
 * What the newest deploys of one app cost the targets that are watched.
 *
 * @param from the beginning of what they were compared with
 * @param to its end
 * @param deploys the ids of the deploys asked for, newest first; those before {@code from} have no costs
 * @param costs one for each deploy and each signal whose use adds up; empty where there is too little to compare with
 */
record AppCostList(String app, Instant from, Instant to, List<String> deploys, List<CostRecord> costs) {
    AppCostList {
        deploys = List.copyOf(deploys);
        costs = List.copyOf(costs);
    }
}

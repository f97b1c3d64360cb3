// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.util.List;

/**
 * The answer of {@code GET /api/v1/targets}.
 *
 * @param targets in the order of their names
 */
record TargetList(List<TargetRecord> targets) {
    TargetList {
        targets = List.copyOf(targets);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.BurstRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/bursts}.
 *
 * @param bursts newest first
 * @param next what to send as {@code cursor} for the next page; null when this is the last
 */
record BurstPage(List<BurstRecord> bursts, @Nullable String next) {
    BurstPage {
        bursts = List.copyOf(bursts);
    }
}

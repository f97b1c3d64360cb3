// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.DeployRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/deploys}.
 *
 * @param deploys newest first
 * @param next what to send as {@code cursor} for the next page; null when this is the last
 */
record DeployPage(List<DeployRecord> deploys, @Nullable String next) {
    DeployPage {
        deploys = List.copyOf(deploys);
    }
}

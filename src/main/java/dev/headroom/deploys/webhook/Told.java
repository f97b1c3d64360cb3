// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.deploys.DeployReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook tells.
 *
 * @param reports of deploys; empty when it tells of none
 * @param ignored why it tells of none, a sentence; null when it does
 */
public record Told(List<DeployReport> reports, @Nullable String ignored) {
    public Told {
        reports = List.copyOf(reports);
    }

    static Told of(DeployReport report) {
        return new Told(List.of(report), null);
    }

    static Told nothing(String why) {
        return new Told(List.of(), why);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import java.time.Instant;

/** Deploys for tests that need one to be known and nothing else of it. */
public final class KnownDeploys {
    private static final Instant START = Instant.parse("2024-05-28T09:00:00Z");

    private KnownDeploys() {}

    public static Deploy deploy(String id, String app) {
        return new Deploy(
                id, "plain", app, null, null, null, null, app, null, null, Phase.STARTED, START, null, null, null, 0);
    }

    public static DeployReport report(String app) {
        return new DeployReport(
                "plain", app, null, null, null, null, app, null, null, Phase.STARTED, START, null, null, null, null);
    }
}

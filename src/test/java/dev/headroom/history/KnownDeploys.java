// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.history.History.DeployQuery;
import java.time.Instant;
import java.util.Random;

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

    /** Any, of few enough kinds that questions find some. */
    static Deploy any(String id, Random random) {
        Instant start = START.plusSeconds(random.nextInt(60));
        boolean ended = random.nextInt(3) > 0;
        return new Deploy(
                id,
                random.nextBoolean() ? "kubernetes" : "github",
                "x-" + id,
                null,
                random.nextBoolean() ? null : "ns-" + random.nextInt(3),
                null,
                null,
                random.nextBoolean() ? null : "app-" + random.nextInt(3),
                null,
                null,
                ended ? Phase.SUCCEEDED : Phase.STARTED,
                start,
                ended ? start.plusSeconds(random.nextInt(20)) : null,
                random.nextInt(40),
                null,
                0);
    }

    static DeployQuery anyQuery(Random random) {
        return new DeployQuery(
                random.nextBoolean() ? null : START.plusSeconds(random.nextInt(80)),
                random.nextBoolean() ? null : START.plusSeconds(random.nextInt(80)),
                random.nextBoolean() ? null : random.nextBoolean() ? "kubernetes" : "github",
                random.nextBoolean() ? null : "app-" + random.nextInt(4),
                random.nextBoolean() ? null : "ns-" + random.nextInt(4),
                random.nextBoolean() ? null : random.nextBoolean() ? Phase.STARTED : Phase.SUCCEEDED);
    }
}

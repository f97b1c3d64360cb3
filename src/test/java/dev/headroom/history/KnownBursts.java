// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.history.BurstRecord.VerdictRecord;
import dev.headroom.history.History.BurstQuery;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Bursts for tests that need one to be known and little else of it. */
final class KnownBursts {
    static final Instant START = Instant.parse("2024-05-28T09:00:00Z");

    private KnownBursts() {}

    /** One of a second that began so many seconds after the start. */
    static BurstRecord burst(String id, int second) {
        return record(id, "node-1", "cpu", second, START.plusSeconds(second + 1), false, null, 1);
    }

    /** One that goes on. */
    static BurstRecord open(String id, int second) {
        return record(id, "node-1", "cpu", second, null, false, null, 1);
    }

    static BurstRecord attributed(String id, int second, String deploy, double saturatedSeconds) {
        return record(id, "node-1", "cpu", second, START.plusSeconds(second + 1), true, deploy, saturatedSeconds);
    }

    /** Any, of few enough kinds that questions find some. */
    static BurstRecord any(String id, Random random) {
        int second = random.nextInt(60);
        return record(
                id,
                "node-" + random.nextInt(3),
                random.nextBoolean() ? "cpu" : "network_transmit",
                second,
                random.nextInt(5) == 0 ? null : START.plusSeconds(second + random.nextInt(20)),
                random.nextBoolean(),
                random.nextBoolean() ? null : "D" + random.nextInt(4),
                random.nextDouble());
    }

    static BurstQuery anyQuery(Random random) {
        return new BurstQuery(
                random.nextBoolean() ? null : START.plusSeconds(random.nextInt(80)),
                random.nextBoolean() ? null : START.plusSeconds(random.nextInt(80)),
                random.nextBoolean() ? null : "node-" + random.nextInt(4),
                random.nextBoolean() ? null : random.nextBoolean() ? "cpu" : "network_transmit",
                random.nextInt(3) > 0 ? null : random.nextBoolean() ? "web" : "db",
                random.nextBoolean() ? null : (Boolean) random.nextBoolean());
    }

    private static BurstRecord record(
            String id,
            String target,
            String signal,
            int second,
            @Nullable Instant end,
            boolean hidden,
            @Nullable String deploy,
            double saturatedSeconds) {
        return new BurstRecord(
                id,
                target,
                signal,
                "",
                START.plusSeconds(second),
                end,
                end == null ? null : 1.0,
                1,
                1,
                saturatedSeconds,
                0.2,
                10,
                false,
                false,
                0,
                List.of(new BurstRecord.Coarse("60s/rate[5m]/60s", 60, "rate", 300, 60, 0.4, 0.3, 0.2, hidden)),
                new VerdictRecord(
                        deploy,
                        List.of(),
                        0.8,
                        (deploy == null ? Decision.UNEXPLAINED : Decision.CAUSED).id(),
                        List.of("Because."),
                        List.of()),
                null);
    }
}

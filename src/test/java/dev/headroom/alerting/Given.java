// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.detection.Burst;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Bursts, verdicts and deploys as tests need them, and the settings they are told by. */
final class Given {
    static final Instant START = Instant.parse("2024-05-28T12:23:00Z");
    static final SignalKey CPU = new SignalKey("api-1", SignalKind.CPU, "");
    static final SignalKey LINK = new SignalKey("api-1", SignalKind.NETWORK_TRANSMIT, "eth0");
    static final Duration KEEP_FIRING = Duration.ofMinutes(10);

    static final AlertSettings SETTINGS = new AlertSettings(
            Duration.ofSeconds(30),
            3,
            KEEP_FIRING,
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            Map.of("cluster", "prod"),
            "http://headroom.example.net:19847");

    private Given() {}

    /** One that ended; times in seconds from {@link #START}. */
    static Burst ended(SignalKey key, String id, double from, double to) {
        return burst(key, id, from, to, false);
    }

    /** One that goes on, seen until then. */
    static Burst open(SignalKey key, String id, double from, double soFar) {
        return burst(key, id, from, soFar, true);
    }

    static Burst burst(SignalKey key, String id, double from, double to, boolean open) {
        return new Burst(
                id,
                key,
                nanos(from),
                nanos(to),
                open,
                false,
                1,
                0.99,
                to - from,
                0.2,
                (int) ((to - from) * 10),
                false,
                0,
                List.of(),
                true);
    }

    static Judged judged(Burst burst, Decision decision, @Nullable String deploy) {
        List<String> group = deploy == null ? List.of() : List.of(deploy);
        return new Judged(
                burst, new Verdict(deploy, group, deploy == null ? 0.1 : 0.84, decision, List.of(), List.of()), false);
    }

    static Deploy deploy(String id, Phase phase, @Nullable Double finished) {
        return new Deploy(
                id,
                "helm",
                "web-42",
                "prod",
                "web",
                "Deployment",
                "web",
                "mediawiki",
                "r42",
                "ada",
                phase,
                START,
                finished == null ? null : at(finished),
                null,
                null,
                0);
    }

    static Instant at(double seconds) {
        return START.plusNanos(Math.round(seconds * 1e9));
    }

    private static long nanos(double seconds) {
        return TimeUnit.SECONDS.toNanos(START.getEpochSecond()) + Math.round(seconds * 1e9);
    }
}

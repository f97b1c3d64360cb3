// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bursts and deploys as tests state them: by the seconds since the start of a recording. */
final class Given {
    static final Instant START = Instant.parse("2024-05-28T12:00:00Z");

    private Given() {}

    static Window observed(Duration length) {
        return new Window(START, START.plus(length));
    }

    static Burst burst(double onsetSeconds) {
        return burst(SignalKind.CPU, onsetSeconds);
    }

    static Burst burst(SignalKind kind, double onsetSeconds) {
        long startNanos = START.getEpochSecond() * 1_000_000_000L + Math.round(onsetSeconds * 1e9);
        return new Burst(
                kind.id() + "@" + onsetSeconds,
                new SignalKey("kubemaster1001", kind, ""),
                startNanos,
                startNanos + 2_000_000_000L,
                false,
                false,
                1.0,
                0.97,
                1.8,
                0.2,
                20,
                false,
                0,
                List.of(),
                true);
    }

    static Deploy deploy(String id, @Nullable String app, double startSeconds, @Nullable Double endSeconds) {
        return deploy(id, app, startSeconds, endSeconds, null, 0);
    }

    static Deploy deploy(
            String id,
            @Nullable String app,
            double startSeconds,
            @Nullable Double endSeconds,
            @Nullable String parent,
            double clockUncertaintySeconds) {
        return new Deploy(
                id,
                "scap",
                id,
                null,
                null,
                null,
                null,
                app,
                null,
                null,
                endSeconds == null ? Deploy.Phase.STARTED : Deploy.Phase.SUCCEEDED,
                at(startSeconds),
                endSeconds == null ? null : at(endSeconds),
                null,
                parent,
                clockUncertaintySeconds);
    }

    private static Instant at(double seconds) {
        return START.plusNanos(Math.round(seconds * 1e9));
    }
}

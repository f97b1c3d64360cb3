// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.correlation.DeployEffects;
import dev.headroom.history.EffectRecord;
import dev.headroom.history.History;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether the deploys of the last four weeks caused bursts at all. Worked out when it is asked for, once an hour at most: thousands of
 * permutations are too dear for every request. Thread safe; one request works, the others wait for it.
 */
final class Effects {
    private static final Duration FRESH = Duration.ofHours(1);

    private final History history;
    private final InstantSource clock;
    private @Nullable EffectList last;

    Effects(History history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /** What is known by now, at most an hour old. */
    synchronized EffectList current() {
        Instant now = clock.instant();
        EffectList known = last;
        if (known == null || known.to().plus(FRESH).isBefore(now)) {
            known = workOut(now);
            last = known;
        }
        return known;
    }

    private EffectList workOut(Instant now) {
        KnownPast past = KnownPast.of(history, now);
        DeployEffects effects = DeployEffects.of(past.bursts(), past.deploys(), past.observed(), DeployEffects.MOVES);
        return new EffectList(
                past.observed().from(),
                now,
                past.deploys().size(),
                past.bursts().size(),
                EffectRecord.of(effects));
    }
}

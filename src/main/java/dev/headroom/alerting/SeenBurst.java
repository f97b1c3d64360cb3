// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import dev.headroom.correlation.Verdict;
import dev.headroom.detection.Burst;
import org.jspecify.annotations.Nullable;

/**
 * What an alert needs to know of one burst.
 *
 * @param endNanos its end; of one that goes on, the end so far
 * @param verdict the newest; null before the first
 */
record SeenBurst(
        String id,
        long startNanos,
        long endNanos,
        double saturatedSeconds,
        double peak,
        @Nullable Verdict verdict) {
    static SeenBurst of(Burst burst) {
        return new SeenBurst(
                burst.id(), burst.startNanos(), burst.endNanos(), burst.saturatedSeconds(), burst.peak(), null);
    }

    SeenBurst judged(Verdict given) {
        return new SeenBurst(id, startNanos, endNanos, saturatedSeconds, peak, given);
    }

    /** This burst and the one after it as one, under the later one's name. */
    SeenBurst joined(SeenBurst later) {
        return new SeenBurst(
                later.id,
                startNanos,
                later.endNanos,
                saturatedSeconds + later.saturatedSeconds,
                Math.max(peak, later.peak),
                later.verdict);
    }

    double durationSeconds() {
        return (endNanos - startNanos) / 1e9;
    }
}

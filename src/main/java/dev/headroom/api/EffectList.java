// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.EffectRecord;
import java.time.Instant;
import java.util.List;

/**
 * Whether deploys cause bursts at all.
 *
 * @param from the first burst or deploy that was looked at
 * @param to when it was worked out
 * @param deploys how many deploys were looked at
 * @param bursts how many bursts
 * @param effects all deploys together first, then each app with enough of them; empty where there is too little to go by: under a
 *     week, or under 8 deploys
 */
record EffectList(Instant from, Instant to, int deploys, int bursts, List<EffectRecord> effects) {
    EffectList {
        effects = List.copyOf(effects);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.correlation.DeployEffect;
import dev.headroom.correlation.DeployEffects;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether deploys, all or those of one app, are followed by bursts more often than the same times of other days are, as users and
 * their programs see it.
 *
 * @param app null for all deploys together
 * @param deploys how many deploys or batches were looked at
 * @param burstShare the share of them with a burst within 180 s of a start
 * @param matchedShare the same share at matched times without a deploy
 * @param difference of the two
 * @param lower the lower end of the difference's 95% interval
 * @param upper its upper end
 * @param lift how many times as likely a burst is after a deploy; null where there is none without
 * @param pValue the chance to see this or more if deploys did nothing
 * @param placeboPValue the same for the 180 s before the starts
 * @param causal true where deploys may be said to cause bursts; for an app, with the false discoveries held to one in ten
 * @param words the finding in a sentence
 */
public record EffectRecord(
        @Nullable String app,
        int deploys,
        double burstShare,
        double matchedShare,
        double difference,
        double lower,
        double upper,
        @Nullable Double lift,
        double pValue,
        double placeboPValue,
        boolean causal,
        String words) {

    /** All deploys together first, then each app with enough of them; empty where there is too little to go by. */
    public static List<EffectRecord> of(DeployEffects effects) {
        List<EffectRecord> records = new ArrayList<>();
        effects.overall().ifPresent(effect -> records.add(of(null, effect, effect.causal())));
        effects.byApp().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> records.add(of(
                        entry.getKey(), entry.getValue(), effects.discovered().contains(entry.getKey()))));
        return records;
    }

    private static EffectRecord of(@Nullable String app, DeployEffect effect, boolean causal) {
        return new EffectRecord(
                app,
                effect.clusters(),
                effect.burstShare(),
                effect.matchedShare(),
                effect.difference(),
                effect.lowerDifference(),
                effect.upperDifference(),
                Double.isFinite(effect.lift()) ? effect.lift() : null,
                effect.pValue(),
                effect.placeboPValue(),
                causal,
                effect.inWords());
    }
}

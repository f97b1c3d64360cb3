// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.correlation.Verdict.Rival;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names the cause of a burst, from fitted parameters and the deploys that are known. Immutable. */
public final class AttributionModel {
    /** From this probability on a deploy caused the burst. */
    static final double CAUSED = 0.7;

    /** From this probability on it likely did. */
    static final double LIKELY = 0.5;

    private final Parameters parameters;
    private final Changes changes;
    private final AppHistory history;

    AttributionModel(Parameters parameters, Changes changes, AppHistory history) {
        this.parameters = parameters;
        this.changes = changes;
        this.history = history;
    }

    /** The same parameters and history with other deploys to judge by: those known by now. */
    public AttributionModel with(Collection<Deploy> deploys) {
        return new AttributionModel(parameters, Changes.of(deploys), history);
    }

    /** L: bursts that begin later than this after a deploy's end are not attributed to it. */
    public double reachSeconds() {
        return parameters.lag().reachSeconds();
    }

    /**
     * The verdict on a burst: its likeliest group of deploys, and in it the likeliest deploy. The probability of the group and those
     * of the rivals sum to 1.
     */
    public Verdict judge(Burst burst) {
        Onset onset = Onset.of(
                Seconds.onset(burst),
                1,
                parameters.slots(),
                changes,
                parameters.lag().bins());
        Parameters.Shares shares = parameters.explain(onset);
        Map<String, Double> byGroup = new HashMap<>();
        List<Share> candidates = new ArrayList<>();
        for (int i = 0; i < shares.changes().length; i++) {
            Change change = onset.candidates().get(i).change();
            if (shares.changes()[i] > 0) {
                candidates.add(new Share(change, shares.changes()[i]));
                byGroup.merge(change.group().getFirst(), shares.changes()[i], Double::sum);
            }
        }
        candidates.sort(Comparator.comparingDouble((Share share) -> byGroup.getOrDefault(share.group(), 0.0))
                .thenComparingDouble(Share::probability)
                .reversed());
        Share best = candidates.isEmpty() ? null : candidates.getFirst();
        double probability = best == null ? 0 : Math.min(1, byGroup.getOrDefault(best.group(), 0.0));
        Decision decision = probability >= CAUSED
                ? Decision.CAUSED
                : probability >= LIKELY ? Decision.LIKELY : Decision.UNEXPLAINED;
        List<Share> group = candidates.stream()
                .filter(share -> best != null && share.group().equals(best.group()))
                .toList();
        List<Rival> rivals = rivals(onset, shares, candidates, best);
        List<String> evidence = new Evidence(parameters, changes, history).of(onset.seconds(), decision, group, rivals);
        return new Verdict(
                best == null || decision == Decision.UNEXPLAINED
                        ? null
                        : best.change().root().id(),
                best == null ? List.of() : best.change().group(),
                probability,
                decision,
                evidence,
                rivals);
    }

    private List<Rival> rivals(Onset onset, Parameters.Shares shares, List<Share> candidates, @Nullable Share best) {
        List<Rival> rivals = new ArrayList<>();
        rivals.add(new Rival(null, "background", shares.background()));
        for (int i = 0; i < shares.cron().length; i++) {
            rivals.add(
                    new Rival(null, parameters.slots().get(onset.slots().get(i)).name(), shares.cron()[i]));
        }
        for (Share share : candidates) {
            if (best == null || !share.group().equals(best.group())) {
                rivals.add(new Rival(share.change().root().id(), null, share.probability()));
            }
        }
        rivals.sort(Comparator.comparingDouble(Rival::probability).reversed());
        return rivals;
    }

    /** A change with its share of a burst. */
    record Share(Change change, double probability) {
        String group() {
            return change.group().getFirst();
        }
    }
}

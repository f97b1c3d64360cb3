// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Fits, from bursts and deploys, which part of the bursts deploys cause, and makes the model that names the cause of each.
 *
 * <p>A replay fits once over the whole recording and asks for each burst:
 * {@snippet :
 * AttributionModel model = Attribution.fit(bursts, deploys, new Window(from, to));
 * Verdict verdict = model.judge(burst); // never pending
 * }
 * The live service asks {@link LiveAttribution}, which fits from the past.
 *
 * <p>Stateless; safe from any thread.
 */
public final class Attribution {
    private static final int FIRST_BINS = (int) (LagDensity.FIRST_REACH_SECONDS / LagDensity.BIN_SECONDS);

    private Attribution() {}

    /**
     * Fits the model.
     *
     * @param bursts of all targets and signals, in any order
     * @param deploys all that are known, in any order
     * @param observed the time that was watched
     */
    public static AttributionModel fit(Collection<Burst> bursts, Collection<Deploy> deploys, Window observed) {
        Changes changes = Changes.of(deploys);
        List<CronSlot> slots =
                CronFolding.find(bursts.stream().map(Seconds::onset).toList(), changes, observed);
        ExpectationMaximisation em = new ExpectationMaximisation(slots, deploysByApp(changes, observed), observed);
        List<Onset> onsets = Onset.of(bursts, slots, changes, FIRST_BINS);
        Parameters parameters = em.fit(onsets, FIRST_BINS);
        int bins = parameters.lag().binsForReach();
        if (bins < FIRST_BINS) {
            onsets = Onset.of(bursts, slots, changes, bins);
            parameters = em.fit(onsets, bins);
        }
        return new AttributionModel(parameters, changes, AppHistory.of(onsets, parameters, changes, observed));
    }

    private static Map<String, Integer> deploysByApp(Changes changes, Window observed) {
        Map<String, Integer> counts = new HashMap<>();
        for (Change change : changes.all()) {
            if (change.within(observed)) {
                counts.merge(change.app(), 1, Integer::sum);
            }
        }
        return counts;
    }
}

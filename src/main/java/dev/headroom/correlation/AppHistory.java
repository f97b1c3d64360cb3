// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the fit saw of each app: which of its deploys bursts were attributed to. It is evidence for people; the verdict itself goes by
 * theta.
 */
final class AppHistory {
    private final Map<String, Set<String>> deploysByApp = new HashMap<>();
    private final Set<String> withBursts = new HashSet<>();

    private AppHistory() {}

    static AppHistory of(List<Onset> onsets, Parameters parameters, Changes changes, Window observed) {
        AppHistory history = new AppHistory();
        for (Change change : changes.all()) {
            if (change.within(observed)) {
                history.deploysByApp
                        .computeIfAbsent(change.app(), app -> new HashSet<>())
                        .add(change.root().id());
            }
        }
        for (Onset onset : onsets) {
            double[] shares = parameters.explain(onset).changes();
            for (int i = 0; i < shares.length; i++) {
                if (shares[i] >= AttributionModel.LIKELY) {
                    history.withBursts.add(
                            onset.candidates().get(i).change().root().id());
                }
            }
        }
        return history;
    }

    /** How many other deploys of its app were seen. */
    int others(Change change) {
        Set<String> deploys = deploysByApp.getOrDefault(change.app(), Set.of());
        return deploys.size() - (deploys.contains(change.root().id()) ? 1 : 0);
    }

    /** How many of these had bursts attributed to them. */
    long othersWithBursts(Change change) {
        return deploysByApp.getOrDefault(change.app(), Set.of()).stream()
                .filter(id ->
                        withBursts.contains(id) && !id.equals(change.root().id()))
                .count();
    }
}

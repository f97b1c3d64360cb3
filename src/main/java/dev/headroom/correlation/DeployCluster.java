// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import java.util.ArrayList;
import java.util.List;

/**
 * Deploys that follow each other so closely that their windows overlap: the unit that is counted and moved when the question is
 * whether deploys cause bursts at all. Counted one by one, a batch of ten would be ten witnesses of the same burst.
 *
 * @param startsSeconds the starts of its changes, ascending
 */
record DeployCluster(List<Double> startsSeconds) {
    DeployCluster {
        startsSeconds = List.copyOf(startsSeconds);
    }

    /** Joins these starts, ascending, into clusters whose inner gaps are at most this long. */
    static List<DeployCluster> of(List<Double> startsSeconds, double gapSeconds) {
        List<DeployCluster> clusters = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= startsSeconds.size(); i++) {
            if (i == startsSeconds.size() || startsSeconds.get(i) - startsSeconds.get(i - 1) > gapSeconds) {
                clusters.add(new DeployCluster(startsSeconds.subList(first, i)));
                first = i;
            }
        }
        return clusters;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.detection.Burst;
import dev.headroom.detection.Dashboard;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.detection.SignalStatus;
import java.util.List;

/**
 * What {@code replay} found, with what only its text shows.
 *
 * @param result what it prints in JSON
 * @param bursts the same bursts as detection knows them, in the same order
 * @param statuses the same signals as detection knows them, in the same order
 * @param settings what detection went by; the first dashboard is the one shown beside each burst
 * @param shapes the shape of each burst
 * @param sampleLengths how long the samples were
 * @param interrupted true when the user stopped it before the recording's end
 */
record ReplayOutcome(
        ReplayResult result,
        List<Burst> bursts,
        List<SignalStatus> statuses,
        DetectionSettings settings,
        BurstShapes shapes,
        SampleLengths sampleLengths,
        boolean interrupted) {

    ReplayOutcome {
        bursts = List.copyOf(bursts);
        statuses = List.copyOf(statuses);
    }

    /** The dashboards each burst was compared with. */
    List<Dashboard> dashboards() {
        return settings.dashboards();
    }

    /** The number of targets that have a signal. */
    long targets() {
        return statuses.stream().map(status -> status.key().target()).distinct().count();
    }
}

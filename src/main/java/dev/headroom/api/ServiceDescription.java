// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.detection.DetectionSettings;
import dev.headroom.replay.PlayedRecording;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a service is that was started: what does not change until it ends.
 *
 * @param version its own
 * @param startedAt when it began, by the clock it goes by
 * @param interval the time between two samples of the host
 * @param detection what it calls a burst, and the dashboards it compares with
 * @param recording what it plays; null where it watches the real world
 * @param followsRollouts whether it follows the rollouts of a cluster
 * @param cluster the name of that; null where it has none
 */
public record ServiceDescription(
        String version,
        Instant startedAt,
        Duration interval,
        DetectionSettings detection,
        @Nullable PlayedRecording recording,
        boolean followsRollouts,
        @Nullable String cluster) {}

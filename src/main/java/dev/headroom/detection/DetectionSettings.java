// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import dev.headroom.sampling.SignalKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What detection goes by.
 *
 * @param thresholds for each kind of signal when it is saturated
 * @param minDuration a burst is reported when its estimated duration is at least this
 * @param dashboards the dashboards each burst is compared with
 */
public record DetectionSettings(
        Map<SignalKind, Thresholds> thresholds, Duration minDuration, List<Dashboard> dashboards) {
    /** Long enough that nothing under 100 ms is reported at 10 Hz, short enough that everything of 200 ms is. */
    public static final Duration DEFAULT_MIN_DURATION = Duration.ofMillis(150);

    public DetectionSettings {
        thresholds = Map.copyOf(thresholds);
        dashboards = List.copyOf(dashboards);
    }

    /** What holds where nothing is configured. */
    public static DetectionSettings defaults() {
        Map<SignalKind, Thresholds> thresholds =
                Arrays.stream(SignalKind.values()).collect(Collectors.toMap(kind -> kind, Thresholds::defaultFor));
        return new DetectionSettings(thresholds, DEFAULT_MIN_DURATION, Dashboard.DEFAULTS);
    }

    /** When a signal of this kind is saturated; never, where nothing is said of it. */
    public Thresholds thresholds(SignalKind kind) {
        return thresholds.getOrDefault(kind, Thresholds.NONE);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.DeployRecord;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one burst, as {@code explain --format json} prints it.
 *
 * @param deploys those its verdict names, as far as they are known
 * @param samples from before the onset to after the end; null where they are no longer kept
 * @param next what to do; null where the service does not say
 */
record Explanation(
        BurstRecord burst,
        List<DeployRecord> deploys,
        @Nullable Samples samples,
        @Nullable Next next) {
    Explanation {
        deploys = List.copyOf(deploys);
    }

    /** The samples around a burst. */
    record Samples(Instant from, Instant to, List<Sample> samples) {
        Samples {
            samples = List.copyOf(samples);
        }
    }

    /** One sample. */
    record Sample(Instant start, Instant end, double utilisation) {}

    /** What to do about a burst. */
    record Next(String runbook, String title, String url, List<Step> steps) {
        Next {
            steps = List.copyOf(steps);
        }
    }

    /** One thing to do. */
    record Step(
            String text, @Nullable String command, @Nullable String query) {}
}

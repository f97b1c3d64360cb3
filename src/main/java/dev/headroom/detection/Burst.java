// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import dev.headroom.sampling.SignalKey;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A maximal interval in which a signal stayed saturated.
 *
 * @param id 26 characters, ordered by time, the same whenever the same readings are seen
 * @param key whose burst it is
 * @param startNanos the estimated onset, nanoseconds since the epoch
 * @param endNanos the estimated end; while it is open, the end of the last sample in it
 * @param open true while it goes on, or where the recording ended before it did
 * @param interrupted true when the watching was blind right before it or when it ended: it may have been longer
 * @param peak the highest level of its own samples
 * @param mean their mean, weighted by time
 * @param saturatedSeconds the estimated time at or above the enter threshold
 * @param before the mean level of what is known of the 10 s before the onset, other bursts left out; null if nothing is
 * @param samples how many samples it has
 * @param coarseSamples true when one of them is longer than 1 s
 * @param unobservedSeconds of its length, those about which nothing is known, as when a counter began anew
 * @param coarse what each dashboard would have shown
 * @param coarseFinal true once the ranges of all dashboards have passed
 */
public record Burst(
        String id,
        SignalKey key,
        long startNanos,
        long endNanos,
        boolean open,
        boolean interrupted,
        double peak,
        double mean,
        double saturatedSeconds,
        @Nullable Double before,
        int samples,
        boolean coarseSamples,
        double unobservedSeconds,
        List<CoarseView> coarse,
        boolean coarseFinal) {

    public Burst {
        coarse = List.copyOf(coarse);
    }

    /** The estimated length in seconds; so far, while it is open. */
    public double durationSeconds() {
        return (endNanos - startNanos) / 1e9;
    }

    /** The estimated end; empty while it is open. */
    public OptionalLong end() {
        return open ? OptionalLong.empty() : OptionalLong.of(endNanos);
    }

    /** True when at least one dashboard could not have shown it. */
    public boolean hidden() {
        return coarse.stream().anyMatch(CoarseView::hidden);
    }
}

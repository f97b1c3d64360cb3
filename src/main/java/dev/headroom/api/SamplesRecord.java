// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.time.Instant;
import java.util.List;

/**
 * The answer of {@code GET /api/v1/bursts/{id}/samples}.
 *
 * @param burst the id of the burst
 * @param unit the unit of usage and limit: cores, bytes_per_second, segments_per_second or ratio
 * @param from the start of the first sample
 * @param to the end of the last sample
 * @param samples oldest first; where one does not begin at the end of the one before, nothing is known of the time between
 */
record SamplesRecord(
        String burst,
        String target,
        String signal,
        String device,
        String unit,
        Instant from,
        Instant to,
        List<Sample> samples) {
    SamplesRecord {
        samples = List.copyOf(samples);
    }

    /**
     * What two readings say about the time between them.
     *
     * @param usage what was used of the limit, in the unit of the recording
     * @param limit what could have been used; for retransmits the segments sent
     * @param utilisation usage of limit, 0 or more; above 1 where more was used than the limit allows
     */
    record Sample(Instant start, Instant end, double usage, double limit, double utilisation) {
        /** A sample as users see it. */
        static Sample of(long startNanos, long endNanos, double usage, double capacity) {
            double seconds = (endNanos - startNanos) / 1e9;
            return new Sample(
                    Instant.ofEpochSecond(0, startNanos),
                    Instant.ofEpochSecond(0, endNanos),
                    usage / seconds,
                    capacity / seconds,
                    utilisation(usage, capacity));
        }

        /** The level as detection sees it: what is used where there is nothing to use is all of it. */
        static double utilisation(double usage, double capacity) {
            if (capacity > 0) {
                return usage / capacity;
            }
            return usage > 0 ? 1 : 0; // as detection sees it: retransmitting while sending nothing new
        }
    }
}

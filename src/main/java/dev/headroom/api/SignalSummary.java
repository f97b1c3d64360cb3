// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.flight.Summary;
import dev.headroom.sampling.SignalKey;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/samples}.
 *
 * @param unit the unit of usage and limit: cores, bytes_per_second, segments_per_second, ratio, requests, seats or seconds
 * @param since from when on was asked for
 * @param until up to when was asked for
 * @param points oldest first; where one does not begin at the end of the one before, nothing is known of the time between
 */
record SignalSummary(
        String target, String signal, String device, String unit, Instant since, Instant until, List<Point> points) {
    SignalSummary {
        points = List.copyOf(points);
    }

    /**
     * What is known of a stretch of time.
     *
     * @param start where its first sample begins
     * @param end where its last sample ends
     * @param observedSeconds how much of it is covered by samples
     * @param min the lowest utilisation of its samples; null, like mean, max and limit, where no limit is known
     * @param mean its utilisation
     * @param max the highest utilisation of its samples: no peak is averaged away
     * @param usage what was used, in the unit of the summary
     * @param usageMin the lowest usage of its samples where no limit is known; null where one is
     * @param usageMax the highest usage of its samples where no limit is known; null where one is
     * @param limit what could have been used; for retransmits the segments sent
     */
    record Point(
            Instant start,
            Instant end,
            double observedSeconds,
            @Nullable Double min,
            @Nullable Double mean,
            @Nullable Double max,
            double usage,
            @Nullable Double usageMin,
            @Nullable Double usageMax,
            @Nullable Double limit) {}

    static SignalSummary of(SignalKey key, Instant since, Instant until, Summary summary) {
        return new SignalSummary(
                key.target(),
                key.kind().id(),
                key.device(),
                SampleStream.unit(key.kind()),
                since,
                until,
                IntStream.range(0, summary.size())
                        .mapToObj(point -> point(summary, point))
                        .toList());
    }

    private static Point point(Summary summary, int point) {
        return new Point(
                Instant.ofEpochSecond(0, summary.startNanos()[point]),
                Instant.ofEpochSecond(0, summary.endNanos()[point]),
                summary.observedSeconds()[point],
                known(summary.lowest()[point]),
                known(summary.mean()[point]),
                known(summary.highest()[point]),
                summary.usagePerSecond()[point],
                known(summary.lowestUsagePerSecond()[point]),
                known(summary.highestUsagePerSecond()[point]),
                known(summary.capacityPerSecond()[point]));
    }

    private static @Nullable Double known(double value) {
        return Double.isNaN(value) ? null : value;
    }
}

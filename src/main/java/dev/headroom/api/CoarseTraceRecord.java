// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.detection.CoarseTrace;
import dev.headroom.detection.CoarseView;
import dev.headroom.detection.Dashboard;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /api/v1/bursts/{id}/coarse}: what one dashboard would have drawn over time around a burst, in the phases of
 * its scrapes and points that are luckiest, median and unluckiest for whoever looks at it.
 *
 * @param dashboard its name, {@code scrape/function[range]/step}
 * @param enter the level from which on the signal is saturated; null where nothing is said of that any more
 * @param hidden true when even the luckiest phase stays below it
 * @param since points from this on
 * @param until points up to this
 * @param knownFrom where what is known of the counters begins; before that the level before the burst is taken to have gone on
 * @param knownUntil where it ends; after that the level before the burst is taken to go on
 */
record CoarseTraceRecord(
        String burst,
        String dashboard,
        double scrapeSeconds,
        String function,
        double rangeSeconds,
        double stepSeconds,
        @Nullable Double enter,
        boolean hidden,
        Instant since,
        Instant until,
        Instant knownFrom,
        Instant knownUntil,
        DrawnRecord best,
        DrawnRecord median,
        DrawnRecord worst) {

    /**
     * A line of a panel.
     *
     * @param value the highest value drawn over the burst's own points: those whose range overlaps it; null where the dashboard draws
     *     nothing at all
     * @param points oldest first, one step apart
     */
    record DrawnRecord(@Nullable Double value, List<PointRecord> points) {
        DrawnRecord {
            points = List.copyOf(points);
        }

        private static DrawnRecord of(@Nullable Double value, CoarseTrace.Drawn drawn) {
            return new DrawnRecord(
                    value,
                    drawn.points().stream()
                            .map(point -> new PointRecord(Instant.ofEpochSecond(0, point.atNanos()), point.value()))
                            .toList());
        }
    }

    /** A point of a panel: the utilisation it draws. */
    record PointRecord(Instant at, double value) {}

    static CoarseTraceRecord of(String burst, CoarseTrace trace, double enter, Instant since, Instant until) {
        CoarseView view = trace.view();
        Dashboard dashboard = view.dashboard();
        return new CoarseTraceRecord(
                burst,
                dashboard.name(),
                dashboard.scrape().toMillis() / 1e3,
                dashboard.function().id(),
                dashboard.range().toMillis() / 1e3,
                dashboard.step().toMillis() / 1e3,
                Double.isInfinite(enter) ? null : enter,
                view.hidden(),
                since,
                until,
                Instant.ofEpochSecond(0, trace.knownFromNanos()),
                Instant.ofEpochSecond(0, trace.knownUntilNanos()),
                DrawnRecord.of(view.best(), trace.best()),
                DrawnRecord.of(view.median(), trace.median()),
                DrawnRecord.of(view.worst(), trace.worst()));
    }
}

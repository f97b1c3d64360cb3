// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import java.util.List;

/**
 * What one dashboard would have drawn over time around a burst, in three of the phases its scrapes and points may have had.
 *
 * @param view the highest values drawn over the burst's own points
 * @param best the luckiest phase
 * @param median the median phase
 * @param worst the unluckiest phase
 * @param knownFromNanos where what is known of the counters begins; before that the level before the burst goes on
 * @param knownUntilNanos where it ends; after that the level before the burst goes on
 */
public record CoarseTrace(
        CoarseView view, Drawn best, Drawn median, Drawn worst, long knownFromNanos, long knownUntilNanos) {

    /**
     * A line of one panel.
     *
     * @param points oldest first, one step apart; none where the dashboard draws nothing at all
     */
    public record Drawn(List<Point> points) {
        static final Drawn NOTHING = new Drawn(List.of());

        public Drawn {
            points = List.copyOf(points);
        }
    }

    /**
     * A point of a panel.
     *
     * @param atNanos nanoseconds since the epoch
     * @param value the level drawn, 0 or more
     */
    public record Point(long atNanos, double value) {}
}

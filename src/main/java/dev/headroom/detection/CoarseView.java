// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

import org.jspecify.annotations.Nullable;

/**
 * What one dashboard would have drawn of a burst: the highest point of its panel, over all the phases its scrapes and its points
 * may have had.
 *
 * @param dashboard how it looks
 * @param best the highest value drawn in the luckiest phase; null where the dashboard draws nothing at all
 * @param median the highest value drawn, in the median phase
 * @param worst the highest value drawn in the unluckiest phase
 * @param hidden true when even the luckiest phase stays below the threshold that makes the burst one
 */
public record CoarseView(
        Dashboard dashboard,
        @Nullable Double best,
        @Nullable Double median,
        @Nullable Double worst,
        boolean hidden) {}

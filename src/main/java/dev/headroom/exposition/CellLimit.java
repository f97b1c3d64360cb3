// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.sampling.Limit;

/** The limit that was last given in a cell; made anew only when it changes. Not thread safe. */
final class CellLimit {
    private final CounterCell cell;
    private final Limit unknown;
    private Limit limit;
    private double limitValue = Double.NaN;

    /**
     * @param cell holds the limit; 0 and less is none
     * @param unknown why there is none then
     */
    CellLimit(CounterCell cell, String unknown) {
        this.cell = cell;
        this.unknown = new Limit.Unknown(unknown);
        this.limit = this.unknown;
    }

    /** The limit now. */
    Limit get() {
        double now = cell.value();
        if (Double.compare(now, limitValue) != 0) {
            limitValue = now;
            limit = now > 0 ? new Limit.Known(now) : unknown;
        }
        return limit;
    }
}

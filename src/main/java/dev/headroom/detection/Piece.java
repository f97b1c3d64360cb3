// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

/** A sample as the burst rule remembers it: a reused slot, empty until set. Not thread safe. */
final class Piece {
    boolean known;
    long startNanos;
    long endNanos;
    double level;
    boolean saturated;

    void set(long startNanos, long endNanos, double level, boolean saturated) {
        this.known = true;
        this.startNanos = startNanos;
        this.endNanos = endNanos;
        this.level = level;
        this.saturated = saturated;
    }

    void set(Piece other) {
        known = other.known;
        startNanos = other.startNanos;
        endNanos = other.endNanos;
        level = other.level;
        saturated = other.saturated;
    }

    void forget() {
        known = false;
    }

    double seconds() {
        return (endNanos - startNanos) / 1e9;
    }

    /**
     * The share of this partly busy sample that was at the level inside, when the rest was at the level of the sample beyond: 0
     * where nothing is known beyond or the sample beyond is saturated itself.
     */
    double shareInside(double inside, Piece beyond) {
        if (!known || !beyond.known || beyond.saturated || inside <= beyond.level) {
            return 0;
        }
        return Math.clamp((level - beyond.level) / (inside - beyond.level), 0, 1);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.sampling.Limit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Writes a limit when it changes, and again every minute. Not thread safe. */
final class RecordingGauge {
    private static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();
    private static final double UNKNOWN = 0;

    private final byte[] series;
    private double written = UNKNOWN;
    private long writtenNanos = Long.MIN_VALUE;

    RecordingGauge(byte[] series) {
        this.series = series;
    }

    /** Writes the limit where that is due; an unknown one only after a known one. */
    void write(RecordingText text, @Nullable Limit limit, long timeNanos) {
        double now = limit instanceof Limit.Known known ? known.perSecond() : UNKNOWN;
        boolean first = writtenNanos == Long.MIN_VALUE;
        boolean due = first ? now != UNKNOWN : now != written || timeNanos - writtenNanos >= REPEAT_NANOS;
        // a series has one value at a time
        if (due && timeNanos != writtenNanos) {
            text.sample(series, now, timeNanos);
            written = now;
            writtenNanos = timeNanos;
        }
    }
}

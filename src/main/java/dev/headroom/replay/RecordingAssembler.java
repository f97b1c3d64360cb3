// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.TargetCounters;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Takes values in order of time and, when the time goes on, has each target push what was given at that time. Not thread safe. */
final class RecordingAssembler {
    private final RecordingPace pace;
    private final Runnable push = this::pushTouched;
    private final List<TargetCounters> touched = new ArrayList<>();
    private long nowNanos = Long.MIN_VALUE;
    private long firstNanos;
    private long lastNanos;
    private long readings;

    RecordingAssembler(RecordingPace pace) {
        this.pace = pace;
    }

    /** Whether a value of this time would come too late. */
    boolean isPast(long timeNanos) {
        return timeNanos < nowNanos;
    }

    /** Takes the sample the cursor stands at; NaN is none. */
    void accept(RecordingCursor cursor) throws RecordingException, InterruptedIOException {
        long timeNanos = cursor.timeNanos();
        if (timeNanos != nowNanos) {
            push();
            nowNanos = timeNanos;
        }
        double value = cursor.value();
        if (Double.isNaN(value)) {
            return;
        }
        RecordingSeries series = cursor.series();
        TargetCounters target = series.target();
        if (target.touch(timeNanos)) {
            touched.add(target);
        }
        if (!series.cell().put(timeNanos, value)) {
            throw cursor.failure("another value of %s for the same series and time was %s; expected one value"
                    .formatted(series.family().metric(), series.cell().value()));
        }
    }

    /** Pushes what was given at the last time. */
    void finish() throws InterruptedIOException {
        push();
    }

    private void push() throws InterruptedIOException {
        if (touched.isEmpty()) {
            return;
        }
        if (readings == 0) {
            firstNanos = nowNanos;
        }
        lastNanos = nowNanos;
        readings += touched.size();
        pace.at(nowNanos, push);
        touched.clear();
    }

    private void pushTouched() {
        for (int i = 0; i < touched.size(); i++) {
            touched.get(i).push(nowNanos);
        }
    }

    /** What was read, of so many lines. */
    RecordingSummary summary(long lines) {
        return readings == 0
                ? new RecordingSummary(OptionalLong.empty(), OptionalLong.empty(), 0, lines)
                : new RecordingSummary(OptionalLong.of(firstNanos), OptionalLong.of(lastNanos), readings, lines);
    }
}

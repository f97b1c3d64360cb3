// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.CounterCell;
import dev.headroom.exposition.CounterFamily;
import dev.headroom.exposition.TargetCounters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One series of a recording: its text, what it counts, and how far it has been read. Not thread safe. */
final class RecordingSeries {
    private final byte[] text;
    private final CounterFamily family;
    private final TargetCounters target;
    private final CounterCell cell;
    private long lastNanos = Long.MIN_VALUE;
    private @Nullable RecordingSeries successor;

    RecordingSeries(byte[] text, CounterFamily family, TargetCounters target, CounterCell cell) {
        this.text = text;
        this.family = family;
        this.target = target;
        this.cell = cell;
    }

    /** Whether the line starts with this series. A text ends with a brace, so that no longer series can start with it. */
    boolean startsLine(byte[] bytes, int start, int end) {
        return end - start > text.length && Arrays.equals(bytes, start, start + text.length, text, 0, text.length);
    }

    /** The length of the series' text in bytes. */
    int length() {
        return text.length;
    }

    CounterFamily family() {
        return family;
    }

    TargetCounters target() {
        return target;
    }

    CounterCell cell() {
        return cell;
    }

    /** The time last read. */
    long lastNanos() {
        return lastNanos;
    }

    void read(long timeNanos) {
        lastNanos = timeNanos;
    }

    /** The series whose line followed this one's when it was last read, which is mostly the one that follows again. */
    @Nullable
    RecordingSeries successor() {
        return successor;
    }

    void successor(RecordingSeries series) {
        successor = series;
    }
}

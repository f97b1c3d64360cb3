// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The stretches of a recording in which the time never steps back: one for each series where whole series follow each other. Takes 24
 * bytes each. Not thread safe.
 */
final class RecordingSegments {
    private int size;
    private long lastNanos;
    private long[] offsets = new long[64];
    private long[] linesBefore = new long[64];
    private long[] firstNanos = new long[64];

    /** Takes the samples of the recording in the order of their lines. */
    void add(RecordingCursor cursor) {
        if (size == 0 || cursor.timeNanos() < lastNanos) {
            start(cursor.lineOffset(), cursor.lineNumber() - 1, cursor.timeNanos());
        }
        lastNanos = cursor.timeNanos();
    }

    private void start(long offset, long linesBefore, long firstNanos) {
        if (size == offsets.length) {
            int grown = size + size / 2;
            offsets = Arrays.copyOf(offsets, grown);
            this.linesBefore = Arrays.copyOf(this.linesBefore, grown);
            this.firstNanos = Arrays.copyOf(this.firstNanos, grown);
        }
        offsets[size] = offset;
        this.linesBefore[size] = linesBefore;
        this.firstNanos[size] = firstNanos;
        size++;
    }

    int size() {
        return size;
    }

    /** The bytes before the stretch. */
    long offset(int index) {
        return offsets[index];
    }

    /** The bytes before the stretch that follows. */
    long endOffset(int index) {
        return index + 1 < size ? offsets[index + 1] : Long.MAX_VALUE;
    }

    /** The lines before the stretch. */
    long linesBefore(int index) {
        return linesBefore[index];
    }

    /** The time of the stretch's first sample. */
    long firstNanos(int index) {
        return firstNanos[index];
    }

    /** The indexes in the order in which the stretches begin. */
    int[] inOrderOfTime() {
        return IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingLong(this::firstNanos))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}

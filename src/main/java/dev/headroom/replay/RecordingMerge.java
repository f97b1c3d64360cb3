// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.ExpositionLine;
import dev.headroom.exposition.ExpositionLines;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Walks through the samples of a recording that is not in order of time as if it were: each of its stretches has a place in the file
 * from which it is read on, and the earliest sample is next. A stretch is opened when its time has come and left when it ends.
 * Memory is a small buffer for each stretch that is open at a time. Not thread safe.
 */
final class RecordingMerge {
    /** As many as 32 MiB of heap hold with the smallest buffers. */
    static final int MAX_OPEN = 65_536;

    private static final int BUFFERS_BYTES = 16 * 1024 * 1024;
    private static final int SMALLEST_BUFFER_BYTES = 256;
    private static final int LARGEST_BUFFER_BYTES = 64 * 1024;

    private final String file;
    private final FileChannel channel;
    private final RecordingSegments segments;
    private final RecordingSeriesTable table;
    private final ExpositionLine line = new ExpositionLine();
    private final int bufferBytes;
    private final int[] order;
    private int opened;
    private final PriorityQueue<RecordingCursor> cursors =
            new PriorityQueue<>(Comparator.comparingLong(RecordingCursor::timeNanos));

    RecordingMerge(String file, FileChannel channel, RecordingSegments segments, RecordingSeriesTable table) {
        this.file = file;
        this.channel = channel;
        this.segments = segments;
        this.table = table;
        this.order = segments.inOrderOfTime();
        this.bufferBytes =
                Math.clamp(BUFFERS_BYTES / Math.max(1, segments.size()), SMALLEST_BUFFER_BYTES, LARGEST_BUFFER_BYTES);
    }

    /** Hands all samples over in order of time. */
    void forEach(RecordingReader.SampleConsumer consumer) throws IOException, RecordingException {
        while (true) {
            openDue();
            RecordingCursor earliest = cursors.poll();
            if (earliest == null) {
                return;
            }
            consumer.accept(earliest);
            if (earliest.next()) {
                cursors.add(earliest);
            }
        }
    }

    /** Opens the stretches that begin before the earliest sample of those that are open. */
    private void openDue() throws IOException, RecordingException {
        while (opened < order.length) {
            int segment = order[opened];
            RecordingCursor earliest = cursors.peek();
            if (earliest != null && segments.firstNanos(segment) > earliest.timeNanos()) {
                return;
            }
            if (cursors.size() == MAX_OPEN) {
                throw new RecordingException(
                        file,
                        segments.linesBefore(segment) + 1,
                        "more than %,d stretches of this recording, which is not in order of time, overlap; expected fewer series or an order of time: sort it, or split it by instance"
                                .formatted(MAX_OPEN));
            }
            opened++;
            RecordingSlice slice = new RecordingSlice(channel, segments.offset(segment), segments.endOffset(segment));
            RecordingCursor cursor = new RecordingCursor(
                    file, new ExpositionLines(slice, bufferBytes), line, table, segments.linesBefore(segment));
            if (cursor.next()) {
                cursors.add(cursor);
            }
        }
    }
}

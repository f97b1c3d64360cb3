// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.CounterFamily;
import dev.headroom.exposition.ExpositionException;
import dev.headroom.exposition.ExpositionLine;
import dev.headroom.exposition.ExpositionLines;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * Finds out whether a recording is in order of time before anything of it is handed on: what was handed on cannot be taken back. Most
 * lines end in the very bytes the line before ended in, its time, and are looked at no further.
 */
final class RecordingOrder {
    private final ExpositionLine line = new ExpositionLine();
    private byte[] timeText = new byte[0];
    private long lastNanos = Long.MIN_VALUE;

    private RecordingOrder() {}

    /**
     * Reads until the time steps back. Where the recording is wrong it counts as in order: reading it will say what is wrong. An
     * exemplar whose own time is that of the line before can hide a step, which reading then refuses.
     */
    static boolean isInTimeOrder(InputStream text) throws IOException {
        RecordingOrder order = new RecordingOrder();
        ExpositionLines lines = new ExpositionLines(text);
        try {
            while (lines.next()) {
                if (!order.follows(lines.buffer(), lines.start(), lines.end())) {
                    return false;
                }
            }
            return true;
        } catch (ExpositionException | ZipException | EOFException e) {
            return true;
        }
    }

    private boolean follows(byte[] bytes, int start, int end) throws ExpositionException {
        int tail = end - timeText.length;
        if (timeText.length > 0 && tail > start && Arrays.equals(bytes, tail, end, timeText, 0, timeText.length)) {
            return true;
        }
        if (ExpositionLine.kind(bytes, start, end) != ExpositionLine.Kind.SAMPLE) {
            return true;
        }
        int seriesEnd = line.parseSeries(bytes, start, end);
        if (CounterFamily.of(line) == null) {
            return true;
        }
        line.parseMeasurement(bytes, seriesEnd, end);
        if (!line.timed()) {
            return true;
        }
        if (line.timeNanos() < lastNanos) {
            return false;
        }
        lastNanos = line.timeNanos();
        int blank = end - 1;
        while (blank > seriesEnd && bytes[blank] != ' ' && bytes[blank] != '\t') {
            blank--;
        }
        timeText = Arrays.copyOfRange(bytes, blank, end);
        return true;
    }
}

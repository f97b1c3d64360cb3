// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.ExpositionException;
import dev.headroom.exposition.ExpositionLine;
import dev.headroom.exposition.ExpositionLines;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the samples of a recording, or of a stretch of one, that Headroom reads, in the order of the lines, and refuses
 * every line that is not right; lines of other families are checked and passed over. A recording repeats its series in the same
 * order again and again, so that each line is first compared with the series that followed last time. Not thread safe.
 */
final class RecordingCursor {
    private final String file;
    private final ExpositionLines lines;
    private final RecordingSeriesTable table;
    private final long linesBefore;
    private final ExpositionLine line;
    private @Nullable RecordingSeries series;
    private long timeNanos;
    private double value;
    private boolean ended;

    /**
     * @param file the recording's name, for messages
     * @param lines the lines
     * @param line parses a line; cursors that take turns share one
     * @param table knows the series
     * @param linesBefore how many lines of the recording come before
     */
    RecordingCursor(
            String file, ExpositionLines lines, ExpositionLine line, RecordingSeriesTable table, long linesBefore) {
        this.file = file;
        this.lines = lines;
        this.line = line;
        this.table = table;
        this.linesBefore = linesBefore;
    }

    /** Goes on to the next sample; false at the end. */
    boolean next() throws IOException, RecordingException {
        try {
            while (lines.next()) {
                if (readSample(lines.buffer(), lines.start(), lines.end())) {
                    return true;
                }
            }
            return false;
        } catch (ExpositionException e) {
            throw failure(e.problem());
        }
    }

    private boolean readSample(byte[] bytes, int start, int end) throws ExpositionException {
        RecordingSeries expected = series == null ? null : series.successor();
        if (expected != null && !ended && expected.startsLine(bytes, start, end)) {
            line.parseMeasurement(bytes, start + expected.length(), end);
            series = expected;
            check(expected);
            return true;
        }
        return switch (ExpositionLine.kind(bytes, start, end)) {
            case COMMENT -> {
                if (ended && start != end) {
                    throw afterEnd();
                }
                yield false;
            }
            case END -> {
                if (ended) {
                    throw afterEnd();
                }
                ended = true;
                yield false;
            }
            case SAMPLE -> readUnexpected(bytes, start, end);
        };
    }

    private boolean readUnexpected(byte[] bytes, int start, int end) throws ExpositionException {
        if (ended) {
            throw afterEnd();
        }
        int seriesEnd = line.parseSeries(bytes, start, end);
        RecordingSeries found = table.find(line, bytes, start, seriesEnd);
        line.parseMeasurement(bytes, seriesEnd, end);
        if (found == null) {
            return false;
        }
        if (series != null) {
            series.successor(found);
        }
        series = found;
        check(found);
        return true;
    }

    private void check(RecordingSeries found) throws ExpositionException {
        if (!line.timed()) {
            throw new ExpositionException("%s has no timestamp; expected one after the value, in seconds"
                    .formatted(found.family().metric()));
        }
        value = line.value();
        timeNanos = line.timeNanos();
        if (Double.isInfinite(value)) {
            throw new ExpositionException("an infinite %s; expected a finite number"
                    .formatted(found.family().metric()));
        }
        if (value < 0 && found.family().counter()) {
            throw new ExpositionException("the counter %s is negative; expected 0 or more"
                    .formatted(found.family().metric()));
        }
    }

    /**
     * Refuses a sample whose series was already read at a later time. To be called once for each sample, in the order of the lines.
     */
    void requireSeriesInOrder() throws RecordingException {
        RecordingSeries current = series();
        if (timeNanos < current.lastNanos()) {
            throw failure("the time of this series steps back, from %s s to %s s; expected each series in order of time"
                    .formatted(RecordingTime.seconds(current.lastNanos()), RecordingTime.seconds(timeNanos)));
        }
        current.read(timeNanos);
    }

    private static ExpositionException afterEnd() {
        return new ExpositionException("a line after # EOF; expected # EOF to be the last");
    }

    /** The series of the sample. */
    RecordingSeries series() {
        if (series == null) {
            throw new IllegalStateException("no sample was read yet");
        }
        return series;
    }

    /** The value of the sample; NaN is no reading. */
    double value() {
        return value;
    }

    /** The time of the sample in nanoseconds since the epoch. */
    long timeNanos() {
        return timeNanos;
    }

    /** How many bytes lie before the sample's line. */
    long lineOffset() {
        return lines.lineOffset();
    }

    /** The number of the last line read, from 1. */
    long lineNumber() {
        return linesBefore + lines.number();
    }

    /** Whether {@code # EOF} was read. */
    boolean ended() {
        return ended;
    }

    /** The exception that says what is wrong with the last line read. */
    RecordingException failure(String problem) {
        return new RecordingException(file, lineNumber(), problem);
    }
}

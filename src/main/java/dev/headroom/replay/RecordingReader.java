// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.ExpositionLines;
import dev.headroom.sampling.CounterSink;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.zip.ZipException;

/**
 * Reads a recording and hands its raw counters, in order of time, to the sinks of the targets: all values of one target and time as
 * one reading, CPU first, then pressure, network, TCP and processes. What a recording is, and what is refused, is in the contract's
 * section on recordings. Memory is bounded whatever the recording's length. Not thread safe; one reader reads one recording.
 */
public final class RecordingReader {
    private static final String STANDARD_INPUT = "-";
    private static final long PROGRESS_MASK = (1 << 14) - 1;

    private final Function<String, CounterSink> targets;
    private final ReadProgress progress;

    /**
     * @param targets gives the sink of a target; called once for each target, when its first line is met
     * @param progress is told how far the reading has come
     */
    public RecordingReader(Function<String, CounterSink> targets, ReadProgress progress) {
        this.targets = targets;
        this.progress = progress;
    }

    /**
     * Reads a file.
     *
     * @throws RecordingException when it is not a recording; some of it may have been handed over
     * @throws IOException when it cannot be read
     */
    public RecordingSummary read(Path file) throws IOException, RecordingException {
        try (InputStream in = Files.newInputStream(file)) {
            return stream(file.toString(), in, Files.isRegularFile(file) ? Files.size(file) : -1);
        }
    }

    /**
     * Reads a stream, which must be in order of time; it stays the caller's to close.
     *
     * @throws RecordingException when it is not a recording, or not in order of time; some of it may have been handed over
     * @throws IOException when it cannot be read
     */
    public RecordingSummary read(InputStream in) throws IOException, RecordingException {
        return stream(STANDARD_INPUT, in, -1);
    }

    private RecordingSummary stream(String file, InputStream source, long totalBytes)
            throws IOException, RecordingException {
        RecordingInput input = open(file, source);
        RecordingCursor cursor =
                new RecordingCursor(file, new ExpositionLines(input), new RecordingSeriesTable(targets), 0);
        RecordingAssembler assembler = new RecordingAssembler();
        try {
            long samples = 0;
            while (cursor.next()) {
                if ((++samples & PROGRESS_MASK) == 0) {
                    progress.progress(input.readBytes(), totalBytes, cursor.lineNumber());
                }
                if (assembler.isPast(cursor.timeNanos())) {
                    throw cursor.failure(
                            "the time steps back to %s s; expected the lines in order of time, or a file that can be read twice"
                                    .formatted(RecordingTime.seconds(cursor.timeNanos())));
                }
                if (!assembler.accept(cursor.series(), cursor.timeNanos(), cursor.value())) {
                    throw cursor.failure("another value for the same series and time; expected one");
                }
            }
        } catch (ZipException | EOFException e) {
            throw cursor.failure("the gzip data after this line are damaged or cut off (%s); expected a whole file"
                    .formatted(e.getMessage()));
        }
        if (!cursor.ended()) {
            throw cursor.failure(
                    "the recording ends here without # EOF, so it may be cut off; expected # EOF as the last line");
        }
        assembler.finish();
        progress.progress(input.readBytes(), totalBytes, cursor.lineNumber());
        return assembler.summary(cursor.lineNumber());
    }

    private static RecordingInput open(String file, InputStream source) throws IOException, RecordingException {
        try {
            return RecordingInput.open(source);
        } catch (ZipException | EOFException e) {
            throw new RecordingException(
                    file,
                    1,
                    "the gzip data are damaged or cut off (%s); expected a whole file".formatted(e.getMessage()));
        }
    }
}

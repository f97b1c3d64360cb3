// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.ExpositionLine;
import dev.headroom.exposition.ExpositionLines;
import dev.headroom.sampling.CounterSink;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import java.util.zip.ZipException;

/**
 * Reads a recording and hands its raw counters, in order of time, to the sinks of the targets: all values of one target and time as
 * one reading, CPU first, then pressure, network, TCP and processes. What a recording is, and what is refused, is in the contract's
 * section on recordings.
 *
 * <p>A recording in order of time is streamed: memory does not grow with its length. A file in any other order (a dump has one series
 * after the other) is read twice, the second time at many places at once, so that memory grows with the number of series and not
 * with that of readings; a packed one is unpacked to a temporary file for that. Not thread safe; one reader reads one recording.
 */
public final class RecordingReader {
    private static final String STANDARD_INPUT = "-";
    private static final long PROGRESS_MASK = (1 << 14) - 1;

    private final Function<String, CounterSink> targets;
    private final ReadProgress progress;
    private final RecordingPace pace;

    /** Takes the sample a cursor stands at. */
    @FunctionalInterface
    interface SampleConsumer {
        void accept(RecordingCursor cursor) throws IOException, RecordingException;
    }

    /**
     * @param targets gives the sink of a target; called once for each target, before its first reading
     * @param progress is told how far the reading has come
     */
    public RecordingReader(Function<String, CounterSink> targets, ReadProgress progress) {
        this(targets, progress, RecordingPace.AT_ONCE);
    }

    /**
     * @param targets gives the sink of a target; called once for each target, before its first reading
     * @param progress is told how far the reading has come
     * @param pace decides when each time of the recording is handed on
     */
    RecordingReader(Function<String, CounterSink> targets, ReadProgress progress, RecordingPace pace) {
        this.targets = targets;
        this.progress = progress;
        this.pace = pace;
    }

    /**
     * Reads a file to its end without handing anything on.
     *
     * @throws RecordingException when it is not a recording
     * @throws IOException when it cannot be read
     */
    static RecordingSummary check(Path file, ReadProgress progress) throws IOException, RecordingException {
        Function<String, CounterSink> nobody = target -> {
            throw new IllegalStateException("readings of " + target + " were handed on");
        };
        return new RecordingReader(nobody, progress, (timeNanos, push) -> {}).read(file);
    }

    /**
     * Reads a file.
     *
     * @throws RecordingException when it is not a recording; some of it may have been handed over
     * @throws IOException when it cannot be read
     */
    public RecordingSummary read(Path file) throws IOException, RecordingException {
        if (!Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                return stream(file.toString(), in, -1);
            }
        }
        if (isInTimeOrder(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                return stream(file.toString(), in, Files.size(file));
            }
        }
        return merge(file);
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

    private static boolean isInTimeOrder(Path file) throws IOException, RecordingException {
        try (InputStream in = Files.newInputStream(file)) {
            return RecordingOrder.isInTimeOrder(open(file.toString(), in));
        }
    }

    private RecordingSummary stream(String file, InputStream source, long totalBytes)
            throws IOException, RecordingException {
        RecordingAssembler assembler = new RecordingAssembler(pace);
        long lines = readLines(file, open(file, source), totalBytes, new RecordingSeriesTable(targets), cursor -> {
            if (assembler.isPast(cursor.timeNanos())) {
                throw cursor.failure(
                        "the time steps back to %s s; expected a stream to be in order of time: give the recording as a file"
                                .formatted(RecordingTime.seconds(cursor.timeNanos())));
            }
            assembler.accept(cursor);
        });
        assembler.finish();
        return assembler.summary(lines);
    }

    private RecordingSummary merge(Path file) throws IOException, RecordingException {
        String name = file.toString();
        try (InputStream in = Files.newInputStream(file);
                RecordingInput input = open(name, in);
                FileChannel text = input.packed() ? temporaryFile() : FileChannel.open(file)) {
            if (input.packed()) {
                input.copyTo(text);
            }
            RecordingSegments segments = new RecordingSegments();
            long lines = readLines(name, input, Files.size(file), new RecordingSeriesTable(targets), segments::add);
            RecordingAssembler assembler = new RecordingAssembler(pace);
            new RecordingMerge(name, text, segments, new RecordingSeriesTable(targets)).forEach(assembler::accept);
            assembler.finish();
            return assembler.summary(lines);
        }
    }

    private static FileChannel temporaryFile() throws IOException {
        Path file = Files.createTempFile("headroom-recording-", ".om");
        return FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Checks every line and hands on every sample; returns the number of lines. */
    private long readLines(
            String file, RecordingInput input, long totalBytes, RecordingSeriesTable table, SampleConsumer consumer)
            throws IOException, RecordingException {
        RecordingCursor cursor = new RecordingCursor(file, new ExpositionLines(input), new ExpositionLine(), table, 0);
        try {
            long samples = 0;
            while (cursor.next()) {
                if ((++samples & PROGRESS_MASK) == 0) {
                    progress.progress(input.readBytes(), totalBytes, cursor.lineNumber());
                }
                cursor.requireSeriesInOrder();
                consumer.accept(cursor);
            }
        } catch (ZipException | EOFException e) {
            throw cursor.failure("the gzip data after this line are damaged or cut off (%s); expected a whole file"
                    .formatted(e.getMessage()));
        }
        if (!cursor.ended()) {
            throw cursor.failure(
                    "the recording ends here without # EOF, so it may be cut off; expected # EOF as the last line");
        }
        progress.progress(input.readBytes(), totalBytes, cursor.lineNumber());
        return cursor.lineNumber();
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

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.SignalKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a flight recorder while they are written: the samples of every signal, and above them the tiers they make. Not thread
 * safe, but for what says so.
 */
final class FlightFiles {
    private static final Logger LOG = LoggerFactory.getLogger(FlightFiles.class);

    /** As many samples of one signal as go into one block. */
    private static final int MOST_AT_ONCE = 1024;

    private static final Duration SECONDS_EVERY = Duration.ofMinutes(1);
    private static final Duration MINUTES_EVERY = Duration.ofMinutes(10);

    private final FlightSettings settings;
    private final SignalIds ids = new SignalIds();
    private final Track samples;
    private final Track seconds;
    private final Track minutes;
    private final List<Track> tracks;
    private final Tier secondsTier;
    private final Tier minutesTier;

    /** In the order of their keys: those of one target, which share their times, stand together. */
    private final List<Signal> signals = new ArrayList<>();

    private final SampleRuns runs = new SampleRuns();
    private final ByteWriter run = new ByteWriter();
    private final BlockWriter block = new BlockWriter(Resolution.SAMPLES);
    private boolean unwritten;
    private int segmentsTidied;
    private long newestNanos = Long.MIN_VALUE;
    private volatile long writtenSamples;

    /** A signal that is recorded. */
    private static final class Signal {
        private final SignalBuffer buffer;
        private final int id;
        private final SampleEvents events = new SampleEvents(16);
        private double limitPerSecond;

        Signal(SignalBuffer buffer, int id) {
            this.buffer = buffer;
            this.id = id;
        }
    }

    FlightFiles(FlightSettings settings) {
        this.settings = settings;
        samples = track(Resolution.SAMPLES);
        seconds = track(Resolution.SECONDS);
        minutes = track(Resolution.MINUTES);
        tracks = List.of(samples, seconds, minutes);
        minutesTier = new Tier(minutes, MINUTES_EVERY, null);
        secondsTier = new Tier(seconds, SECONDS_EVERY, minutesTier);
    }

    private Track track(Resolution resolution) {
        return new Track(settings.directory(), resolution, settings.segmentBytes(), ids.keys());
    }

    /** Finds the files of earlier runs of the program, and makes the rows of the tiers that the last one did not get to write. */
    void open() throws IOException {
        for (Track track : tracks) {
            track.open();
        }
        secondsTier.open();
        minutesTier.open();
        try {
            recoverMinutes();
            recoverSeconds();
        } catch (IOException unreadable) {
            LOG.warn("The last minutes of the tiers cannot be made up from {}.", settings.directory(), unreadable);
        }
        secondsTier.recovered();
        minutesTier.recovered();
    }

    private void recoverMinutes() throws IOException {
        BlockReader reader = new BlockReader();
        long fromNanos = minutesTier.writtenNanos();
        for (Segment segment : seconds.segments()) {
            segment.read(
                    fromNanos,
                    Long.MAX_VALUE,
                    block -> reader.rows(block, Resolution.SECONDS.rowNanos(), id -> {
                        SignalKey key = segment.signal(id);
                        return key == null
                                ? null
                                : row -> {
                                    if (row.startNanos() >= fromNanos) {
                                        minutesTier.builder(ids.of(key)).row(row);
                                    }
                                };
                    }));
            long readNanos = segment.lastNanos().orElse(fromNanos);
            if (readNanos > fromNanos) {
                minutesTier.write(readNanos);
            }
        }
    }

    private void recoverSeconds() throws IOException {
        BlockReader reader = new BlockReader();
        long fromNanos = secondsTier.writtenNanos();
        for (Segment segment : samples.segments()) {
            segment.read(
                    fromNanos,
                    Long.MAX_VALUE,
                    block -> reader.samples(block, id -> {
                        SignalKey key = segment.signal(id);
                        return key == null
                                ? null
                                : new TimeWindow(fromNanos, Long.MAX_VALUE, secondsTier.builder(ids.of(key)));
                    }));
            long readNanos = segment.lastNanos().orElse(fromNanos);
            if (readNanos > fromNanos) {
                secondsTier.write(readNanos);
                minutesTier.write(readNanos);
            }
        }
    }

    /** Records a signal from now on. */
    void add(SignalBuffer buffer) {
        signals.add(new Signal(buffer, ids.of(buffer.key())));
        signals.sort(Comparator.comparing(signal -> signal.buffer.key()));
    }

    /** Writes what has come. What fails is tried again at the next call, what comes meanwhile waits in the buffers. */
    void write() throws IOException {
        long firstNanos = take();
        if (unwritten) {
            append();
        }
        writeSamples(firstNanos);
        if (newestNanos != Long.MIN_VALUE) {
            secondsTier.write(newestNanos);
            minutesTier.write(newestNanos);
        }
        tidy();
    }

    /** Has the disk keep the samples that were written. */
    void force() throws IOException {
        samples.force();
    }

    /** Writes all that is there and ends. */
    void close() throws IOException {
        try (samples;
                seconds;
                minutes) {
            write();
            if (newestNanos != Long.MIN_VALUE) {
                secondsTier.finish(newestNanos);
                minutesTier.finish(newestNanos);
            }
        }
    }

    /** Takes what has come out of the buffers: the earliest time in it. */
    private long take() {
        long firstNanos = Long.MAX_VALUE;
        for (Signal signal : signals) {
            SampleEvents events = signal.events;
            int before = events.size;
            signal.buffer.take(events, MOST_AT_ONCE - before);
            for (int i = before; i < events.size; i++) {
                events.tell(i, secondsTier.builder(signal.id));
            }
            for (int i = 0; i < events.size; i++) {
                firstNanos = Math.min(firstNanos, events.startNanos[i]);
                newestNanos = Math.max(newestNanos, events.endNanos[i]);
            }
        }
        return firstNanos;
    }

    private void writeSamples(long firstNanos) throws IOException {
        beginBlock(firstNanos);
        for (Signal signal : signals) {
            SampleEvents events = signal.events;
            if (events.size > 0) {
                run.clear();
                signal.limitPerSecond = runs.write(run, events, firstNanos, signal.limitPerSecond);
                block.add(signal.id, run, runs.wroteTimes());
                for (int i = 0; i < events.size; i++) {
                    block.reach(events.endNanos[i]);
                }
                writtenSamples = writtenSamples + events.size; // one thread writes
                events.clear();
                unwritten = true;
            }
            if (block.isFull()) {
                append();
                beginBlock(firstNanos);
            }
        }
        if (unwritten) {
            append();
        }
    }

    private void beginBlock(long firstNanos) {
        block.begin(firstNanos);
        runs.beginBlock();
    }

    private void append() throws IOException {
        samples.append(block);
        unwritten = false;
    }

    /** Drops what need not be kept any longer, and what there is no room for: full resolution first, from the oldest on. */
    private void tidy() {
        int segments =
                tracks.stream().mapToInt(track -> track.segments().size()).sum();
        if (segments != segmentsTidied) {
            for (Track track : tracks) {
                track.dropWhatIsNoLongerKept();
            }
            segmentsTidied =
                    tracks.stream().mapToInt(track -> track.segments().size()).sum();
        }
        for (Track track : tracks) {
            while (bytes() > settings.maxBytes() && track.dropOldest()) {
                segmentsTidied--;
            }
        }
    }

    /** What the files take. Any thread. */
    long bytes() {
        long sum = 0;
        for (Track track : tracks) {
            sum += track.bytes();
        }
        return sum;
    }

    /** Samples written since the start. Any thread. */
    long writtenSamples() {
        return writtenSamples;
    }

    /** Rows that were lost. Any thread. */
    long droppedRows() {
        return secondsTier.droppedRows() + minutesTier.droppedRows();
    }

    /** Stretches of the files that were no blocks, as far as they were read. Any thread. */
    long damages() {
        return tracks.stream().mapToLong(Track::damages).sum();
    }

    /** Up to when there are rows of a resolution; for samples as long as there is time. Any thread. */
    long writtenNanos(Resolution resolution) {
        return switch (resolution) {
            case SAMPLES -> Long.MAX_VALUE;
            case SECONDS -> secondsTier.writtenNanos();
            case MINUTES -> minutesTier.writtenNanos();
        };
    }

    /** The track of a resolution. Any thread. */
    Track trackOf(Resolution resolution) {
        return tracks.get(resolution.ordinal());
    }
}

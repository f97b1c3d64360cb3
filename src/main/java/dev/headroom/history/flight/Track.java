// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.history.DurableNames;
import dev.headroom.sampling.SignalKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of one resolution: a directory of files that are appended to, one at a time, and dropped from the oldest on.
 *
 * <p>Which is older is told by the sequence of their making and how long one is by the samples in it; no wall clock is asked, so that
 * one that is wrong deletes nothing. Writing is done by one thread at a time; {@link #segments()} and {@link #bytes()} may be asked by any.
 */
final class Track implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Track.class);

    /** Which id means which signal is said anew after so many blocks. */
    private static final int BLOCKS_PER_DEFINITION = 64;

    /** A program that is restarted all the time makes a file each time: there have to be few enough to be listed quickly. */
    private static final int MOST_SEGMENTS = 2_000;

    private final Path directory;
    private final Resolution resolution;
    private final long segmentBytes;
    private final List<SignalKey> signals;
    private final BlockWriter definitions;

    private volatile List<Segment> segments = List.of();
    private int run;
    private long lastSequence;
    private boolean nameKept;
    private @Nullable Writing writing;
    private int blocksSinceDefinition;
    private int signalsDefined;
    private boolean definedTwice;

    /** The segment that is appended to. */
    private record Writing(Segment segment, FileChannel channel) {}

    /**
     * @param directory of all tracks; this one has a directory of its own in it
     * @param segmentBytes how long a segment gets at most, about
     * @param signals the signal of each id, as the one who writes knows them
     */
    Track(Path directory, Resolution resolution, long segmentBytes, List<SignalKey> signals) {
        this.directory = directory.resolve(resolution.directory());
        this.resolution = resolution;
        this.segmentBytes = segmentBytes;
        this.signals = signals;
        this.definitions = new BlockWriter(resolution);
    }

    /** Makes the directory where there is none, and finds the segments in it. What has other names is left alone. */
    void open() throws IOException {
        DurableNames.make(directory);
        List<Segment> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Segment.of(file, resolution, Files.size(file)).ifPresent(found::add);
            }
        } catch (DirectoryIteratorException failure) {
            throw failure.getCause();
        }
        found.sort(Comparator.comparingLong(Segment::sequence));
        segments = List.copyOf(found);
        run = found.stream().mapToInt(Segment::run).max().orElse(0) + 1;
        lastSequence = found.isEmpty() ? 0 : found.getLast().sequence();
    }

    Resolution resolution() {
        return resolution;
    }

    /** The segments there are, oldest first. */
    List<Segment> segments() {
        return segments;
    }

    /** What they take on disk. */
    long bytes() {
        long sum = 0;
        for (Segment segment : segments) {
            sum += segment.bytes();
        }
        return sum;
    }

    /** How many stretches of them turned out to be no blocks, so far. */
    long damages() {
        return segments.stream().mapToLong(Segment::damages).sum();
    }

    /**
     * Appends a block, in a new segment where that is due.
     *
     * @throws IOException when it could not be written; it may then be appended again
     */
    void append(BlockWriter block) throws IOException {
        boolean begun = rotate(block.firstNanos());
        if (begun
                || signalsDefined < signals.size()
                || !definedTwice
                || blocksSinceDefinition >= BLOCKS_PER_DEFINITION) {
            boolean known = !begun && signalsDefined == signals.size();
            define(block.firstNanos(), begun);
            if (!known) {
                force(); // a power cut must not leave what follows without its names
            }
        }
        write(block.finish());
        blocksSinceDefinition++;
    }

    private boolean rotate(long firstNanos) throws IOException {
        Writing now = writing;
        if (now != null
                && now.segment.bytes() < segmentBytes
                && firstNanos - TimeUnit.MILLISECONDS.toNanos(now.segment.startMillis())
                        < resolution.segmentLength().toNanos()) {
            return false;
        }
        close();
        DurableNames.make(directory);
        lastSequence++; // also where the last one could not be made or deleted: its name is not taken again
        Segment segment =
                new Segment(directory, resolution, lastSequence, run, TimeUnit.NANOSECONDS.toMillis(firstNanos), 0);
        nameKept = false;
        writing = new Writing(
                segment, FileChannel.open(segment.file(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
        List<Segment> more = new ArrayList<>(segments);
        more.add(segment);
        segments = List.copyOf(more);
        return true;
    }

    /** Says which signal each id means: twice, so that no damage to one block makes others unreadable. */
    private void define(long nowNanos, boolean begun) throws IOException {
        definedTwice = !begun && signalsDefined == signals.size();
        definitions.begin(nowNanos);
        for (int signal = 0; signal < signals.size(); signal++) {
            definitions.define(signal, signals.get(signal));
            if (definitions.isFull()) {
                write(definitions.finish());
                definitions.begin(nowNanos);
            }
        }
        write(definitions.finish());
        signalsDefined = signals.size();
        blocksSinceDefinition = 0;
    }

    private void write(ByteBuffer block) throws IOException {
        Writing now = writing;
        if (now == null) {
            throw new IOException("no segment is open in " + directory);
        }
        try {
            while (block.hasRemaining()) {
                now.channel.write(block, now.segment.bytes() + block.position());
            }
            now.segment.reaches(now.segment.bytes() + block.limit());
        } catch (IOException e) {
            abandon(now);
            throw e;
        }
    }

    /** Writes no further into a segment that failed, and takes off what was half written where that works. */
    private void abandon(Writing failed) {
        writing = null;
        try (FileChannel channel = failed.channel) {
            channel.truncate(failed.segment.bytes());
        } catch (IOException e) {
            return; // what is half written is passed over when it is read
        }
        if (failed.segment.bytes() == 0) {
            remove(failed.segment);
        }
    }

    /** Has the disk keep what was written; fails as {@link #append} does. */
    void force() throws IOException {
        Writing now = writing;
        if (now != null) {
            try {
                now.channel.force(false);
                if (!nameKept) {
                    DurableNames.keepIn(directory);
                    nameKept = true;
                }
            } catch (IOException e) {
                abandon(now);
                throw e;
            }
        }
    }

    /** Ends the segment that is appended to: the next block begins a new one. */
    @Override
    public void close() throws IOException {
        Writing now = writing;
        if (now != null) {
            force();
            writing = null;
            now.channel.close();
        }
    }

    /** Drops the oldest segments of which the newer ones alone hold as much time as is to be kept, and those that are too many. */
    void dropWhatIsNoLongerKept() {
        List<Segment> all = segments;
        long newerNanos = 0;
        for (int i = all.size() - 1; i >= 0; i--) {
            if (newerNanos >= resolution.kept().toNanos() || all.size() - i > MOST_SEGMENTS) {
                remove(all.get(i));
            } else {
                newerNanos += lengthNanos(all, i);
            }
        }
    }

    private static long lengthNanos(List<Segment> all, int index) {
        Segment segment = all.get(index);
        long startMillis = segment.startMillis();
        if (index + 1 < all.size() && all.get(index + 1).run() == segment.run()) {
            return TimeUnit.MILLISECONDS.toNanos(Math.max(0, all.get(index + 1).startMillis() - startMillis));
        }
        long startNanos = TimeUnit.MILLISECONDS.toNanos(startMillis);
        try {
            return Math.max(0, segment.lastNanos().orElse(startNanos) - startNanos);
        } catch (IOException unreadable) {
            LOG.debug("{} cannot be read", segment.file(), unreadable);
            return 0;
        }
    }

    /** Drops the oldest segment that is not being written: false where there is none. */
    boolean dropOldest() {
        Writing now = writing;
        Optional<Segment> oldest = segments.stream()
                .filter(segment -> now == null || segment != now.segment)
                .findFirst();
        oldest.ifPresent(this::remove);
        return oldest.isPresent();
    }

    private void remove(Segment segment) {
        segments = segments.stream().filter(other -> other != segment).toList();
        try {
            Files.deleteIfExists(segment.file());
        } catch (IOException e) {
            LOG.warn("Cannot delete {}, which is no longer needed: delete it by hand.", segment.file(), e);
        }
    }
}

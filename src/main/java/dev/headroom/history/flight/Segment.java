// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One file of a track: blocks one after the other, and nothing else. What is where is found out by reading it through once, when it is
 * first asked for; what was appended since is read when it is asked for again. Thread safe.
 */
final class Segment {
    private static final Pattern NAME = Pattern.compile("(\\d{10})-(\\d{6})-(\\d{13})\\.flight");
    private static final Map<String, SignalKind> KINDS =
            Arrays.stream(SignalKind.values()).collect(Collectors.toMap(SignalKind::id, Function.identity()));

    /** Blocks are found by groups of so many bytes. */
    private static final int GROUP_BYTES = 32 * 1024;

    private final Path file;
    private final Resolution resolution;
    private final long sequence;
    private final int run;
    private final long startMillis;
    private volatile long bytes;

    // what is where; guarded by this
    private final List<Group> groups = new ArrayList<>();
    private final Map<Integer, SignalKey> signals = new HashMap<>();
    private long indexedBytes;
    private long damages;

    /** A stretch of the file, and the time its blocks lie in. */
    private static final class Group {
        private final long from;
        private long to;
        private long firstNanos = Long.MAX_VALUE;
        private long lastNanos = Long.MIN_VALUE;

        Group(long from) {
            this.from = from;
            this.to = from;
        }
    }

    /** Takes the blocks that lie in the time asked for. */
    @FunctionalInterface
    interface Blocks {
        void block(BlockScanner block) throws DamagedBlockException;
    }

    /**
     * @param sequence its place among all segments of its track, whatever any clock said
     * @param run which run of the program wrote it
     * @param startMillis the time its first block begins at
     * @param bytes how much of it holds blocks
     */
    Segment(Path directory, Resolution resolution, long sequence, int run, long startMillis, long bytes) {
        this.file = directory.resolve("%010d-%06d-%013d.flight".formatted(sequence, run, startMillis));
        this.resolution = resolution;
        this.sequence = sequence;
        this.run = run;
        this.startMillis = startMillis;
        this.bytes = bytes;
    }

    /** The segment a file is; empty where its name is not one of ours. */
    static Optional<Segment> of(Path file, Resolution resolution, long bytes) {
        Path directory = file.getParent();
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (directory == null || !name.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Segment(
                directory,
                resolution,
                Long.parseLong(name.group(1)),
                Integer.parseInt(name.group(2)),
                Long.parseLong(name.group(3)),
                bytes));
    }

    Path file() {
        return file;
    }

    long sequence() {
        return sequence;
    }

    int run() {
        return run;
    }

    long startMillis() {
        return startMillis;
    }

    long bytes() {
        return bytes;
    }

    /** Says that it holds blocks up to there. */
    void reaches(long end) {
        bytes = end;
    }

    /** How many stretches of it turned out to be no blocks, so far. */
    synchronized long damages() {
        return damages;
    }

    /** The time its last block ends at; empty where it has no block. */
    synchronized Optional<Long> lastNanos() throws IOException {
        index();
        return groups.stream().map(group -> group.lastNanos).max(Long::compare);
    }

    /** The time its first block begins at; empty where it has no block. */
    synchronized Optional<Long> firstNanos() throws IOException {
        index();
        return groups.stream().map(group -> group.firstNanos).min(Long::compare);
    }

    /** Which signal an id means in this file; null where that is not known. */
    synchronized @Nullable SignalKey signal(int id) {
        return signals.get(id);
    }

    /** The signals it has something of. */
    synchronized Set<SignalKey> signals() throws IOException {
        index();
        return Set.copyOf(signals.values());
    }

    /** Whether it has something of one of these signals. */
    synchronized boolean hasAnyOf(Set<SignalKey> keys) throws IOException {
        index();
        return signals.values().stream().anyMatch(keys::contains);
    }

    /** Goes through the blocks with something between two instants, in the order of the file. A block that turns out damaged is left out. */
    void read(long fromNanos, long toNanos, Blocks blocks) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            for (Group group : groups(channel, fromNanos, toNanos)) {
                BlockScanner scanner = new BlockScanner(channel, resolution, group.from, group.to);
                while (scanner.next()) {
                    if (scanner.lastNanos() >= fromNanos && scanner.firstNanos() < toNanos) {
                        read(scanner, blocks);
                    }
                }
            }
        } catch (NoSuchFileException dropped) {
            return; // it was the oldest, and is no longer kept
        }
    }

    private void read(BlockScanner scanner, Blocks blocks) {
        try {
            blocks.block(scanner);
        } catch (DamagedBlockException foreign) {
            synchronized (this) {
                damages++; // its checksum is right: it is none of ours
            }
        }
    }

    private synchronized List<Group> groups(FileChannel channel, long fromNanos, long toNanos) throws IOException {
        index(channel);
        return groups.stream()
                .filter(group -> group.lastNanos >= fromNanos && group.firstNanos < toNanos)
                .toList();
    }

    private void index() throws IOException {
        if (indexedBytes < bytes) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                index(channel);
            } catch (NoSuchFileException dropped) {
                indexedBytes = bytes;
            }
        }
    }

    private void index(FileChannel channel) throws IOException {
        long end = bytes;
        if (indexedBytes >= end) {
            return;
        }
        ByteReader payload = new ByteReader();
        BlockScanner scanner = new BlockScanner(channel, resolution, indexedBytes, end);
        while (scanner.next()) {
            if (groups.isEmpty() || groups.getLast().to - groups.getLast().from >= GROUP_BYTES) {
                groups.add(new Group(scanner.at()));
            }
            Group group = groups.getLast();
            group.to = scanner.after();
            group.firstNanos = Math.min(group.firstNanos, scanner.firstNanos());
            group.lastNanos = Math.max(group.lastNanos, scanner.lastNanos());
            scanner.payload(payload);
            try {
                define(payload);
            } catch (DamagedBlockException foreign) {
                damages++;
            }
        }
        damages += scanner.damages();
        indexedBytes = end;
    }

    /** Definitions stand at the beginning of a block. */
    private void define(ByteReader payload) throws DamagedBlockException {
        while (payload.hasMore() && payload.getUnsigned() == BlockWriter.DEFINITION) {
            int id = payload.getCount(Integer.MAX_VALUE - 1);
            String target = payload.getText();
            SignalKind kind = KINDS.get(payload.getText());
            String device = payload.getText();
            if (kind != null) { // else written by a program that knows more signals
                signals.put(id, new SignalKey(target, kind, device));
            }
        }
    }
}

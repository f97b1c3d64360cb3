// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file of a {@link TracedDisk}, whatever its name: what is kept of it, and what was done to it since. */
final class TracedFile {
    private static final int SECTOR = 512;

    private byte[] kept;
    private final List<Change> changes = new ArrayList<>();

    private interface Change {
        /** What it makes of a file. */
        byte[] of(byte[] file);

        /** What it may make of a file if only parts of it got to the disk. */
        byte[] partsOf(byte[] file, Random random, boolean noise);
    }

    TracedFile(byte[] kept) {
        this.kept = kept;
    }

    void write(int offset, byte[] bytes) {
        changes.add(new Change() {
            @Override
            public byte[] of(byte[] file) {
                return with(file, offset, bytes, 0, bytes.length);
            }

            @Override
            public byte[] partsOf(byte[] file, Random random, boolean noise) {
                return sectors(file, offset, bytes, random, noise);
            }
        });
    }

    void truncate(int length) {
        changes.add(new Change() {
            @Override
            public byte[] of(byte[] file) {
                return Arrays.copyOf(file, length);
            }

            @Override
            public byte[] partsOf(byte[] file, Random random, boolean noise) {
                return random.nextBoolean() ? of(file) : file;
            }
        });
    }

    /** Has the disk keep it as it is now. */
    void sync() {
        for (Change change : changes) {
            kept = change.of(kept);
        }
        changes.clear();
    }

    /** One of those that a power cut now may leave. */
    byte[] image(Random random) {
        int kind = random.nextInt(6);
        int first = random.nextInt(changes.size() + 1);
        byte[] image = kept.clone();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            image = switch (kind) {
                case 0 -> image; // nothing got there
                case 1 -> change.of(image); // all did
                case 2 -> i < first ? change.of(image) : image; // what came first did
                case 3 -> random.nextBoolean() ? change.of(image) : image; // any of them did
                default -> change.partsOf(image, random, kind == 5);
            };
        }
        return image;
    }

    /** Some sectors got there; where the file became longer than what is kept, others may hold anything. */
    private byte[] sectors(byte[] file, int offset, byte[] bytes, Random random, boolean noise) {
        byte[] image = file;
        int to;
        for (int from = 0; from < bytes.length; from = to) {
            to = Math.min(bytes.length, from + SECTOR - (offset + from) % SECTOR);
            if (random.nextBoolean()) {
                image = with(image, offset, bytes, from, to);
            } else if (noise && offset + from >= kept.length) {
                byte[] anything = new byte[to];
                random.nextBytes(anything);
                image = with(image, offset, anything, from, to);
            }
        }
        return image;
    }

    private static byte[] with(byte[] file, int offset, byte[] bytes, int from, int to) {
        byte[] image = Arrays.copyOf(file, Math.max(file.length, offset + to));
        System.arraycopy(bytes, from, image, offset + from, to - from);
        return image;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text of a series as a key; one that looks up is set again and again, one that is stored is a {@link #copy()}. It has an order so
 * that a {@link java.util.HashMap} stays quick when someone chooses texts whose hashes collide. Not thread safe.
 */
public final class SeriesText implements Comparable<SeriesText> {
    private byte[] bytes = new byte[0];
    private int start;
    private int end;
    private int hash;

    /** Makes this the text between two indices, without copying it. */
    public void set(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        this.start = start;
        this.end = end;
        int h = 1;
        for (int i = start; i < end; i++) {
            h = 31 * h + bytes[i];
        }
        hash = h;
    }

    /** The same text, in an array of its own. */
    public SeriesText copy() {
        SeriesText copy = new SeriesText();
        copy.set(Arrays.copyOfRange(bytes, start, end), 0, end - start);
        return copy;
    }

    @Override
    public int compareTo(SeriesText other) {
        return Arrays.compare(bytes, start, end, other.bytes, other.start, other.end);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SeriesText text
                && hash == text.hash
                && Arrays.equals(bytes, start, end, text.bytes, text.start, text.end);
    }
}

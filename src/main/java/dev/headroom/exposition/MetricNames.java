// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names of the metrics that are wanted from a page, looked up by their bytes without making a string of those that are not. Immutable.
 */
public final class MetricNames {
    private final Set<String> names;
    private final @Nullable String[] slots;
    private final byte[][] slotBytes;
    private final int mask;

    private MetricNames(Set<String> names) {
        this.names = names;
        // a quarter full at most, so that nearly every name that is not wanted meets an empty slot
        int size = Math.max(16, Integer.highestOneBit(names.size()) << 3);
        mask = size - 1;
        slots = new @Nullable String[size];
        slotBytes = new byte[size][];
        Arrays.fill(slotBytes, new byte[0]);
        for (String name : names) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            int slot = hash(bytes, 0, bytes.length) & mask;
            while (slots[slot] != null) {
                slot = (slot + 1) & mask;
            }
            slots[slot] = name;
            slotBytes[slot] = bytes;
        }
    }

    /** These names, in full, as they stand before the brace: {@code apiserver_current_inflight_requests}. */
    public static MetricNames of(String... names) {
        return of(Arrays.asList(names));
    }

    /** These names, in full. */
    public static MetricNames of(Collection<String> names) {
        return new MetricNames(new LinkedHashSet<>(names));
    }

    /** The name that these bytes spell, or null where it is not wanted. */
    @Nullable
    String find(byte[] bytes, int start, int end) {
        int slot = hash(bytes, start, end) & mask;
        for (String name = slots[slot]; name != null; name = slots[slot]) {
            byte[] known = slotBytes[slot];
            if (Arrays.equals(bytes, start, end, known, 0, known.length)) {
                return name;
            }
            slot = (slot + 1) & mask;
        }
        return null;
    }

    private static int hash(byte[] bytes, int start, int end) {
        int hash = 1;
        for (int at = start; at < end; at++) {
            hash = 31 * hash + bytes[at];
        }
        return hash ^ (hash >>> 15);
    }

    @Override
    public String toString() {
        return names.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest facts as they stand in a stream, each with a number, so that a client that was away is told what it missed. At most a thousand,
 * and fewer where they are long: they take 4 MB at most. Not thread safe.
 */
final class RememberedFacts {
    static final int MOST = 1_000;
    private static final int MOST_BYTES = 4_000_000;
    private static final String NUMBER = "\\d{1,18}";

    private final String start;
    private final Deque<byte[]> newest = new ArrayDeque<>();
    private long last;
    private long bytes;

    /**
     * What a client missed.
     *
     * @param lost why it cannot be told; null where it can
     * @param facts what it missed, in order
     */
    record Missed(@Nullable String lost, List<byte[]> facts) {}

    /** @param start names this run of the program */
    RememberedFacts(String start) {
        this.start = start;
    }

    /** Adds a fact and gives it as it stands in a stream. */
    byte[] add(String event, byte[] json) {
        last++;
        byte[] text = StreamText.event(position(), event, json);
        newest.add(text);
        bytes += text.length;
        while (newest.size() > MOST || bytes > MOST_BYTES) {
            bytes -= newest.remove().length;
        }
        return text;
    }

    /** The id of the last fact. */
    String position() {
        return start + "-" + last;
    }

    /** What a client missed whose last fact had this id. */
    Missed since(String id) {
        String run = start + "-";
        if (!id.startsWith(run)) {
            return new Missed("the service was started anew", List.of());
        }
        String number = id.substring(run.length());
        if (!number.matches(NUMBER) || Long.parseLong(number) > last) {
            return new Missed("no event has that id", List.of());
        }
        long missed = last - Long.parseLong(number);
        if (missed > newest.size()) {
            return new Missed("too much happened since", List.of());
        }
        return new Missed(
                null, List.copyOf(new ArrayList<>(newest).subList(newest.size() - (int) missed, newest.size())));
    }
}

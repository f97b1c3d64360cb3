// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of server-sent events (WHATWG HTML, section 9.2): its events one after the other, the id to resume from and the time to
 * wait before that. Not thread safe.
 */
final class ServerEvents {
    private static final int LONGEST_LINE = 1 << 20;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    private String lastId;
    private Duration retry;

    /**
     * @param lastId the id of the last event of an earlier stream; empty where there was none
     * @param retry how long to wait before the next attempt, until the stream says so itself
     */
    ServerEvents(String lastId, Duration retry) {
        this.lastId = lastId;
        this.retry = retry;
    }

    /** The id of the last event that had one. */
    String lastId() {
        return lastId;
    }

    /** How long to wait before the next attempt. */
    Duration retry() {
        return retry;
    }

    /** The next event; null at the end of the stream. */
    @Nullable
    ServerEvent next(BufferedReader in) throws IOException {
        String name = "message";
        String id = lastId;
        StringBuilder data = new StringBuilder();
        for (String line = line(in); line != null; line = line(in)) {
            if (line.isEmpty()) {
                lastId = id;
                if (!data.isEmpty()) {
                    return new ServerEvent(name, data.toString());
                }
                name = "message";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1);
            value = value.startsWith(" ") ? value.substring(1) : value;
            switch (field) {
                case "event" -> name = value;
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                case "id" -> id = value.indexOf('\0') < 0 ? value : id;
                case "retry" -> retry(value);
                default -> {} // a comment, which keeps the connection open, or a field of a later day
            }
        }
        return null;
    }

    private void retry(String value) {
        if (value.matches("\\d{1,9}")) {
            Duration asked = Duration.ofMillis(Long.parseLong(value));
            retry = asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
        }
    }

    /** A line without its end; null at the end of the stream, where an unfinished line is none. */
    private static @Nullable String line(BufferedReader in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                return line.toString();
            }
            if (next != '\r') {
                line.append((char) next);
            }
            if (line.length() > LONGEST_LINE) {
                throw new IOException("a line of the stream has more than 1 MiB");
            }
        }
        return null;
    }
}

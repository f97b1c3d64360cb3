// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What {@code live} knows: of each signal the last minute in seconds, each with its highest level, and the newest lines about what
 * happened. Bounded. Not thread safe.
 */
final class LiveBoard {
    static final int SECONDS = 60;
    private static final int MOST_SIGNALS = 1_000;
    private static final int MOST_LINES = 50;

    private final Map<Name, Row> rows = new TreeMap<>();
    private final Deque<String> lines = new ArrayDeque<>();
    private @Nullable Instant now;
    private String serviceRun = "";

    /** One signal. */
    record Name(String target, String signal, String device) implements Comparable<Name> {
        private static final Comparator<Name> ORDER =
                Comparator.comparing(Name::target).thenComparing(Name::signal).thenComparing(Name::device);

        @Override
        public int compareTo(Name other) {
            return ORDER.compare(this, other);
        }
    }

    /** One signal's last minute. */
    static final class Row {
        private final Name name;
        private final float[] highest = new float[SECONDS];
        private long newestSecond = Long.MIN_VALUE;
        private double level = Double.NaN;
        private boolean open;

        Row(Name name) {
            this.name = name;
            Arrays.fill(highest, Float.NaN);
        }

        Name name() {
            return name;
        }

        /** The mean of the last second that is known; NaN where none is. */
        double level() {
            return level;
        }

        /** Whether a burst of it goes on. */
        boolean open() {
            return open;
        }

        /** The highest level of each of the seconds up to now, the oldest first; NaN where nothing is known. */
        float[] minute(Instant now) {
            moveTo(now.minusNanos(1).getEpochSecond());
            float[] minute = new float[SECONDS];
            for (int i = 0; i < SECONDS; i++) {
                minute[i] = highest[Math.floorMod(newestSecond - SECONDS + 1 + i, SECONDS)];
            }
            return minute;
        }

        /** The highest level of all seconds from the first to the last: of a longer time it is not known in which it was. */
        private void add(long first, long last, double mean, double max, boolean burstOpen) {
            moveTo(last);
            for (long second = Math.max(first, newestSecond - SECONDS + 1); second <= last; second++) {
                int slot = Math.floorMod(second, SECONDS);
                highest[slot] = Float.isNaN(highest[slot]) ? (float) max : Math.max(highest[slot], (float) max);
            }
            level = mean;
            open = burstOpen;
        }

        /** Time goes on: the seconds in between are not known yet. */
        private void moveTo(long second) {
            if (second > newestSecond) {
                long from = newestSecond == Long.MIN_VALUE ? second - SECONDS : newestSecond;
                for (long next = Math.max(from + 1, second - SECONDS + 1); next <= second; next++) {
                    highest[Math.floorMod(next, SECONDS)] = Float.NaN;
                }
                newestSecond = second;
            }
        }
    }

    /** Takes a frame of samples. */
    void samples(JsonNode frame) {
        Instant at = instant(frame.path("now"));
        now = at == null ? now : at;
        for (JsonNode signal : frame.path("signals")) {
            Name name = new Name(
                    signal.path("target").asString(""),
                    signal.path("signal").asString(""),
                    signal.path("device").asString(""));
            Instant start = instant(signal.path("start"));
            Instant end = instant(signal.path("end"));
            if (start != null
                    && end != null
                    && signal.path("max").isNumber()
                    && (rows.containsKey(name) || rows.size() < MOST_SIGNALS)) {
                rows.computeIfAbsent(name, Row::new)
                        .add(
                                start.getEpochSecond(),
                                end.minusNanos(1).getEpochSecond(),
                                signal.path("mean").asDouble(Double.NaN),
                                signal.path("max").asDouble(),
                                signal.path("openBurst").isString());
            }
        }
    }

    /** Takes note of a line about what happened. */
    void happened(String line) {
        lines.addLast(line);
        if (lines.size() > MOST_LINES) {
            lines.removeFirst();
        }
    }

    /** Takes the beginning of a stream: where the service was restarted since the last, what was known of it is of no use. */
    void hello(JsonNode hello) {
        String run = hello.path("start").asString("");
        if (!run.equals(serviceRun)) {
            rows.clear();
            serviceRun = run;
        }
    }

    /** When the last frame was made; null before the first. */
    @Nullable
    Instant now() {
        return now;
    }

    /** In the order of their names. */
    Collection<Row> rows() {
        return rows.values();
    }

    /** What happened, oldest first. */
    Collection<String> lines() {
        return lines;
    }

    private static @Nullable Instant instant(JsonNode text) {
        try {
            return text.isString() ? Instant.parse(text.asString()) : null;
        } catch (DateTimeParseException unreadable) {
            return null;
        }
    }
}

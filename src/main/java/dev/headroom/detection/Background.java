// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

/**
 * Remembers the levels of the last ten seconds outside bursts, to say what was normal before one. A growing ring of pieces of
 * time; not thread safe.
 */
final class Background {
    /** How far back "before" looks. */
    static final long WINDOW_NANOS = 10_000_000_000L;

    private static final int FIRST_CAPACITY = 128;

    private long[] starts = new long[FIRST_CAPACITY];
    private long[] ends = new long[FIRST_CAPACITY];
    private double[] levels = new double[FIRST_CAPACITY];
    private double[] capacitiesPerSecond = new double[FIRST_CAPACITY];
    private int first;
    private int size;

    /** Appends a piece; pieces come in the order of time. */
    void add(long startNanos, long endNanos, double level, double capacityPerSecond) {
        if (endNanos <= startNanos) {
            return;
        }
        while (size > 0 && ends[first] < startNanos - WINDOW_NANOS) {
            first = (first + 1) & (starts.length - 1);
            size--;
        }
        if (size == starts.length) {
            grow();
        }
        int at = index(size++);
        starts[at] = startNanos;
        ends[at] = endNanos;
        levels[at] = level;
        capacitiesPerSecond[at] = capacityPerSecond;
    }

    /**
     * Says that the last piece was partly the burst's: up to the onset it had the level of the piece before it.
     *
     * @param onsetNanos inside the last piece
     */
    void endLastAt(long onsetNanos, double levelUntilThen) {
        int last = index(size - 1);
        ends[last] = onsetNanos;
        levels[last] = levelUntilThen;
        if (ends[last] <= starts[last]) {
            size--;
        }
    }

    /** Says that the first piece was partly the burst's: from its end on it had the level of the piece after it. */
    void startFirstAt(long endOfBurstNanos, double levelFromThen) {
        starts[first] = endOfBurstNanos;
        levels[first] = levelFromThen;
        if (ends[first] <= starts[first]) {
            first = (first + 1) & (starts.length - 1);
            size--;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    void clear() {
        size = 0;
    }

    /** Appends all pieces of the other, which are later. */
    void addAll(Background other) {
        for (int piece = 0; piece < other.size; piece++) {
            int at = other.index(piece);
            add(other.starts[at], other.ends[at], other.levels[at], other.capacitiesPerSecond[at]);
        }
    }

    /** The mean over what is known of the window before the onset; meaningless where {@link #knownSeconds} is 0. */
    double meanLevel(long onsetNanos) {
        return mean(levels, onsetNanos);
    }

    /** The mean capacity per second over the same window: what the level was a share of. */
    double meanCapacityPerSecond(long onsetNanos) {
        return mean(capacitiesPerSecond, onsetNanos);
    }

    private double mean(double[] values, long onsetNanos) {
        double weighted = 0;
        double seconds = 0;
        for (int piece = 0; piece < size; piece++) {
            double part = secondsInWindow(index(piece), onsetNanos);
            weighted += values[index(piece)] * part;
            seconds += part;
        }
        return weighted / seconds;
    }

    /** How much of the window before the onset is known. */
    double knownSeconds(long onsetNanos) {
        double seconds = 0;
        for (int piece = 0; piece < size; piece++) {
            seconds += secondsInWindow(index(piece), onsetNanos);
        }
        return seconds;
    }

    private double secondsInWindow(int at, long onsetNanos) {
        long from = Math.max(starts[at], onsetNanos - WINDOW_NANOS);
        long to = Math.min(ends[at], onsetNanos);
        return to > from ? (to - from) / 1e9 : 0;
    }

    private int index(int piece) {
        return (first + piece) & (starts.length - 1);
    }

    private void grow() {
        int capacity = starts.length * 2;
        long[] grownStarts = new long[capacity];
        long[] grownEnds = new long[capacity];
        double[] grownLevels = new double[capacity];
        double[] grownCapacities = new double[capacity];
        for (int piece = 0; piece < size; piece++) {
            int at = index(piece);
            grownStarts[piece] = starts[at];
            grownEnds[piece] = ends[at];
            grownLevels[piece] = levels[at];
            grownCapacities[piece] = capacitiesPerSecond[at];
        }
        starts = grownStarts;
        ends = grownEnds;
        levels = grownLevels;
        capacitiesPerSecond = grownCapacities;
        first = 0;
    }
}

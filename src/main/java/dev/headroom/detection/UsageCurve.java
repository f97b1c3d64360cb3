// SPDX-License-Identifier: Apache-2.0
package dev.headroom.detection;

/**
 * The cumulative usage and capacity of one signal over time, as its counters ran: what a scrape at any instant would have seen.
 * Between two readings both run evenly; beyond the first and the last they run on as the caller says. Bounded: when it is full,
 * every other point goes. Not thread safe.
 */
final class UsageCurve {
    /** Thirteen minutes at 20 Hz: enough for the longest default range before and after a burst. */
    private static final int MOST_POINTS = 16_384;

    private static final int FIRST_CAPACITY = 256;

    private final int mostPoints;
    private long[] timesNanos = new long[FIRST_CAPACITY];
    private double[] usages = new double[FIRST_CAPACITY];
    private double[] capacities = new double[FIRST_CAPACITY];
    private int first;
    private int size;
    private long leastSpacingNanos;

    /** The slopes beyond the known points. */
    record Beyond(double usagePerSecond, double capacityPerSecond) {}

    UsageCurve() {
        this(MOST_POINTS);
    }

    /** @param mostPoints a power of two, from 256 on */
    UsageCurve(int mostPoints) {
        this.mostPoints = mostPoints;
    }

    /** Adds a sample; samples come in the order of time. */
    void add(long startNanos, long endNanos, double usage, double capacity) {
        if (size == 0) {
            append(startNanos, 0, 0);
        } else if (startNanos > lastNanos()) {
            skipTo(startNanos);
        }
        double usageNow = usages[first + size - 1] + usage;
        double capacityNow = capacities[first + size - 1] + capacity;
        if (size > 1 && lastNanos() - timesNanos[first + size - 2] < leastSpacingNanos) {
            size--;
        }
        append(endNanos, usageNow, capacityNow);
    }

    /** Lets time pass of which nothing is known: the level of the last sample goes on. */
    void skipTo(long endNanos) {
        if (size < 2 || endNanos <= lastNanos()) {
            return;
        }
        int last = first + size - 1;
        double perNano = (double) (endNanos - timesNanos[last]) / (timesNanos[last] - timesNanos[last - 1]);
        append(
                endNanos,
                usages[last] + (usages[last] - usages[last - 1]) * perNano,
                capacities[last] + (capacities[last] - capacities[last - 1]) * perNano);
    }

    /** Forgets what is older than this, except the point just before it. */
    void forgetBefore(long nanos) {
        while (size > 2 && timesNanos[first + 1] <= nanos) {
            first++;
            size--;
        }
    }

    /** The capacity per second of the first known sample; 0 where there is none. */
    double firstCapacityPerSecond() {
        return size < 2
                ? 0
                : (capacities[first + 1] - capacities[first]) * 1e9 / (timesNanos[first + 1] - timesNanos[first]);
    }

    /** Whether a sample is known. */
    boolean isEmpty() {
        return size < 2;
    }

    /** Where the first known sample begins. */
    long firstNanos() {
        return timesNanos[first];
    }

    double usageAt(long nanos, Beyond beyond) {
        return at(usages, nanos, beyond.usagePerSecond());
    }

    double capacityAt(long nanos, Beyond beyond) {
        return at(capacities, nanos, beyond.capacityPerSecond());
    }

    private double at(double[] values, long nanos, double slopeBeyond) {
        if (nanos <= timesNanos[first]) {
            return values[first] + (nanos - timesNanos[first]) / 1e9 * slopeBeyond;
        }
        if (nanos >= lastNanos()) {
            return values[first + size - 1] + (nanos - lastNanos()) / 1e9 * slopeBeyond;
        }
        int below = first;
        int above = first + size - 1;
        while (above - below > 1) {
            int middle = (below + above) >>> 1;
            if (timesNanos[middle] <= nanos) {
                below = middle;
            } else {
                above = middle;
            }
        }
        double share = (double) (nanos - timesNanos[below]) / (timesNanos[above] - timesNanos[below]);
        return values[below] + (values[above] - values[below]) * share;
    }

    /** Where the last known sample ends. */
    long lastNanos() {
        return timesNanos[first + size - 1];
    }

    private void append(long nanos, double usage, double capacity) {
        if (first + size == timesNanos.length) {
            makeRoom();
        }
        timesNanos[first + size] = nanos;
        usages[first + size] = usage;
        capacities[first + size] = capacity;
        size++;
    }

    /** Moves the points to the front; grows, or thins out, where that is not enough. */
    private void makeRoom() {
        if (size > timesNanos.length * 3 / 4 && timesNanos.length == mostPoints) {
            thin();
        }
        int length = size > timesNanos.length * 3 / 4 ? timesNanos.length * 2 : timesNanos.length;
        long[] times = length == timesNanos.length ? timesNanos : new long[length];
        double[] used = length == usages.length ? usages : new double[length];
        double[] available = length == capacities.length ? capacities : new double[length];
        System.arraycopy(timesNanos, first, times, 0, size);
        System.arraycopy(usages, first, used, 0, size);
        System.arraycopy(capacities, first, available, 0, size);
        timesNanos = times;
        usages = used;
        capacities = available;
        first = 0;
    }

    private void thin() {
        int kept = 0;
        for (int point = 0; point < size; point += point + 2 < size ? 2 : 1) {
            timesNanos[first + kept] = timesNanos[first + point];
            usages[first + kept] = usages[first + point];
            capacities[first + kept] = capacities[first + point];
            kept++;
        }
        size = kept;
        leastSpacingNanos = 2 * (lastNanos() - timesNanos[first]) / (3L * mostPoints / 4);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

/**
 * The busy counter of a host, in core-seconds, out of two that each lack something: the one by idle, which is true on average but
 * comes in steps of 10 ms per CPU, and the one of the control groups, which is exact to the nanosecond but may not contain every
 * task (kernel threads and tasks of the root group under cgroup v2, interrupts).
 *
 * <p>The result follows the exact counter from sample to sample. The gap between the two (what the exact one lacks, plus the
 * rounding of idle) is tracked by a fading-memory filter of second order, whose level and slope forget with a time constant of about a
 * second, so that the rounding averages out and both counters agree over seconds. What of the gap no rounding can explain is
 * followed at once, so that a burst of tasks outside the groups is seen in the sample in which it happens. The result never steps
 * back and never gains more than the CPUs can give; what it has to hold back it gains later. Not thread safe.
 */
final class RefinedBusy {
    private static final double MEMORY_SECONDS = 1.0;
    /** The steps of idle. The rounding of several CPUs adds up as independent errors do. */
    private static final double STEP_SECONDS = 0.010;

    private double gapSeconds;
    private double levelSeconds;
    private double slope;
    private double exactSeconds;
    private double busySeconds;

    /**
     * Goes on by one reading.
     *
     * @param elapsedSeconds wall clock since the last reading; above 0
     * @param cpus the CPUs there are
     * @param idleBasedGain busy core-seconds since the last reading as idle tells them
     * @param exactGain the same as the control groups tell them; NaN where there are none, and then idle is followed as it is: smoothing
     *     what has no exact part would only shift bursts
     * @return the busy core-seconds so far
     */
    double advance(double elapsedSeconds, int cpus, double idleBasedGain, double exactGain) {
        boolean exact = !Double.isNaN(exactGain);
        double counted = exact ? exactGain : 0;
        gapSeconds += idleBasedGain - counted;
        exactSeconds += counted;
        double fading = Math.exp(-elapsedSeconds / MEMORY_SECONDS);
        double rounding = exact ? STEP_SECONDS * Math.sqrt(cpus) : 0;
        double predicted = levelSeconds + slope * elapsedSeconds;
        double surprise = gapSeconds - predicted;
        double explained = Math.clamp(surprise, -rounding, rounding);
        double unexplained = surprise - explained;
        levelSeconds = predicted + unexplained + (1 - fading * fading) * explained;
        slope += (unexplained + (1 - fading) * (1 - fading) * explained) / elapsedSeconds;
        double most = busySeconds + cpus * elapsedSeconds;
        busySeconds = Math.clamp(exactSeconds + levelSeconds, busySeconds, most);
        return busySeconds;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.CpuReading;

/**
 * Says how long the CPUs were busy between two readings, as the wall clock less what idle, iowait and steal gained. That is true on
 * average where user and system are not (the kernel samples those at ticks and counts idle by the nanosecond), but it comes in steps
 * of 10 ms per CPU. Not thread safe.
 */
final class IdleClock {
    /** A counter that falls by less than this is the kernel's known inaccuracy; by more, the CPU was started anew. */
    private static final double RESTART_SECONDS = 3;
    /** idle cannot gain more than the wall clock by more than the rounding of three counters and a late reading. */
    private static final double EXCESS_SECONDS = 0.1;
    /** A gap longer than this may be a pause of the whole machine. */
    private static final double PAUSE_SECONDS = 5;

    private static final double ACCOUNTED_SHARE = 0.9;

    private final CpuReading before = new CpuReading();
    private boolean whole;

    /**
     * The busy core-seconds since the last call; 0 at the first.
     *
     * @param elapsedSeconds wall clock since the last call
     */
    double advance(double elapsedSeconds, CpuReading now) {
        double busySeconds = 0;
        double wallSeconds = running(elapsedSeconds, now);
        int matched = 0;
        int old = 0;
        for (int i = 0; i < now.count(); i++) {
            while (old < before.count() && before.id(old) < now.id(i)) {
                old++;
            }
            if (old == before.count() || before.id(old) != now.id(i)) {
                continue;
            }
            double idle = gained(before.idleSeconds(old), now.idleSeconds(i));
            double iowait = gained(before.iowaitSeconds(old), now.iowaitSeconds(i));
            double steal = gained(before.stealSeconds(old), now.stealSeconds(i));
            double away = idle + iowait + steal;
            if (away <= wallSeconds + EXCESS_SECONDS) {
                busySeconds += wallSeconds - away;
                matched++;
            }
        }
        whole = matched == now.count() && matched == before.count();
        before.copyFrom(now);
        return busySeconds;
    }

    /** False when a CPU came, went or was started anew between the last two readings, so that their time is not all in. */
    boolean whole() {
        return whole;
    }

    /** A machine that was paused was not busy: of a long gap only the time that its counters account for has passed for it. */
    private double running(double elapsedSeconds, CpuReading now) {
        if (elapsedSeconds <= PAUSE_SECONDS || before.count() != now.count() || now.count() == 0) {
            return elapsedSeconds;
        }
        double accounted = 0;
        for (int i = 0; i < now.count(); i++) {
            accounted += Math.max(0, now.accountedSeconds(i) - before.accountedSeconds(i));
        }
        double perCpu = accounted / now.count();
        return perCpu < ACCOUNTED_SHARE * elapsedSeconds ? perCpu : elapsedSeconds;
    }

    private static double gained(double before, double now) {
        double gain = now - before;
        if (gain >= 0) {
            return gain;
        }
        return gain > -RESTART_SECONDS ? 0 : Double.POSITIVE_INFINITY;
    }
}

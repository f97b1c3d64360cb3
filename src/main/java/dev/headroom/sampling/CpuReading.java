// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The CPU counters of one host at one instant: cumulative seconds since boot, per CPU. Filled again and again by one reader, so
 * that a reading costs no allocation once the number of CPUs is known. Not thread safe.
 */
public final class CpuReading {
    private int count;
    private int[] ids = new int[8];
    private double[] idleSeconds = new double[8];
    private double[] iowaitSeconds = new double[8];
    private double[] stealSeconds = new double[8];
    private double[] accountedSeconds = new double[8];
    private boolean hasBusy;
    private double busySeconds;
    private @Nullable Limit limit;

    /** Forgets everything read before. */
    public void clear() {
        count = 0;
        hasBusy = false;
        busySeconds = 0;
        limit = null;
    }

    /**
     * Adds one CPU. CPUs are added in the order of their ids.
     *
     * @param id the kernel's number of the CPU
     * @param idle seconds idle
     * @param iowait seconds idle with I/O outstanding
     * @param steal seconds taken by the hypervisor
     * @param accounted seconds of all modes together (user, nice, system, idle, iowait, irq, softirq, steal)
     */
    public void add(int id, double idle, double iowait, double steal, double accounted) {
        if (count == ids.length) {
            int size = count * 2;
            ids = Arrays.copyOf(ids, size);
            idleSeconds = Arrays.copyOf(idleSeconds, size);
            iowaitSeconds = Arrays.copyOf(iowaitSeconds, size);
            stealSeconds = Arrays.copyOf(stealSeconds, size);
            accountedSeconds = Arrays.copyOf(accountedSeconds, size);
        }
        ids[count] = id;
        idleSeconds[count] = idle;
        iowaitSeconds[count] = iowait;
        stealSeconds[count] = steal;
        accountedSeconds[count] = accounted;
        count++;
    }

    /** Sets the refined counter of busy core-seconds, which is exact where idle is rounded to 10 ms. */
    public void busy(double seconds) {
        hasBusy = true;
        busySeconds = seconds;
    }

    /** Sets a limit in cores other than the number of CPUs (a container's quota). */
    public void limit(Limit.Known cores) {
        limit = cores;
    }

    /** Makes this reading equal to the other. */
    public void copyFrom(CpuReading other) {
        if (ids.length < other.count) {
            ids = new int[other.ids.length];
            idleSeconds = new double[other.ids.length];
            iowaitSeconds = new double[other.ids.length];
            stealSeconds = new double[other.ids.length];
            accountedSeconds = new double[other.ids.length];
        }
        System.arraycopy(other.ids, 0, ids, 0, other.count);
        System.arraycopy(other.idleSeconds, 0, idleSeconds, 0, other.count);
        System.arraycopy(other.iowaitSeconds, 0, iowaitSeconds, 0, other.count);
        System.arraycopy(other.stealSeconds, 0, stealSeconds, 0, other.count);
        System.arraycopy(other.accountedSeconds, 0, accountedSeconds, 0, other.count);
        count = other.count;
        hasBusy = other.hasBusy;
        busySeconds = other.busySeconds;
        limit = other.limit;
    }

    /** The number of distinct CPUs read. */
    public int count() {
        return count;
    }

    public int id(int index) {
        return ids[index];
    }

    public double idleSeconds(int index) {
        return idleSeconds[index];
    }

    public double iowaitSeconds(int index) {
        return iowaitSeconds[index];
    }

    public double stealSeconds(int index) {
        return stealSeconds[index];
    }

    public double accountedSeconds(int index) {
        return accountedSeconds[index];
    }

    public boolean hasBusy() {
        return hasBusy;
    }

    /** Busy core-seconds; only meaningful where {@link #hasBusy()}. */
    public double busySeconds() {
        return busySeconds;
    }

    /** The limit that replaces the number of CPUs, or null. */
    public @Nullable Limit limit() {
        return limit;
    }
}

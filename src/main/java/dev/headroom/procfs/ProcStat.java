// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.headroom.sampling.CpuReading;

/**
 * Parses the CPU lines of /proc/stat (proc_stat(5)): {@code cpuN user nice system idle iowait irq softirq steal guest guest_nice},
 * cumulative, in clock ticks. Stops at {@code intr}, which can be long and says nothing about CPUs. guest and guest_nice are inside
 * user and nice and are left out. Not thread safe.
 */
final class ProcStat {
    private static final byte[] CPU = "cpu".getBytes(US_ASCII);
    private static final byte[] ALL = "cpu ".getBytes(US_ASCII);
    private static final byte[] INTERRUPTS = "intr".getBytes(US_ASCII);
    private static final int IDLE = 3;
    private static final int IOWAIT = 4;
    private static final int STEAL = 7;

    private final double ticksPerSecond;

    /** @param ticksPerSecond the kernel's USER_HZ */
    ProcStat(double ticksPerSecond) {
        this.ticksPerSecond = ticksPerSecond;
    }

    /** Adds each CPU of the text to the reading, in the order of the file, which is that of the ids. */
    void parse(KernelText text, CpuReading reading) throws KernelText.Malformed {
        text.expect(ALL, "the line 'cpu ' with the sums of all CPUs");
        text.skipLine();
        int last = -1;
        while (text.accept(CPU)) {
            long id = text.number("the number of a CPU after 'cpu'");
            if (id <= last || id > Integer.MAX_VALUE) {
                throw text.malformed("the CPUs in rising order");
            }
            last = (int) id;
            parseModes(text, last, reading);
        }
        if (last < 0) {
            throw text.malformed("a line 'cpu0 ...'");
        }
        text.expect(INTERRUPTS, "'cpuN' or 'intr'");
    }

    private void parseModes(KernelText text, int id, CpuReading reading) throws KernelText.Malformed {
        double idle = 0;
        double iowait = 0;
        double steal = 0;
        double accounted = 0;
        int column = 0;
        text.skipBlanks();
        while (!text.atLineEnd() && column <= STEAL) {
            double seconds = KernelText.unsigned(text.number("clock ticks")) / ticksPerSecond;
            accounted += seconds;
            if (column == IDLE) {
                idle = seconds;
            } else if (column == IOWAIT) {
                iowait = seconds;
            } else if (column == STEAL) {
                steal = seconds;
            }
            column++;
            text.skipBlanks();
        }
        if (column <= IDLE) {
            throw text.malformed("at least user, nice, system and idle");
        }
        text.skipLine();
        reading.add(id, idle, iowait, steal, accounted);
    }
}

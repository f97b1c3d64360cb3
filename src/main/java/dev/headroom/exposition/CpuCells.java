// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The CPU counters of one target. A CPU is part of a reading when its idle time was given at that time, and its iowait and steal
 * time too where the recording ever gave them: without one of them it would seem busy. Not thread safe.
 */
final class CpuCells {
    private static final String CPU = "cpu";
    private static final String MODE = "mode";
    /** The modes that together are all of a CPU's time; guest time is part of user time. */
    private static final List<String> MODES =
            List.of("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal");

    private static final int IDLE = MODES.indexOf("idle");
    private static final int IOWAIT = MODES.indexOf("iowait");
    private static final int STEAL = MODES.indexOf("steal");
    private static final int MAX_CPU = 1_000_000;

    private final CpuReading reading = new CpuReading();
    private final TreeMap<Integer, CounterCell[]> cpusById = new TreeMap<>();
    private List<Integer> ids = List.of();
    private List<CounterCell[]> cpus = List.of();
    private final CounterCell busy = new CounterCell();
    private final CounterCell limitCores = new CounterCell();
    private Limit.@Nullable Known limit;

    /** Where one mode of one CPU is kept; null for a mode that is part of another. */
    @Nullable
    CounterCell mode(CounterLabels labels) throws ExpositionException {
        String cpu = labels.required(CPU, "the number of the CPU, such as cpu=\"0\"");
        int mode = MODES.indexOf(labels.required(MODE, "the mode, such as mode=\"idle\""));
        int id = number(cpu);
        if (mode < 0) {
            return null;
        }
        CounterCell[] modes = cpusById.get(id);
        if (modes == null) {
            modes = new CounterCell[MODES.size()];
            for (int i = 0; i < modes.length; i++) {
                modes[i] = new CounterCell();
            }
            cpusById.put(id, modes);
            ids = new ArrayList<>(cpusById.keySet());
            cpus = new ArrayList<>(cpusById.values());
        }
        return modes[mode];
    }

    private static int number(String cpu) throws ExpositionException {
        boolean digits = cpu.length() <= 7 && cpu.chars().allMatch(c -> c >= '0' && c <= '9');
        int id = digits ? Integer.parseInt(cpu) : MAX_CPU;
        if (id >= MAX_CPU) {
            throw new ExpositionException(
                    "cpu=\"%s\" is not the number of a CPU; expected one such as cpu=\"0\"".formatted(cpu));
        }
        return id;
    }

    /** Where the refined counter of busy core-seconds is kept. */
    CounterCell busy() {
        return busy;
    }

    /** Where the limit that replaces the number of CPUs is kept. */
    CounterCell limitCores() {
        return limitCores;
    }

    /** Pushes the CPUs given at this time; nothing where there are none. */
    void push(long timeNanos, CounterSink sink) {
        reading.clear();
        boolean everGiven = false;
        for (int i = 0; i < cpus.size(); i++) {
            CounterCell[] modes = cpus.get(i);
            everGiven |= modes[IDLE].known();
            if (complete(modes, timeNanos)) {
                reading.add(
                        ids.get(i),
                        modes[IDLE].value(),
                        orZero(modes[IOWAIT]),
                        orZero(modes[STEAL]),
                        accountedSeconds(modes));
            }
        }
        boolean busyAlone = !everGiven && busy.givenAt(timeNanos);
        if (reading.count() == 0 && !busyAlone) {
            return;
        }
        if (busy.givenAt(timeNanos)) {
            reading.busy(busy.value());
        }
        Limit.Known cores = limit();
        if (cores != null) {
            reading.limit(cores);
        }
        sink.cpu(timeNanos, reading);
    }

    private static boolean complete(CounterCell[] modes, long timeNanos) {
        return modes[IDLE].givenAt(timeNanos)
                && (modes[IOWAIT].givenAt(timeNanos) || !modes[IOWAIT].known())
                && (modes[STEAL].givenAt(timeNanos) || !modes[STEAL].known());
    }

    private static double accountedSeconds(CounterCell[] modes) {
        double sum = 0;
        for (CounterCell mode : modes) {
            sum += orZero(mode);
        }
        return sum;
    }

    private static double orZero(CounterCell cell) {
        return cell.known() ? cell.value() : 0;
    }

    /** The cores last given, as a limit; null where none above 0 were. */
    private Limit.@Nullable Known limit() {
        double cores = limitCores.value();
        if (!(cores > 0)) {
            limit = null;
        } else if (limit == null || limit.perSecond() != cores) {
            limit = new Limit.Known(cores);
        }
        return limit;
    }
}

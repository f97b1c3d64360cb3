// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CounterSink.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values that a page or a recording gives for one target at one time together to one reading, and pushes what is complete.
 * What is pushed depends on the values and their times only, never on the order of the lines. Not thread safe.
 */
public final class TargetCounters {
    private static final String DEVICE = "device";
    private static final String JOB = "job";

    private final String name;
    private final @Nullable String job;
    private final Function<String, CounterSink> sinks;
    private @Nullable CounterSink sink;
    private final CpuCells cpus = new CpuCells();
    private final CounterCell pressure = new CounterCell();
    private final CounterCell sent = new CounterCell();
    private final CounterCell retransmitted = new CounterCell();
    private final TreeMap<String, Interface> interfacesByName = new TreeMap<>();
    private List<Interface> interfaces = List.of();
    private final TreeMap<String, Process> processesByName = new TreeMap<>();
    private List<Process> processes = List.of();
    private final ServerCells server = new ServerCells();
    private long touchedNanos = Long.MIN_VALUE;

    /**
     * @param name the target
     * @param sinks gives its sink, for which it is asked before the first reading
     */
    public TargetCounters(String name, Function<String, CounterSink> sinks) {
        this(name, null, sinks);
    }

    /**
     * @param name the target
     * @param job whose CPU time it is where no label says so, as on a process' own page; null where it is then of no use
     * @param sinks gives its sink, for which it is asked before the first reading
     */
    public TargetCounters(String name, @Nullable String job, Function<String, CounterSink> sinks) {
        this.job = job;
        this.name = name;
        this.sinks = sinks;
    }

    /** Where values of the series are kept; null where the series is of no use. */
    public @Nullable CounterCell cell(CounterFamily family, CounterLabels labels) throws ExpositionException {
        return switch (family) {
            case CPU -> cpus.mode(labels);
            case CPU_BUSY -> cpus.busy();
            case LIMIT_CORES -> cpus.limitCores();
            case CPU_PRESSURE -> pressure;
            case NETWORK_RECEIVE -> interfaceOf(labels).received;
            case NETWORK_TRANSMIT -> interfaceOf(labels).transmitted;
            case NETWORK_SPEED -> interfaceOf(labels).speed;
            case TCP_SENT -> sent;
            case TCP_RETRANSMITTED -> retransmitted;
            case PROCESS_CPU -> process(labels);
            case INFLIGHT, LIMIT_REQUESTS, SEATS, LIMIT_SEATS, PROBE, LIMIT_SECONDS -> server.cell(family, labels);
        };
    }

    private Interface interfaceOf(CounterLabels labels) throws ExpositionException {
        String device = labels.required(DEVICE, "the network interface, such as device=\"eth0\"");
        Interface found = interfacesByName.computeIfAbsent(device, Interface::new);
        interfaces = new ArrayList<>(interfacesByName.values());
        return found;
    }

    private @Nullable CounterCell process(CounterLabels labels) throws ExpositionException {
        String labelled = labels.find(JOB);
        String process = labelled == null ? job : labelled;
        if (process == null) {
            return null;
        }
        Process found = processesByName.computeIfAbsent(process, Process::new);
        processes = new ArrayList<>(processesByName.values());
        return found.cpu;
    }

    /** Notes that a value was given at this time; returns true for the first one. */
    public boolean touch(long timeNanos) {
        boolean first = touchedNanos != timeNanos;
        touchedNanos = timeNanos;
        return first;
    }

    /** Pushes what was given at this time. */
    public void push(long timeNanos) {
        if (sink == null) {
            sink = sinks.apply(name);
        }
        push(timeNanos, sink);
    }

    private void push(long timeNanos, CounterSink sink) {
        cpus.push(timeNanos, sink);
        if (pressure.givenAt(timeNanos)) {
            sink.cpuPressure(timeNanos, pressure.value());
        }
        for (int i = 0; i < interfaces.size(); i++) {
            interfaces.get(i).push(timeNanos, sink);
        }
        if (sent.givenAt(timeNanos) && retransmitted.givenAt(timeNanos)) {
            sink.tcp(timeNanos, sent.value(), retransmitted.value());
        }
        for (int i = 0; i < processes.size(); i++) {
            Process process = processes.get(i);
            if (process.cpu.givenAt(timeNanos)) {
                sink.process(timeNanos, process.name, process.cpu.value());
            }
        }
        server.push(timeNanos, sink);
    }

    private static final class Process {
        private final String name;
        private final CounterCell cpu = new CounterCell();

        Process(String name) {
            this.name = name;
        }
    }

    private static final class Interface {

        private final String device;
        private final CounterCell received = new CounterCell();
        private final CounterCell transmitted = new CounterCell();
        private final CounterCell speed = new CounterCell();
        private final CellLimit limit = new CellLimit(speed, "no speed above 0 is given for this interface");

        Interface(String device) {
            this.device = device;
        }

        void push(long timeNanos, CounterSink sink) {
            if (received.givenAt(timeNanos)) {
                sink.network(timeNanos, Direction.RECEIVE, device, received.value(), limit.get());
            }
            if (transmitted.givenAt(timeNanos)) {
                sink.network(timeNanos, Direction.TRANSMIT, device, transmitted.value(), limit.get());
            }
        }
    }
}

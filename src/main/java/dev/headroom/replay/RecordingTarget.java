// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.ExpositionException;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CounterSink.Direction;
import dev.headroom.sampling.Limit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the values a recording gives for one target at one time together to one reading, and pushes what is complete. What is pushed
 * depends on the values and their times only, never on the order of the lines. Not thread safe.
 */
final class RecordingTarget {
    private static final byte[] DEVICE = "device".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] JOB = "job".getBytes(StandardCharsets.US_ASCII);

    private final String name;
    private final Function<String, CounterSink> sinks;
    private @Nullable CounterSink sink;
    private final RecordingCpus cpus = new RecordingCpus();
    private final RecordingCell pressure = new RecordingCell();
    private final RecordingCell sent = new RecordingCell();
    private final RecordingCell retransmitted = new RecordingCell();
    private final TreeMap<String, Interface> interfacesByName = new TreeMap<>();
    private List<Interface> interfaces = List.of();
    private final TreeMap<String, Process> processesByName = new TreeMap<>();
    private List<Process> processes = List.of();
    private long touchedNanos = Long.MIN_VALUE;

    /**
     * @param name the target
     * @param sinks gives its sink, for which it is asked before the first reading
     */
    RecordingTarget(String name, Function<String, CounterSink> sinks) {
        this.name = name;
        this.sinks = sinks;
    }

    /** Where values of the series are kept; null where the series is of no use. */
    @Nullable
    RecordingCell cell(RecordingFamily family, RecordingLabels labels) throws ExpositionException {
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
        };
    }

    private Interface interfaceOf(RecordingLabels labels) throws ExpositionException {
        String device = labels.required(DEVICE, "the network interface, such as device=\"eth0\"");
        Interface found = interfacesByName.computeIfAbsent(device, Interface::new);
        interfaces = new ArrayList<>(interfacesByName.values());
        return found;
    }

    private @Nullable RecordingCell process(RecordingLabels labels) throws ExpositionException {
        String job = labels.find(JOB);
        if (job == null) {
            return null;
        }
        Process found = processesByName.computeIfAbsent(job, Process::new);
        processes = new ArrayList<>(processesByName.values());
        return found.cpu;
    }

    /** Notes that a value was given at this time; returns true for the first one. */
    boolean touch(long timeNanos) {
        boolean first = touchedNanos != timeNanos;
        touchedNanos = timeNanos;
        return first;
    }

    /** Pushes what was given at this time. */
    void push(long timeNanos) {
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
    }

    private static final class Process {
        private final String name;
        private final RecordingCell cpu = new RecordingCell();

        Process(String name) {
            this.name = name;
        }
    }

    private static final class Interface {
        private static final Limit NO_SPEED =
                new Limit.Unknown("the recording gives no speed above 0 for this interface");

        private final String device;
        private final RecordingCell received = new RecordingCell();
        private final RecordingCell transmitted = new RecordingCell();
        private final RecordingCell speed = new RecordingCell();
        private Limit limit = NO_SPEED;
        private double limitValue = Double.NaN;

        Interface(String device) {
            this.device = device;
        }

        void push(long timeNanos, CounterSink sink) {
            if (received.givenAt(timeNanos)) {
                sink.network(timeNanos, Direction.RECEIVE, device, received.value(), limit());
            }
            if (transmitted.givenAt(timeNanos)) {
                sink.network(timeNanos, Direction.TRANSMIT, device, transmitted.value(), limit());
            }
        }

        /** The speed last given, as a limit; made anew only when it changes. */
        private Limit limit() {
            double now = speed.value();
            if (Double.compare(now, limitValue) != 0) {
                limitValue = now;
                limit = now > 0 ? new Limit.Known(now) : NO_SPEED;
            }
            return limit;
        }
    }
}

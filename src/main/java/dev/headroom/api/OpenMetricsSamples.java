// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.replay.RecordingWriter;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CounterSink.Direction;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleClip;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns a flight recording back into readings of the counters it was sampled from, and writes those as a recording: replayed, it
 * gives the very samples it was made of; backfilled into Prometheus, {@code rate()} gives their levels.
 *
 * <p>The counters are sums of the samples, so they begin near 0 and not where the host's stood. Where samples do not follow one
 * another the counters fall: a counter that falls says of the time before it that nothing is known.
 *
 * <p>Serves one recording. Not thread safe.
 */
final class OpenMetricsSamples {
    /** How far counters fall at a gap: more than the 3 s that a CPU's idle time may step back without meaning anything. */
    private static final double FALL = 10;

    /** The level that says of the time before it what a counter that falls says. */
    private static final double NOTHING_KNOWN = -1;

    private final FlightRecording recording;
    private final SampleClip clip;
    private final CounterSink sink;
    private final int cpus;
    private final CpuReading reading = new CpuReading();

    private double fall;
    private double seconds;
    private double usage;
    private double capacity;

    OpenMetricsSamples(FlightRecording recording, CounterSink sink) {
        this.recording = recording;
        this.clip = recording.clip();
        this.sink = sink;
        this.cpus = cpus(clip);
    }

    static void write(FlightRecording recording, OutputStream out) throws IOException {
        try (RecordingWriter writer = new RecordingWriter(out, recording.burst().target())) {
            new OpenMetricsSamples(recording, writer).deliver();
        }
    }

    /** Hands over the counters as they stand at the start of the clip and at the end of each sample. */
    void deliver() {
        for (int i = 1; i < clip.size(); i++) {
            fall += follows(i) ? 0 : FALL;
        }
        for (int i = 0; i < clip.size(); i++) {
            if (!follows(i)) {
                fall -= i == 0 ? 0 : FALL;
                seconds = 0;
                usage = 0;
                capacity = 0;
                deliver(clip.startNanos()[i], i, NOTHING_KNOWN);
            }
            seconds += recording.seconds(i);
            usage += clip.usage()[i];
            capacity += clip.capacity()[i];
            deliver(
                    clip.endNanos()[i],
                    i + 1 < clip.size() && follows(i + 1) ? i + 1 : i,
                    clip.usage()[i] / recording.seconds(i));
        }
    }

    private boolean follows(int index) {
        return index > 0 && clip.startNanos()[index] == clip.endNanos()[index - 1];
    }

    /** Hands over one reading, with the limit of the sample that begins there and the level of the one that ends. */
    private void deliver(long timeNanos, int limitOf, double level) {
        String device = recording.burst().device();
        switch (recording.kind()) {
            case CPU -> {
                cpus(usage / cpus, 0);
                reading.busy(fall + usage);
                if (limit(limitOf) instanceof Limit.Known cores) {
                    reading.limit(cores);
                }
                sink.cpu(timeNanos, reading);
            }
            case CPU_STEAL -> {
                cpus(0, usage / cpus);
                sink.cpu(timeNanos, reading);
            }
            case CPU_PRESSURE -> sink.cpuPressure(timeNanos, fall + usage);
            case NETWORK_RECEIVE -> sink.network(timeNanos, Direction.RECEIVE, device, fall + usage, limit(limitOf));
            case NETWORK_TRANSMIT -> sink.network(timeNanos, Direction.TRANSMIT, device, fall + usage, limit(limitOf));
            case TCP_RETRANSMIT -> sink.tcp(timeNanos, fall + capacity, fall + usage);
            case PROCESS_CPU -> {
                if (timeNanos == clip.startNanos()[0]) {
                    cpus(0, 0); // once: it says how many cores there are, and nothing about how busy they were
                    sink.cpu(timeNanos, reading);
                }
                sink.process(timeNanos, device, fall + usage);
            }
            case APISERVER_INFLIGHT, APISERVER_SEATS, PROBE_LATENCY ->
                sink.level(timeNanos, recording.kind(), device, level, limit(limitOf));
        }
    }

    private void cpus(double user, double steal) {
        reading.clear();
        double idle = Math.max(0, seconds - user - steal);
        for (int cpu = 0; cpu < cpus; cpu++) {
            reading.add(cpu, fall + idle, 0, fall + steal, fall + idle + fall + steal + fall + user);
        }
    }

    private Limit limit(int index) {
        double perSecond = clip.capacity()[index] / recording.seconds(index);
        return perSecond > 0 ? new Limit.Known(perSecond) : new Limit.Unknown("the sample has no capacity");
    }

    /** How many CPUs it takes to have the highest limit of the clip. */
    private int cpus(SampleClip samples) {
        double most = 1;
        for (int i = 0; i < samples.size(); i++) {
            most = Math.max(most, samples.capacity()[i] / recording.seconds(i));
        }
        return (int) Math.ceil(most - 1e-6);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.replay.RecordingWriter;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CounterSink.Direction;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Turns samples back into readings of the counters they were sampled from, and writes those as a recording: replayed, it
 * gives the very samples it was made of; backfilled into Prometheus, {@code rate()} gives their levels.
 *
 * <p>The counters are sums of the samples, so they begin near 0 and not where the host's stood. Where samples do not follow one
 * another the counters fall: a counter that falls says of the time before it that nothing is known. So the samples are gone through
 * twice, first to see how often that is and how many CPUs there were, then to write them; they are never held all at once.
 *
 * <p>Serves one recording. Not thread safe.
 */
final class OpenMetricsSamples implements SampleSink {
    /** How far counters fall at a gap: more than the 3 s that a CPU's idle time may step back without meaning anything. */
    private static final double FALL = 10;

    /** The level that says of the time before it what a counter that falls says. */
    private static final double NOTHING_KNOWN = -1;

    /** The capacity of a sample against no limit. */
    private static final double NO_LIMIT = 0;

    private final SignalKey key;
    private final CounterSink sink;
    private final int cpus;
    private final boolean coresKnown;
    private final long lastNanos;
    private final CpuReading reading = new CpuReading();

    private double fall;
    private double seconds;
    private double usage;
    private double capacity;

    // the sample before, whose end is told once it is known what follows
    private boolean hasPrevious;
    private long previousEndNanos;
    private double previousLevel;
    private double previousLimit;

    private OpenMetricsSamples(SignalKey key, CounterSink sink, Survey survey) {
        this.key = key;
        this.sink = sink;
        this.cpus = survey.cpus();
        this.coresKnown = survey.mostPerSecond > 0;
        this.lastNanos = survey.endNanos;
        this.fall = survey.gaps * FALL;
    }

    static void write(SampleStream samples, OutputStream out) throws IOException {
        RecordingWriter writer = new RecordingWriter(out, samples.key().target());
        try {
            deliver(samples, writer);
        } catch (UncheckedIOException clientGone) {
            throw clientGone.getCause();
        }
        writer.close(); // only now: what fails before leaves a recording without its end, which no reader takes for
        // whole
    }

    /** Hands over the counters as they stand where samples begin after a gap and at the end of each sample. */
    static void deliver(SampleStream samples, CounterSink sink) throws IOException {
        Survey survey = new Survey();
        samples.tell(survey);
        OpenMetricsSamples delivery = new OpenMetricsSamples(samples.key(), sink, survey);
        samples.tell(delivery);
        delivery.endPrevious(delivery.previousLimit);
    }

    @Override
    public void sample(long startNanos, long endNanos, double used, double available) {
        if (endNanos > lastNanos) {
            return; // it came after the survey
        }
        double length = (endNanos - startNanos) / 1e9;
        double limit = available / length;
        if (hasPrevious && startNanos == previousEndNanos) {
            endPrevious(limit);
        } else {
            endPrevious(previousLimit);
            fall -= hasPrevious ? FALL : 0;
            seconds = 0;
            usage = 0;
            capacity = 0;
            deliver(startNanos, limit, NOTHING_KNOWN, !hasPrevious);
        }
        seconds += length;
        usage += used;
        capacity += available;
        hasPrevious = true;
        previousEndNanos = endNanos;
        previousLevel = used / length;
        previousLimit = limit;
    }

    @Override
    public void unlimited(long startNanos, long endNanos, double used) {
        sample(startNanos, endNanos, used, NO_LIMIT);
    }

    @Override
    public void hole(long startNanos, long endNanos, double observedSeconds) {}

    @Override
    public void limit(long timeNanos, Limit limit) {}

    private void endPrevious(double limit) {
        if (hasPrevious) {
            deliver(previousEndNanos, limit, previousLevel, false);
        }
    }

    /** Hands over one reading, with the limit of the sample that begins there and the level of the one that ends. */
    private void deliver(long timeNanos, double limitPerSecond, double level, boolean first) {
        String device = key.device();
        Limit limit =
                limitPerSecond > 0 ? new Limit.Known(limitPerSecond) : new Limit.Unknown("the sample has no capacity");
        switch (key.kind()) {
            case CPU -> {
                cpus(usage / cpus, 0);
                reading.busy(fall + usage);
                if (limit instanceof Limit.Known cores) {
                    reading.limit(cores);
                }
                sink.cpu(timeNanos, reading);
            }
            case CPU_STEAL -> {
                cpus(0, usage / cpus);
                sink.cpu(timeNanos, reading);
            }
            case CPU_PRESSURE -> sink.cpuPressure(timeNanos, fall + usage);
            case NETWORK_RECEIVE -> sink.network(timeNanos, Direction.RECEIVE, device, fall + usage, limit);
            case NETWORK_TRANSMIT -> sink.network(timeNanos, Direction.TRANSMIT, device, fall + usage, limit);
            case TCP_RETRANSMIT -> sink.tcp(timeNanos, fall + capacity, fall + usage);
            case PROCESS_CPU -> {
                if (first && coresKnown) {
                    cpus(0, 0); // once: it says how many cores there are, and nothing about how busy they were
                    sink.cpu(timeNanos, reading);
                }
                sink.process(timeNanos, device, fall + usage);
            }
            case APISERVER_INFLIGHT, APISERVER_SEATS, PROBE_LATENCY ->
                sink.level(timeNanos, key.kind(), device, level, limit);
        }
    }

    private void cpus(double user, double steal) {
        reading.clear();
        double idle = Math.max(0, seconds - user - steal);
        for (int cpu = 0; cpu < cpus; cpu++) {
            reading.add(cpu, fall + idle, 0, fall + steal, fall + idle + fall + steal + fall + user);
        }
    }

    /** What has to be known of all samples before the first is written. */
    private static final class Survey implements SampleSink {
        private long gaps;
        private double mostPerSecond;
        private boolean any;
        private long endNanos;

        @Override
        public void sample(long start, long end, double used, double available) {
            gaps += any && start != endNanos ? 1 : 0;
            any = true;
            endNanos = end;
            mostPerSecond = Math.max(mostPerSecond, available / ((end - start) / 1e9));
        }

        @Override
        public void unlimited(long start, long end, double used) {
            sample(start, end, used, NO_LIMIT);
        }

        @Override
        public void hole(long start, long end, double observedSeconds) {}

        @Override
        public void limit(long timeNanos, Limit limit) {}

        /** How many CPUs it takes to have the highest limit. */
        int cpus() {
            return (int) Math.ceil(Math.max(1, mostPerSecond) - 1e-6);
        }
    }
}

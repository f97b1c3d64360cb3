// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns the raw counters of one target into samples of each of its signals: the same for a live host, a scraped one and a
 * recording. A signal begins to exist with its first reading.
 *
 * <p>Not thread safe. Allocates only when a signal is seen for the first time.
 */
public final class TargetSampling implements CounterSink {
    /** Live, more than this without a sample is a blind spot: counted, never interpolated over. */
    private static final long BLIND_SPOT_NANOS = 5_000_000_000L;

    /**
     * The CPU time of an API server is on a page that is read every 15 s, every minute at the least: what is read as seldom as it
     * was meant to be is no blind spot. Two and a half of those minutes are.
     */
    private static final long SELDOM_BLIND_SPOT_NANOS = 150_000_000_000L;

    private static final Limit WHOLE_TIME = new Limit.Known(1);
    private static final Limit NO_CORES =
            new Limit.Unknown("the number of cores of its host is not known: node_cpu_seconds_total is missing");

    private final String target;
    private final Function<SignalKey, SampleSink> sinks;
    private final long longestSampleNanos;
    private final long longestProcessSampleNanos;
    private final Map<String, RateSampler> received = new HashMap<>();
    private final Map<String, RateSampler> transmitted = new HashMap<>();
    private final Map<String, RateSampler> processes = new HashMap<>();
    private final Map<SignalKind, Map<String, GaugeSampler>> levels = new EnumMap<>(SignalKind.class);
    private @Nullable CpuSampler cpu;
    private @Nullable RateSampler pressure;
    private @Nullable TcpSampler tcp;
    private Limit cores = NO_CORES;
    private int coreCount;

    /**
     * Samples one target.
     *
     * @param target its name
     * @param sinks gives each signal its sink, asked once a signal
     * @param live true where a silence of more than 5 s is a blind spot; false for a recording, whose long samples count when their
     *     counters account for their time
     */
    public TargetSampling(String target, Function<SignalKey, SampleSink> sinks, boolean live) {
        this.target = target;
        this.sinks = sinks;
        this.longestSampleNanos = live ? BLIND_SPOT_NANOS : Long.MAX_VALUE;
        this.longestProcessSampleNanos = live ? SELDOM_BLIND_SPOT_NANOS : Long.MAX_VALUE;
    }

    @Override
    public void cpu(long timeNanos, CpuReading reading) {
        CpuSampler sampler = cpu;
        if (sampler == null) {
            sampler = new CpuSampler(sink(SignalKind.CPU, ""), sink(SignalKind.CPU_STEAL, ""), longestSampleNanos);
            cpu = sampler;
        }
        sampler.accept(timeNanos, reading);
        if (reading.count() != coreCount) {
            coreCount = reading.count();
            cores = coreCount == 0 ? NO_CORES : new Limit.Known(coreCount);
        }
    }

    @Override
    public void cpuPressure(long timeNanos, double waitingSeconds) {
        RateSampler sampler = pressure;
        if (sampler == null) {
            sampler = rate(SignalKind.CPU_PRESSURE, "");
            pressure = sampler;
        }
        sampler.accept(timeNanos, waitingSeconds, WHOLE_TIME);
    }

    @Override
    public void network(long timeNanos, Direction direction, String device, double bytes, Limit speed) {
        Map<String, RateSampler> samplers = direction == Direction.RECEIVE ? received : transmitted;
        RateSampler sampler = samplers.get(device);
        if (sampler == null) {
            sampler = rate(direction.kind(), device);
            samplers.put(device, sampler);
        }
        sampler.accept(timeNanos, bytes, speed);
    }

    @Override
    public void tcp(long timeNanos, double sentSegments, double retransmittedSegments) {
        TcpSampler sampler = tcp;
        if (sampler == null) {
            sampler = new TcpSampler(sink(SignalKind.TCP_RETRANSMIT, ""), longestSampleNanos);
            tcp = sampler;
        }
        sampler.accept(timeNanos, sentSegments, retransmittedSegments);
    }

    @Override
    public void process(long timeNanos, String process, double cpuSeconds) {
        RateSampler sampler = processes.get(process);
        if (sampler == null) {
            sampler = new RateSampler(sink(SignalKind.PROCESS_CPU, process), longestProcessSampleNanos);
            processes.put(process, sampler);
        }
        sampler.accept(timeNanos, cpuSeconds, cores);
    }

    /**
     * The process is a new one: its counter began anew, and what it was before says nothing of it. One sample is missing, even where the
     * new counter has already passed the old one.
     */
    public void forgetProcess(String process) {
        processes.remove(process);
    }

    @Override
    public void level(long timeNanos, SignalKind kind, String device, double value, Limit limit) {
        Map<String, GaugeSampler> samplers = levels.computeIfAbsent(kind, any -> new HashMap<>());
        GaugeSampler sampler = samplers.get(device);
        if (sampler == null) {
            sampler = new GaugeSampler(sink(kind, device));
            samplers.put(device, sampler);
        }
        sampler.accept(timeNanos, value, limit);
    }

    private RateSampler rate(SignalKind kind, String device) {
        return new RateSampler(sink(kind, device), longestSampleNanos);
    }

    private SampleSink sink(SignalKind kind, String device) {
        return sinks.apply(new SignalKey(target, kind, device));
    }
}

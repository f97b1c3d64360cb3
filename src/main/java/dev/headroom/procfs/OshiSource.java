// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CounterSink.Direction;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import dev.headroom.sampling.SourceException.Reason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import oshi.hardware.NetworkIF;
import oshi.software.os.InternetProtocolStats;
import oshi.software.os.InternetProtocolStats.TcpStats;

/**
 * Reads CPU, network and TCP counters through OSHI on systems that are not Linux, once a second whatever the sampling interval,
 * because asking costs a thousand times what a kernel file does and OSHI keeps its answers for 300 ms. It sees no pressure, no
 * steal and no processes. Not thread safe.
 */
final class OshiSource implements Source {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final double MILLIS_PER_SECOND = 1000;

    private final Map<String, Limit.Known> linkSpeeds;
    private final LongSupplier nanos;
    private final CpuReading reading = new CpuReading();
    private @Nullable Asked system;
    private List<NetworkIF> interfaces = List.of();
    private @Nullable TcpStats tcp;
    private @Nullable SourceException failure;
    private long dueNanos;
    private boolean started;
    private boolean fresh;

    OshiSource(Map<String, Limit.Known> linkSpeeds, LongSupplier nanos) {
        this.linkSpeeds = linkSpeeds;
        this.nanos = nanos;
    }

    @Override
    public String name() {
        return "oshi";
    }

    @Override
    public void read() throws SourceException {
        long now = nanos.getAsLong();
        fresh = !started || now - dueNanos >= 0;
        SourceException known = failure;
        if (!fresh && known != null) {
            throw known;
        }
        if (!fresh) {
            return;
        }
        started = true;
        dueNanos = now + INTERVAL_NANOS;
        try {
            readAll();
            failure = null;
        } catch (RuntimeException | LinkageError e) {
            fresh = false;
            throw new SourceException(
                    Reason.FAILED,
                    "this system could not be asked through OSHI (" + e + "); it is tried again each second",
                    e);
        }
    }

    @Override
    public void deliver(long timeNanos, CounterSink sink) {
        TcpStats segments = tcp;
        if (!fresh || segments == null) {
            return;
        }
        sink.cpu(timeNanos, reading);
        for (NetworkIF link : interfaces) {
            Limit speed = speed(link, linkSpeeds);
            sink.network(timeNanos, Direction.RECEIVE, link.getName(), (double) link.getBytesRecv(), speed);
            sink.network(timeNanos, Direction.TRANSMIT, link.getName(), (double) link.getBytesSent(), speed);
        }
        sink.tcp(timeNanos, (double) segments.getSegmentsSent(), (double) segments.getSegmentsRetransmitted());
    }

    private void readAll() {
        Asked asked = system;
        if (asked == null) {
            asked = Asked.open();
            system = asked;
        }
        reading.clear();
        long[][] ticks = asked.processor().getProcessorCpuLoadTicks();
        for (int cpu = 0; cpu < ticks.length; cpu++) {
            double accounted = 0;
            for (long millis : ticks[cpu]) {
                accounted += millis / MILLIS_PER_SECOND;
            }
            reading.add(
                    cpu,
                    seconds(ticks[cpu], TickType.IDLE),
                    seconds(ticks[cpu], TickType.IOWAIT),
                    seconds(ticks[cpu], TickType.STEAL),
                    accounted);
        }
        interfaces = asked.info().getHardware().getNetworkIFs();
        tcp = asked.protocols().getTCPv4Stats();
    }

    /** The speed of a link in bytes per second: what is configured, else what it tells. */
    static Limit speed(NetworkIF link, Map<String, Limit.Known> linkSpeeds) {
        Limit.Known configured = linkSpeeds.get(link.getName());
        if (configured != null) {
            return configured;
        }
        long bitsPerSecond = link.getSpeed();
        return bitsPerSecond > 0
                ? new Limit.Known(bitsPerSecond / (double) Byte.SIZE)
                : new Limit.Unknown(
                        link.getName() + " does not tell its speed; set headroom.host.link-speeds." + link.getName());
    }

    private static double seconds(long[] ticks, TickType mode) {
        return ticks[mode.getIndex()] / MILLIS_PER_SECOND;
    }

    /** What is asked of OSHI, opened together. */
    private record Asked(SystemInfo info, CentralProcessor processor, InternetProtocolStats protocols) {
        static Asked open() {
            SystemInfo info = new SystemInfo();
            return new Asked(
                    info,
                    info.getHardware().getProcessor(),
                    info.getOperatingSystem().getInternetProtocolStats());
        }
    }
}

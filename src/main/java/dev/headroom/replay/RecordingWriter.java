// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.CounterFamily;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the raw counters of one target, as they come, as a recording that {@link RecordingReader} and {@code promtool tsdb
 * create-blocks-from openmetrics} read. Memory does not grow with the recording. Not thread safe.
 *
 * <p>Of the CPU modes a {@link CpuReading} knows idle, iowait and steal; the rest of what it accounts for is written as mode
 * {@code user}, rounded to a microsecond. Limits are written when they change and every minute, so that Prometheus, which forgets
 * a series after five, always has them; a limit that is no longer known is written as 0. The calls of {@link CounterSink} throw
 * {@link UncheckedIOException} when the recording cannot be written.
 */
public final class RecordingWriter implements CounterSink, AutoCloseable {
    private static final String CPU_FORMAT = "cpu=\"%d\",mode=\"%s\"";

    private final RecordingText text;
    private final String instance;
    private final byte[] busy;
    private final RecordingGauge limitCores;
    private final byte[] pressure;
    private final byte[] sent;
    private final byte[] retransmitted;
    private final Map<Integer, CpuSeries> cpus = new HashMap<>();
    private final Map<String, InterfaceSeries> interfaces = new HashMap<>();
    private final Map<String, byte[]> processes = new HashMap<>();
    private final Map<SignalKind, Map<String, LevelSeries>> levels = new EnumMap<>(SignalKind.class);

    /**
     * Writes to the stream, which is closed with the writer.
     *
     * @param out where to
     * @param target whose counters they are
     */
    public RecordingWriter(OutputStream out, String target) {
        text = new RecordingText(out);
        instance = "instance=\"" + RecordingText.escape(target) + '"';
        busy = series(CounterFamily.CPU_BUSY, "");
        limitCores = new RecordingGauge(series(CounterFamily.LIMIT_CORES, ""));
        pressure = series(CounterFamily.CPU_PRESSURE, "");
        sent = series(CounterFamily.TCP_SENT, "");
        retransmitted = series(CounterFamily.TCP_RETRANSMITTED, "");
    }

    /** Writes to a new file, packed with gzip where its name ends in {@code .gz}; an existing file is replaced. */
    public static RecordingWriter open(Path file, String target) throws IOException {
        OutputStream out = Files.newOutputStream(file);
        try {
            return new RecordingWriter(file.toString().endsWith(".gz") ? new GZIPOutputStream(out, 8192) : out, target);
        } catch (IOException e) {
            out.close();
            throw e;
        }
    }

    private byte[] series(CounterFamily family, String labels) {
        return RecordingText.series(family.metric(), labels.isEmpty() ? instance : labels + ',' + instance);
    }

    @Override
    public void cpu(long timeNanos, CpuReading reading) {
        for (int i = 0; i < reading.count(); i++) {
            CpuSeries cpu = cpus.get(reading.id(i));
            if (cpu == null) {
                cpu = new CpuSeries(reading.id(i));
                cpus.put(reading.id(i), cpu);
            }
            double idle = reading.idleSeconds(i);
            double iowait = reading.iowaitSeconds(i);
            double steal = reading.stealSeconds(i);
            double rest = Math.max(0, reading.accountedSeconds(i) - idle - iowait - steal);
            text.sample(cpu.idle, idle, timeNanos);
            text.sample(cpu.iowait, iowait, timeNanos);
            text.sample(cpu.steal, steal, timeNanos);
            text.sample(cpu.user, Math.rint(rest * 1e6) / 1e6, timeNanos);
        }
        if (reading.hasBusy()) {
            text.sample(busy, reading.busySeconds(), timeNanos);
        }
        limitCores.write(text, reading.limit(), timeNanos);
    }

    @Override
    public void cpuPressure(long timeNanos, double waitingSeconds) {
        text.sample(pressure, waitingSeconds, timeNanos);
    }

    @Override
    public void network(long timeNanos, Direction direction, String device, double bytes, Limit speed) {
        InterfaceSeries series = interfaces.computeIfAbsent(device, InterfaceSeries::new);
        series.speed.write(text, speed, timeNanos);
        text.sample(direction == Direction.RECEIVE ? series.received : series.transmitted, bytes, timeNanos);
    }

    @Override
    public void tcp(long timeNanos, double sentSegments, double retransmittedSegments) {
        text.sample(sent, sentSegments, timeNanos);
        text.sample(retransmitted, retransmittedSegments, timeNanos);
    }

    @Override
    public void process(long timeNanos, String process, double cpuSeconds) {
        byte[] series = processes.computeIfAbsent(
                process, name -> series(CounterFamily.PROCESS_CPU, "job=\"" + RecordingText.escape(name) + '"'));
        text.sample(series, cpuSeconds, timeNanos);
    }

    @Override
    public void level(long timeNanos, SignalKind kind, String device, double value, Limit limit) {
        levels.computeIfAbsent(kind, any -> new HashMap<>())
                .computeIfAbsent(device, name -> LevelSeries.of(kind, name, instance))
                .write(text, value, limit, timeNanos);
    }

    /** Hands everything written so far to the operating system. */
    public void flush() throws IOException {
        text.flush();
    }

    /** Ends the recording and closes the file. */
    @Override
    public void close() throws IOException {
        text.close();
    }

    private final class CpuSeries {
        private final byte[] idle;
        private final byte[] iowait;
        private final byte[] steal;
        private final byte[] user;

        CpuSeries(int id) {
            idle = series(CounterFamily.CPU, CPU_FORMAT.formatted(id, "idle"));
            iowait = series(CounterFamily.CPU, CPU_FORMAT.formatted(id, "iowait"));
            steal = series(CounterFamily.CPU, CPU_FORMAT.formatted(id, "steal"));
            user = series(CounterFamily.CPU, CPU_FORMAT.formatted(id, "user"));
        }
    }

    private final class InterfaceSeries {
        private final byte[] received;
        private final byte[] transmitted;
        private final RecordingGauge speed;

        InterfaceSeries(String device) {
            String label = "device=\"" + RecordingText.escape(device) + '"';
            received = series(CounterFamily.NETWORK_RECEIVE, label);
            transmitted = series(CounterFamily.NETWORK_TRANSMIT, label);
            speed = new RecordingGauge(series(CounterFamily.NETWORK_SPEED, label));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CounterSink.Direction;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingWriterTest {
    private static final Limit UNKNOWN = new Limit.Unknown("a veth has no speed of its own");

    @TempDir
    private Path directory;

    /** Sixty seconds and more of a host's counters, of every kind, with limits that come and go. */
    static void write(CounterSink sink) {
        Random random = new Random(7);
        CpuReading reading = new CpuReading();
        double[] idle = {1234.5, 0.01};
        double bytes = 1e15;
        double waiting = 0.000001;
        for (int step = 0; step < 700; step++) {
            long nanos = 1_716_898_990_000_000_000L + step * 100_000_000L + (step % 3) * 1_234_567L;
            reading.clear();
            for (int cpu = 0; cpu < 2; cpu++) {
                idle[cpu] += random.nextInt(10) / 100.0;
                reading.add(
                        cpu, idle[cpu], 0.1 + step / 100.0, 1.0 / 3, idle[cpu] + 0.1 + step / 100.0 + 1.0 / 3 + step);
            }
            reading.busy(step * 0.1000000001);
            if (step / 100 % 2 == 1) {
                reading.limit(new Limit.Known(1.5));
            }
            sink.cpu(nanos, reading);
            sink.cpuPressure(nanos, waiting);
            Limit speed = step < 350 ? new Limit.Known(125_000_000) : UNKNOWN;
            sink.network(nanos, Direction.RECEIVE, "eth0", bytes, speed);
            sink.network(nanos, Direction.TRANSMIT, "eth0", bytes / 2, speed);
            sink.network(nanos, Direction.TRANSMIT, "veth\"\\\n1", bytes, UNKNOWN);
            sink.tcp(nanos, step * 1000.0, step * 3.0);
            sink.process(nanos, "kube-apiserver", step * 0.01);
            sink.level(nanos, SignalKind.APISERVER_INFLIGHT, "readonly", step % 7, speed);
            sink.level(nanos, SignalKind.APISERVER_SEATS, "work\"load", step % 5, speed);
            sink.level(nanos, SignalKind.PROBE_LATENCY, "", 0.001 * (step % 5), new Limit.Known(1));
            bytes += random.nextInt(1_000_000);
            waiting += random.nextInt(100_000) / 1e6;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"recording.om", "recording.om.gz"})
    void whatIsWrittenIsReadAgain(String name) throws Exception {
        RecordedCalls written = new RecordedCalls();
        write(written.sinkOf("mas\"ter1"));
        Path file = directory.resolve(name);
        try (RecordingWriter writer = RecordingWriter.open(file, "mas\"ter1")) {
            write(writer);
        }
        RecordedCalls read = new RecordedCalls();
        RecordingSummary summary = new RecordingReader(read::sinkOf, ReadProgress.NONE).read(file);
        assertThat(read.inOrder()).isEqualTo(written.inOrder());
        assertThat(summary.readings()).isEqualTo(700);
        byte[] start = Files.readAllBytes(file);
        assertThat(start[0] == 0x1F && start[1] == (byte) 0x8B).isEqualTo(name.endsWith(".gz"));
    }

    @Test
    void theTextIsWhatTheContractSays() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        RecordingWriter writer = new RecordingWriter(out, "a");
        CpuReading reading = new CpuReading();
        reading.add(3, 12345.67, 0.5, 0, 20000.17);
        writer.cpu(1_716_898_990_100_000_000L, reading);
        writer.network(1_716_898_990_100_001_000L, Direction.RECEIVE, "eth0", 1e10, new Limit.Known(125_000_000));
        writer.close();
        writer.close();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
                node_cpu_seconds_total{cpu="3",mode="idle",instance="a"} 12345.67 1716898990.100
                node_cpu_seconds_total{cpu="3",mode="iowait",instance="a"} 0.5 1716898990.100
                node_cpu_seconds_total{cpu="3",mode="steal",instance="a"} 0 1716898990.100
                node_cpu_seconds_total{cpu="3",mode="user",instance="a"} 7654 1716898990.100
                node_network_speed_bytes{device="eth0",instance="a"} 125000000 1716898990.100001
                node_network_receive_bytes_total{device="eth0",instance="a"} 10000000000 1716898990.100001
                # EOF
                """);
    }

    @Test
    void aLimitIsRepeatedEveryMinuteSoThatPrometheusKeepsIt() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (RecordingWriter writer = new RecordingWriter(out, "a")) {
            for (long second = 0; second < 180; second++) {
                writer.network(second * 1_000_000_000L, Direction.RECEIVE, "eth0", second, new Limit.Known(125));
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8).lines().filter(line -> line.startsWith("node_network_speed")))
                .hasSize(3);
    }

    @Test
    void aFullDiskIsNotSwallowed() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        RecordingWriter writer = new RecordingWriter(full, "a");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> write(writer))
                .withMessageContaining("No space left");
        assertThatExceptionOfType(IOException.class).isThrownBy(writer::close);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of the lines changes nothing in what is handed over, and no damage does anything but be refused. */
class RecordingOrderTest {
    @TempDir
    private Path directory;

    /** The samples of each series in order of time. */
    private static List<List<String>> series(Random random) {
        List<List<String>> all = new ArrayList<>();
        for (String instance : new String[] {"a:9100", "b"}) {
            for (String name : new String[] {
                "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\",",
                "node_cpu_seconds_total{cpu=\"0\",mode=\"user\",",
                "node_cpu_seconds_total{cpu=\"1\",mode=\"idle\",",
                "node_cpu_seconds_total{cpu=\"1\",mode=\"steal\",",
                "headroom_cpu_busy_seconds_total{",
                "headroom_limit_cores{",
                "node_pressure_cpu_waiting_seconds_total{",
                "node_network_speed_bytes{device=\"eth0\",",
                "node_network_transmit_bytes_total{device=\"eth0\",",
                "node_network_receive_bytes_total{device=\"eth0\",",
                "node_network_receive_bytes_total{device=\"eth1\",",
                "node_netstat_Tcp_OutSegs{",
                "node_netstat_Tcp_RetransSegs{",
                "process_cpu_seconds_total{job=\"etcd\",",
                "something_else{"
            }) {
                List<String> lines = new ArrayList<>();
                double value = random.nextInt(100);
                for (int step = 0; step < 60; step++) {
                    value += random.nextInt(3) / 4.0;
                    if (random.nextInt(8) > 0) {
                        String shown = random.nextInt(20) == 0 ? "NaN" : Double.toString(value);
                        lines.add("%sinstance=\"%s\"} %s %d.%d"
                                .formatted(name, instance, shown, 1000 + step / 10, step % 10));
                    }
                }
                all.add(lines);
            }
        }
        return all;
    }

    private static String timeOf(String line) {
        return line.substring(line.lastIndexOf(' ') + 1);
    }

    private static List<String> inOrderOfTime(List<List<String>> series) {
        return series.stream()
                .flatMap(List::stream)
                .sorted((a, b) -> timeOf(a).compareTo(timeOf(b)))
                .toList();
    }

    /** Draws the next line from any series that has one left. */
    private static List<String> inAnyOrder(List<List<String>> series, Random random) {
        List<Integer> draws = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            draws.addAll(Collections.nCopies(series.get(i).size(), i));
        }
        Collections.shuffle(draws, random);
        int[] taken = new int[series.size()];
        List<String> lines = new ArrayList<>();
        for (int draw : draws) {
            lines.add(series.get(draw).get(taken[draw]++));
        }
        return lines;
    }

    private record Result(RecordingSummary summary, List<String> calls) {}

    private Result read(List<String> lines, boolean packed) throws IOException, RecordingException {
        byte[] text = (String.join("\n", lines) + "\n# EOF\n").getBytes(StandardCharsets.UTF_8);
        if (packed) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream out = new GZIPOutputStream(bytes)) {
                out.write(text);
            }
            text = bytes.toByteArray();
        }
        Path file = directory.resolve("recording");
        Files.write(file, text);
        RecordedCalls calls = new RecordedCalls();
        RecordingSummary summary = new RecordingReader(calls::sinkOf, ReadProgress.NONE).read(file);
        return new Result(summary, calls.sorted());
    }

    @RepeatedTest(10)
    void anyOrderGivesWhatTheOrderOfTimeGives(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        List<List<String>> series = series(random);
        Result expected = read(inOrderOfTime(series), false);
        assertThat(expected.calls()).hasSizeGreaterThan(300);
        assertThat(expected.calls()).anyMatch(call -> call.contains(" of ")).anyMatch(call -> call.contains("tcp"));

        List<String> wholeSeries = series.stream().flatMap(List::stream).toList();
        assertThat(read(wholeSeries, false)).isEqualTo(expected);
        assertThat(read(wholeSeries, true)).isEqualTo(expected);
        Collections.shuffle(series, random);
        assertThat(read(series.stream().flatMap(List::stream).toList(), false)).isEqualTo(expected);
        assertThat(read(inAnyOrder(series, random), false)).isEqualTo(expected);
        assertThat(read(inAnyOrder(series, random), true)).isEqualTo(expected);
    }

    @Test
    void aRecordingCutAnywhereIsRefusedWithALineOrWhole() throws Exception {
        String text = String.join("\n", inOrderOfTime(series(new Random(1)))) + "\n# EOF\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= 1000; cut++) {
            int length = (int) ((long) bytes.length * cut / 1000);
            assertThat(refusedOrRead(Arrays.copyOf(bytes, length))).isEqualTo(length < bytes.length - 1);
        }
    }

    @RepeatedTest(5)
    void damagedBytesAreRefusedWithALineOrHarmless(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        List<List<String>> series = series(random);
        boolean timeOrder = random.nextBoolean();
        List<String> lines = timeOrder
                ? inOrderOfTime(series)
                : series.stream().flatMap(List::stream).toList();
        byte[] bytes = (String.join("\n", lines) + "\n# EOF\n").getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int round = 0; round < 200; round++) {
            byte[] damaged = bytes.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            refused += refusedOrRead(damaged) ? 1 : 0;
        }
        assertThat(refused).isPositive();
    }

    private boolean refusedOrRead(byte[] bytes) throws IOException {
        Path file = directory.resolve("damaged");
        Files.write(file, bytes);
        try {
            new RecordingReader(new RecordedCalls()::sinkOf, ReadProgress.NONE).read(file);
            return false;
        } catch (RecordingException e) {
            assertThat(e.line()).isNotNegative();
            assertThat(e).hasMessageContaining("expected");
            return true;
        }
    }
}

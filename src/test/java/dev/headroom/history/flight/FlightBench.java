// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import com.sun.management.ThreadMXBean;
import dev.headroom.procfs.HostOptions;
import dev.headroom.procfs.HostSources;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.Sampler;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.TargetSampling;
import dev.headroom.sampling.Timeline;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Prints what the flight recorder costs: bytes, CPU time of writing and of reading; started by {@code bench/flight}. */
final class FlightBench {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int DAY_SECONDS = 86_400;
    private static final int LIVE_SECONDS = 60;

    private FlightBench() {}

    /** @param arguments an empty directory to write to */
    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try (PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8)) {
            out.printf("one sample into its buffer: %.0f ns%n", bufferNanos(directory.resolve("buffer")));
            live(out, directory.resolve("live"));
            day(out, directory.resolve("day"));
        }
    }

    private static double bufferNanos(Path directory) {
        FlightRecorder recorder = recorder(directory, System::nanoTime);
        SampleSink sink = recorder.sinkFor(new SignalKey("node", SignalKind.CPU, ""));
        long samples = 0;
        long nanos = 0;
        for (int second = 0; second < 20_000; second++) {
            long before = System.nanoTime();
            for (int i = 0; i < 10; i++) {
                long start = RecordedHost.START_NANOS + samples * RecordedHost.TICK_NANOS;
                sink.sample(start, start + RecordedHost.TICK_NANOS, 0.1, 0.2);
                samples++;
            }
            nanos += System.nanoTime() - before;
            recorder.write();
        }
        return (double) nanos / samples;
    }

    /** This host at 10 Hz for a minute, in real time: caches are as cold as they are in the service. */
    private static void live(PrintWriter out, Path directory) throws Exception {
        FlightRecorder recorder = recorder(directory, System::nanoTime);
        List<SignalKey> signals = new ArrayList<>();
        Sampler sampler = new Sampler(
                "host",
                Duration.ofMillis(100),
                HostSources.open(HostOptions.local()),
                new TargetSampling(
                        "host",
                        key -> {
                            signals.add(key);
                            return recorder.sinkFor(key);
                        },
                        true),
                new Object(),
                Timeline.system());
        recorder.start();
        sampler.start();
        TimeUnit.SECONDS.sleep(10);
        long before = writerNanos();
        long samplesBefore = recorder.status().writtenSamples();
        long bytesBefore = samplesBytes(directory);
        TimeUnit.SECONDS.sleep(LIVE_SECONDS);
        double millis = (writerNanos() - before) / 1e6;
        long samples = recorder.status().writtenSamples() - samplesBefore;
        double bytes = samplesBytes(directory) - bytesBefore;
        sampler.stop();
        recorder.close();
        out.printf(
                "this host, %d signals at 10 Hz for %d s: the writer takes %.2f ms/s; %.2f bytes a sample, %.2f a value of its four%n",
                signals.size(), LIVE_SECONDS, millis / LIVE_SECONDS, bytes / samples, bytes / samples / 4);
    }

    private static long writerNanos() {
        return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                .filter(thread -> thread != null && thread.getThreadName().equals("headroom-flight"))
                .mapToLong(thread -> THREADS.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    /** A day of two simulated hosts, then what is asked of it. */
    private static void day(PrintWriter out, Path directory) throws IOException {
        long[] nowNanos = {0};
        List<SignalKey> keys = new ArrayList<>();
        try (FlightRecorder recorder = recorder(directory, () -> nowNanos[0])) {
            RecordedHost first = new RecordedHost("node-1", 1, recorder::sinkFor);
            RecordedHost second = new RecordedHost("node-2", 2, recorder::sinkFor);
            keys.addAll(first.keys());
            keys.addAll(second.keys().subList(0, 8));
            long cpu = 0;
            for (int i = 0; i < DAY_SECONDS; i++) {
                first.run(10);
                second.run(10);
                // hot caches, and the disk is not waited for: what the code itself takes
                long before = THREADS.getCurrentThreadCpuTime();
                recorder.write();
                cpu += THREADS.getCurrentThreadCpuTime() - before;
            }
            long samples = recorder.status().writtenSamples();
            out.printf(
                    "24 h of 20 simulated signals: %.1f MB of samples, %.2f bytes a sample, %.2f a value of its four;"
                            + " both tiers %.1f MB; %.0f ns a sample to write, tiers included%n",
                    samplesBytes(directory) / 1e6,
                    (double) samplesBytes(directory) / samples,
                    samplesBytes(directory) / 4.0 / samples,
                    (recorder.status().bytes() - samplesBytes(directory)) / 1e6,
                    (double) cpu / samples);
        }
        FlightRecorder recorder = recorder(directory, () -> 0);
        long start = THREADS.getCurrentThreadCpuTime();
        recorder.write();
        out.printf("opening it again: %.3f s of CPU%n", (THREADS.getCurrentThreadCpuTime() - start) / 1e9);
        long to = RecordedHost.START_NANOS + DAY_SECONDS * 1_000_000_000L;
        for (int points : new int[] {1_200, 1_200, 5_000, 5_000}) {
            long before = THREADS.getCurrentThreadCpuTime();
            for (SignalKey key : keys) {
                recorder.summary(key, RecordedHost.START_NANOS, to, points);
            }
            out.printf(
                    "summary of 24 h in %d points for %d signals: %.3f s of CPU%n",
                    points, keys.size(), (THREADS.getCurrentThreadCpuTime() - before) / 1e9);
        }
        for (int columns : new int[] {1_000, 1_000, 4_000, 4_000}) {
            long before = THREADS.getCurrentThreadCpuTime();
            recorder.columns(keys, RecordedHost.START_NANOS, to, columns);
            out.printf(
                    "timeline of 24 h in %d columns of %d signals: %.3f s of CPU%n",
                    columns, keys.size(), (THREADS.getCurrentThreadCpuTime() - before) / 1e9);
        }
        long before = THREADS.getCurrentThreadCpuTime();
        SummaryBuilder all = new SummaryBuilder(RecordedHost.START_NANOS, Long.MAX_VALUE, 1);
        recorder.read(keys.getFirst(), RecordedHost.START_NANOS, to, all);
        out.printf(
                "24 h of one signal at full resolution: %.3f s of CPU%n",
                (THREADS.getCurrentThreadCpuTime() - before) / 1e9);
    }

    private static long samplesBytes(Path directory) throws IOException {
        try (var files = Files.list(directory.resolve(Resolution.SAMPLES.directory()))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    private static FlightRecorder recorder(Path directory, LongSupplier clock) {
        return new FlightRecorder(new FlightSettings(directory, 1L << 30, Duration.ofMillis(100)), clock);
    }
}

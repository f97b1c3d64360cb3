// SPDX-License-Identifier: Apache-2.0
package dev.headroom.bench;

import dev.headroom.procfs.HostOptions;
import dev.headroom.procfs.HostSources;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What one reading and delivery of each source costs on this machine's kernel, in time and in bytes, compiled as the service is (by
 * the first-tier compiler alone). {@code gc.alloc.rate.norm} has to be 0 B/op: JMH counts its own few bytes an iteration too, so that
 * it prints "≈ 10⁻⁴" or the like, which is none. The cpu source looks for new control groups every five seconds and the process
 * source for new processes every ten, which are the only things that allocate. Run by
 *
 * <pre>{@code mvn test -Dtest=SourceAllocationBenchmark}</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m", "--enable-native-access=ALL-UNNAMED"})
public class SourceAllocationBenchmark {
    @Param({"cpu", "pressure", "network", "tcp", "process"})
    private String name = "cpu";

    private final Sum sum = new Sum();
    private List<Source> sources = List.of();

    /** Opens the source. Of the processes only names that run nowhere are looked for, and this JVM's. */
    @Setup
    public void open() {
        HostOptions local = HostOptions.local();
        HostOptions options = new HostOptions(local.root(), local.linkSpeeds(), List.of("java", "kube-apiserver"));
        sources = HostSources.open(options).stream()
                .filter(source -> source.name().equals(name))
                .toList();
    }

    /** One reading, delivered. */
    @Benchmark
    public double readAndDeliver() throws SourceException {
        for (int i = 0; i < sources.size(); i++) {
            sources.get(i).read();
            sources.get(i).deliver(1, sum);
        }
        return sum.value;
    }

    /** Runs all with the gc profiler; by its name it is no part of the ordinary tests. */
    @Test
    public void run() throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(SourceAllocationBenchmark.class.getSimpleName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    /** Uses all that is delivered. */
    private static final class Sum implements CounterSink {
        private double value;

        @Override
        public void cpu(long timeNanos, CpuReading reading) {
            value += reading.busySeconds();
        }

        @Override
        public void cpuPressure(long timeNanos, double waitingSeconds) {
            value += waitingSeconds;
        }

        @Override
        public void network(long timeNanos, Direction direction, String device, double bytes, Limit speed) {
            value += bytes;
        }

        @Override
        public void tcp(long timeNanos, double sentSegments, double retransmittedSegments) {
            value += sentSegments;
        }

        @Override
        public void process(long timeNanos, String process, double cpuSeconds) {
            value += cpuSeconds;
        }

        @Override
        public void level(long timeNanos, SignalKind kind, String device, double level, Limit limit) {
            value += level;
        }
    }
}

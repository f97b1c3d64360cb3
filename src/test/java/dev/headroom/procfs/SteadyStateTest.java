// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.AllocatedBytes;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What reading this machine's own kernel costs once everything is open. */
@EnabledOnOs(OS.LINUX)
class SteadyStateTest {
    private static final int WARM_UP_READS = 20_000;
    private static final int READS = 1_000;

    /** Slow enough that no search for new processes or groups falls into the measured reads. */
    private static final long CLOCK_STEP_NANOS = 20_000;

    /** A name that exists on no machine, beside one that exists on this: this JVM's. */
    private static final List<String> PROCESSES = List.of("java", "kube-apiserver");

    @Test
    void readingAndDeliveringAllocatesNothing() throws Exception {
        AtomicLong clockNanos = new AtomicLong();
        HostOptions local = HostOptions.local();
        HostOptions options = new HostOptions(local.root(), local.linkSpeeds(), PROCESSES);
        for (Source source : HostSources.open(options, () -> clockNanos.addAndGet(CLOCK_STEP_NANOS))) {
            assertThat(allocatedBytes(source)).as(source.name()).isZero();
        }
    }

    private static long allocatedBytes(Source source) throws Exception {
        CounterSink nowhere = new Nowhere();
        run(source, nowhere, WARM_UP_READS);
        AtomicInteger failures = new AtomicInteger();
        long allocated = AllocatedBytes.ofTheSteadiestRound(() -> failures.set(run(source, nowhere, READS)));
        assertThat(failures.get()).as("failures of " + source.name()).isIn(0, READS);
        return allocated;
    }

    private static int run(Source source, CounterSink sink, int times) {
        int failures = 0;
        for (int i = 0; i < times; i++) {
            try {
                source.read();
                source.deliver(i, sink);
            } catch (SourceException e) {
                // A machine without this file: that failing costs nothing is part of what is measured.
                failures++;
            }
        }
        return failures;
    }

    private static final class Nowhere implements CounterSink {
        @Override
        public void cpu(long timeNanos, CpuReading reading) {}

        @Override
        public void cpuPressure(long timeNanos, double waitingSeconds) {}

        @Override
        public void network(long timeNanos, Direction direction, String device, double bytes, Limit speed) {}

        @Override
        public void tcp(long timeNanos, double sentSegments, double retransmittedSegments) {}

        @Override
        public void process(long timeNanos, String process, double cpuSeconds) {}

        @Override
        public void level(long timeNanos, SignalKind kind, String device, double value, Limit limit) {}
    }
}

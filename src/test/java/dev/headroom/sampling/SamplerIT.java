// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sampler on its own threads and the real clock. Nothing here depends on how punctual the machine is. */
@Timeout(120)
class SamplerIT {
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CountingSource counting = new CountingSource();

    @Test
    void aFifoThatNobodyWritesToHoldsOneThreadAndTheOtherSourceKeepsEveryTick(@TempDir Path directory)
            throws Exception {
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
        Source hanging = new HangingSource("fifo", () -> {
            try (FileInputStream in = new FileInputStream(fifo.toFile())) {
                in.read();
            }
        });
        Sampler sampler = sampler("it-fifo", LockSupport::parkNanos, counting, hanging);
        sampler.start();
        await().atMost(PATIENCE).until(() -> counting.deliveredNanos.size() >= 60);

        assertThat(liveThreads("it-fifo"))
                .as("two lanes and the thread that hangs")
                .hasSize(3);
        SamplerStatus.SourceStatus status = sampler.status().sources().getLast();
        assertThat(status.failure()).isEqualTo(SourceException.Reason.STUCK);
        assertThat(status.failures()).isEqualTo(1);
        assertThat(status.reads()).isZero();
        sampler.stop();
        SamplerStatus end = sampler.status();
        assertThat((long) counting.deliveredNanos.size()).isEqualTo(end.ticks());
        assertEveryMomentIsAccountedFor(end);

        new FileOutputStream(fifo.toFile()).close();
        await().atMost(PATIENCE).until(() -> liveThreads("it-fifo").isEmpty());
    }

    @Test
    void aReadThatReturnsAfterTheStopIsNotDelivered() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        HangingSource hanging = new HangingSource("latch", () -> {
            reading.countDown();
            release.await();
        });
        Sampler sampler = sampler("it-stop", LockSupport::parkNanos, hanging);
        sampler.start();
        reading.await();
        sampler.stop();
        release.countDown();

        await().atMost(PATIENCE).until(() -> liveThreads("it-stop").isEmpty());
        assertThat(hanging.deliveries).isZero();
    }

    @Test
    void aThreadThatDiesIsReplacedAndSamplingGoesOn() {
        AtomicBoolean deadly = new AtomicBoolean(true);
        Waiter waiter = nanos -> {
            if (Thread.currentThread().getName().endsWith("-1") && deadly.compareAndSet(true, false)) {
                throw new InternalError("thrown by the test to end this thread");
            }
            LockSupport.parkNanos(nanos);
        };
        Sampler sampler = sampler("it-death", waiter, counting);
        sampler.start();
        // the thread that dies here is meant to
        await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> counting.deliveredNanos.size() >= 20);

        assertThat(sampler.loopRestarts()).isEqualTo(1);
        assertThat(liveThreads("it-death")).hasSize(2);
        sampler.stop();
        await().dontCatchUncaughtExceptions()
                .atMost(PATIENCE)
                .until(() -> liveThreads("it-death").isEmpty());
    }

    @Test
    void underSixteenSpinnersEveryMomentIsSampledOrReported() {
        AtomicBoolean spinning = new AtomicBoolean(true);
        List<Thread> spinners = IntStream.range(0, 16)
                .mapToObj(i -> Thread.ofPlatform().daemon().start(() -> {
                    while (spinning.get()) {
                        Thread.onSpinWait();
                    }
                }))
                .toList();
        Sampler sampler = sampler("it-starved", LockSupport::parkNanos, counting);
        try {
            sampler.start();
            await().atMost(PATIENCE).until(() -> counting.spanNanos() >= 4_000_000_000L);
        } finally {
            spinning.set(false);
        }
        sampler.stop();

        assertThat(spinners).hasSize(16);
        assertThat((long) counting.deliveredNanos.size())
                .isEqualTo(sampler.status().ticks());
        assertEveryMomentIsAccountedFor(sampler.status());
    }

    /** Every point of the grid between the first reading and the last was run or reported as missed. */
    private void assertEveryMomentIsAccountedFor(SamplerStatus status) {
        assertThat(List.copyOf(counting.deliveredNanos)).isSorted().doesNotHaveDuplicates();
        long gridPoints = counting.spanNanos() / INTERVAL.toNanos();
        assertThat(status.ticks() + status.missedTicks())
                .as("ticks and missed ticks of %s", status)
                .isBetween(gridPoints - 1, gridPoints + (long) (status.lateSeconds() / INTERVAL.toMillis() * 1000) + 3);
    }

    private static Sampler sampler(String target, Waiter waiter, Source... sources) {
        return new Sampler(
                target,
                INTERVAL,
                List.of(sources),
                new SamplerSource.Nowhere(),
                new Object(),
                Timeline.system(),
                waiter,
                SamplerLog.inBackground(target));
    }

    private static List<String> liveThreads(String target) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("sampler-" + target))
                .toList();
    }

    private static final class CountingSource implements Source {
        private final Queue<Long> deliveredNanos = new ConcurrentLinkedQueue<>();
        private volatile long firstNanos;
        private volatile long lastNanos;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public void read() {}

        @Override
        public void deliver(long timeNanos, CounterSink sink) {
            if (deliveredNanos.isEmpty()) {
                firstNanos = timeNanos;
            }
            lastNanos = timeNanos;
            deliveredNanos.add(timeNanos);
        }

        long spanNanos() {
            return lastNanos - firstNanos;
        }
    }

    /** Something that blocks. */
    @FunctionalInterface
    private interface Blocking {
        void run() throws IOException, InterruptedException;
    }

    private static final class HangingSource implements Source {
        private final String name;
        private final Blocking blocking;
        private volatile int deliveries;

        HangingSource(String name, Blocking blocking) {
            this.name = name;
            this.blocking = blocking;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void read() throws SourceException {
            try {
                blocking.run();
            } catch (IOException | InterruptedException e) {
                throw new SourceException(SourceException.Reason.FAILED, name, e);
            }
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread delivers at a time
        public void deliver(long timeNanos, CounterSink sink) {
            deliveries++;
        }
    }
}

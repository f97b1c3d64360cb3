// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    // a clock that passes the largest long in the midst of the test, as System.nanoTime may
    private long nowNanos = Long.MAX_VALUE - 2_500_000_000L;
    private final long startNanos = nowNanos;
    private final Deque<Runnable> begun = new ArrayDeque<>();
    private final Schedule schedule = new Schedule(() -> nowNanos, new Random(5), begun::add);
    private final List<Long> runsMillis = new ArrayList<>();

    private void passMillis(long millis) {
        for (long i = 0; i < millis; i++) {
            nowNanos += 1_000_000;
            schedule.runDue();
            while (!begun.isEmpty()) {
                begun.remove().run();
            }
        }
    }

    private void note(long lateNanos) {
        runsMillis.add((nowNanos - startNanos) / 1_000_000);
    }

    @Test
    void aJobRunsOnceAnIntervalFromAPhaseOfItsOwn() {
        schedule.every(SECOND, "one", this::note);
        passMillis(5_000);

        assertThat(runsMillis).hasSize(5);
        for (int i = 1; i < 5; i++) {
            assertThat(runsMillis.get(i) - runsMillis.get(i - 1)).isEqualTo(1_000);
        }
        assertThat(runsMillis.getFirst()).isBetween(0L, 1_000L);
    }

    @Test
    void jobsDoNotFallOnOneInstant() {
        for (int i = 0; i < 200; i++) {
            schedule.every(SECOND, "job", this::note);
        }
        passMillis(1_001);

        Set<Long> hundredths = new HashSet<>();
        runsMillis.forEach(millis -> hundredths.add(millis / 10));
        assertThat(runsMillis).hasSizeBetween(200, 201);
        assertThat(hundredths).as("hundredths of the second with a run").hasSizeGreaterThan(70);
    }

    @Test
    void aRunThatIsLateDoesNotMoveTheNext() {
        ScheduledJob job = schedule.every(SECOND, "one", this::note);
        passMillis(1_000);
        long firstMillis = runsMillis.getFirst();
        // the machine stands still until 300 ms after the second instant
        nowNanos += (firstMillis + 1_300 - 1_000) * 1_000_000L - 1_000_000;
        passMillis(1_000);

        assertThat(runsMillis).containsExactly(firstMillis, firstMillis + 1_300, firstMillis + 2_000);
        assertThat(job.punctuality().latestNanos()).isBetween(299_000_000L, 301_000_000L);
        assertThat(job.punctuality().missed()).isZero();
    }

    @Test
    void instantsThatWereSleptThroughAreMissedAndNotMadeUpFor() {
        ScheduledJob job = schedule.every(SECOND, "one", this::note);
        passMillis(1_000);
        nowNanos += 10_000_000_000L;
        passMillis(500);

        assertThat(job.punctuality().missed()).isBetween(8L, 10L);
        assertThat(runsMillis).hasSizeBetween(2, 3);
    }

    @Test
    void aJobThatStillRunsIsNotBegunAgain() {
        List<Runnable> hanging = new ArrayList<>();
        Schedule hangs = new Schedule(() -> nowNanos, new Random(5), hanging::add);
        ScheduledJob job = hangs.every(SECOND, "hangs", this::note);
        for (int i = 0; i < 50; i++) {
            nowNanos += 100_000_000;
            hangs.runDue();
        }
        assertThat(hanging).hasSize(1);
        assertThat(job.punctuality().missed()).isEqualTo(4);

        hanging.removeFirst().run();
        nowNanos += 1_000_000_000;
        hangs.runDue();
        assertThat(hanging).hasSize(1);
    }

    @Test
    void aJobGoesOnAfterAFailure() {
        schedule.every(SECOND, "fails", lateNanos -> {
            note(lateNanos);
            throw new IllegalStateException("planted");
        });
        passMillis(3_000);

        assertThat(runsMillis).hasSize(3);
    }

    @Test
    void aShorterIntervalCountsFromTheLastRun() {
        ScheduledJob job = schedule.every(Duration.ofSeconds(15), "page", this::note);
        passMillis(16_000);
        long firstMillis = runsMillis.getFirst();
        int runsBefore = runsMillis.size();
        job.interval(SECOND);
        passMillis(3_000);
        job.interval(Duration.ofSeconds(15));
        passMillis(10_000);

        assertThat(runsMillis.get(runsBefore))
                .as("at once, where its time has passed")
                .isLessThanOrEqualTo(Math.max(16_002, firstMillis + 16_000));
        assertThat(runsMillis).hasSizeBetween(runsBefore + 3, runsBefore + 4);
    }

    @Test
    void aCancelledJobRunsNoMore() {
        ScheduledJob job = schedule.every(SECOND, "one", this::note);
        passMillis(1_000);
        job.cancel();
        job.interval(SECOND);
        passMillis(3_000);

        assertThat(runsMillis).hasSize(1);
    }

    @Test
    void anIntervalOfNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> schedule.every(Duration.ZERO, "never", this::note))
                .withMessageContaining("PT0S");
    }

    @Test
    void aStartedScheduleRunsOnVirtualThreadsAndInterruptsThemAtItsEnd() throws Exception {
        CountDownLatch running = new CountDownLatch(3);
        CountDownLatch interrupted = new CountDownLatch(1);
        Schedule started = Schedule.started(System::nanoTime, new Random(5));
        started.every(Duration.ofMillis(5), "runs", lateNanos -> {
            assertThat(Thread.currentThread().isVirtual()).isTrue();
            running.countDown();
        });
        started.every(Duration.ofMillis(5), "hangs", lateNanos -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });

        assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
        started.close();
        assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    }
}

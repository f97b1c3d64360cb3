// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.AllocatedBytes;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private final SamplerSource cpu = new SamplerSource("cpu");
    private final SamplerSource net = new SamplerSource("net");
    private final SamplerRig rig = new SamplerRig(cpu, net);

    @AfterEach
    void giveTheLogBack() {
        rig.close();
    }

    @Test
    void everySourceIsReadAndDeliveredAtEachPointOfTheGrid() {
        rig.run(10);

        List<Long> grid = LongStream.range(0, 10).mapToObj(rig::timeOf).toList();
        assertThat(cpu.deliveredNanos).isEqualTo(grid);
        assertThat(net.deliveredNanos).isEqualTo(grid);
        assertThat(rig.status().ticks()).isEqualTo(10);
        assertThat(rig.status().missedTicks()).isZero();
        assertThat(rig.status().lateSeconds()).isZero();
        assertThat(rig.status(net).reads()).isEqualTo(10);
        assertThat(rig.lines()).isEmpty();
    }

    @Test
    void howLateTicksBeginAddsUpAndTheGridStaysWhereItWas() {
        rig.run(1);
        rig.clocks.pass(Duration.ofMillis(130));
        rig.tick(1);
        rig.run(1);

        assertThat(cpu.deliveredNanos).containsExactly(rig.timeOf(0), rig.timeOf(1) + 30_000_000, rig.timeOf(2));
        assertThat(rig.status().lateSeconds()).isCloseTo(0.030, within(1e-9));
        assertThat(rig.status().missedTicks()).isZero();
    }

    @Test
    void gridPointsThatPassDuringATickAreMissedAndNeverMadeUp() {
        cpu.onDeliver(() -> rig.clocks.pass(Duration.ofMillis(250)));
        rig.run(1);
        cpu.onDeliver(() -> {});
        rig.run(4);

        assertThat(cpu.deliveredNanos).containsExactly(rig.timeOf(0), rig.timeOf(3), rig.timeOf(4));
        assertThat(rig.status().ticks()).isEqualTo(3);
        assertThat(rig.status().missedTicks()).isEqualTo(2);
    }

    @Test
    void aGridPointRightAfterALateTickIsMissedSoThatNoSampleIsNextToNothing() {
        rig.run(1);
        rig.clocks.pass(Duration.ofMillis(176));
        rig.tick(1);
        rig.run(2);

        assertThat(cpu.deliveredNanos).containsExactly(rig.timeOf(0), rig.timeOf(1) + 76_000_000, rig.timeOf(3));
        assertThat(rig.status().missedTicks()).isEqualTo(1);
    }

    @Test
    void aTickThatWakesAfterALaterOneIsMissed() {
        rig.run(1);
        rig.clocks.pass(Duration.ofMillis(210));
        rig.tick(2);
        assertThat(rig.tick(1)).isTrue();

        assertThat(cpu.deliveredNanos).containsExactly(rig.timeOf(0), rig.timeOf(2) + 10_000_000);
        assertThat(rig.status().missedTicks()).isEqualTo(1);
    }

    @Test
    void aSourceReadMoreThanTwoMillisecondsAfterItsTickGetsItsOwnTime() {
        cpu.onRead(() -> rig.clocks.passNanos(2_000_000));
        rig.run(1);
        cpu.onRead(() -> rig.clocks.passNanos(2_000_001));
        rig.run(1);

        assertThat(net.deliveredNanos).containsExactly(rig.timeOf(0), rig.timeOf(1) + 2_000_001);
        assertThat(cpu.deliveredNanos).containsExactly(rig.timeOf(0), rig.timeOf(1));
        assertThat(rig.status(cpu).readSeconds()).isCloseTo(0.004000001, within(1e-12));
        assertThat(rig.status(net).readSeconds()).isZero();
    }

    @Test
    void aSourceThatHangsIsLeftBehindAtTheNextTickAndTheOthersMissNone() {
        rig.run(1);
        net.onRead(() -> {
            net.onRead(() -> {});
            rig.run(20);
        });
        rig.clocks.pass(SamplerRig.INTERVAL);

        assertThat(rig.tick(1)).as("the thread that hung must end").isFalse();

        assertThat(cpu.deliveredNanos)
                .isEqualTo(LongStream.range(0, 22).mapToObj(rig::timeOf).toList());
        assertThat(net.deliveredNanos).containsExactly(rig.timeOf(0));
        assertThat(net.reads).isEqualTo(2);
        assertThat(rig.replacedLanes).containsExactly(1);
        assertThat(rig.status().ticks()).isEqualTo(22);
        assertThat(rig.status().missedTicks()).isZero();
        assertThat(rig.status(net).failure()).isEqualTo(SourceException.Reason.STUCK);
        assertThat(rig.status(net).failures()).isEqualTo(1);
        assertThat(rig.status(net).message()).startsWith("its read had not returned after 100 ms");
        assertThat(rig.lines().toList())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("WARN Source net of here cannot be read (stuck)");
    }

    @Test
    void aHungReadThatReturnsIsThrownAwayAndItsSourceIsReadAgainAtTheNextTick() {
        net.onRead(() -> {
            net.onRead(() -> {});
            rig.run(20);
        });
        rig.tick(0);
        rig.run(2);

        assertThat(net.deliveredNanos).containsExactly(rig.timeOf(21), rig.timeOf(22));
        assertThat(rig.status(net).up()).isTrue();
        assertThat(rig.status(net).reads()).isEqualTo(3);
        assertThat(rig.lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("INFO Source net of here works again after 2.1 s");
    }

    @Test
    void sourcesListedAfterTheOneThatHangsAreReadBeforeItFromThenOn() {
        cpu.onRead(() -> {
            if (cpu.reads <= 5) {
                rig.run(1);
            }
        });
        rig.tick(0);
        rig.run(60);

        // only the tick in which it hung for the first time had to do without the other
        assertThat(net.deliveredNanos)
                .isEqualTo(LongStream.range(1, 66).mapToObj(rig::timeOf).toList());
        assertThat(rig.status().missedTicks()).isZero();
    }

    @Test
    void aSourceThatIsSlowEveryTimeCostsAThreadOnceASecondAtMost() {
        net.onRead(() -> {
            rig.run(1);
            rig.clocks.pass(Duration.ofMillis(50));
        });
        rig.tick(0);
        rig.run(100);

        assertThat(rig.replacedLanes).hasSizeBetween(9, 13);
        assertThat(cpu.deliveredNanos).hasSize((int) rig.status().ticks());
        assertThat(rig.status().missedTicks()).isZero();
        assertThat(net.deliveredNanos).isEmpty();
    }

    @Test
    void aReadThatHasOnlyBegunIsNotTakenForAHang() {
        rig.run(1);
        rig.clocks.pass(Duration.ofMillis(165)); // tick 1 begins 65 ms late, tick 2 is due 35 ms later
        net.onRead(() -> {
            net.onRead(() -> {});
            rig.run(1);
        });

        assertThat(rig.tick(1)).isTrue();
        rig.run(1);

        assertThat(rig.replacedLanes).isEmpty();
        assertThat(rig.status(net).failures()).isZero();
        assertThat(net.deliveredNanos).containsExactly(rig.timeOf(0), rig.timeOf(1) + 65_000_000, rig.timeOf(3));
    }

    @Test
    void aTickThatIsStarvedInADeliveryIsNotTakenOverAndTheTicksItCostsAreMissed() {
        cpu.onDeliver(() -> {
            cpu.onDeliver(() -> {});
            rig.run(3);
            rig.clocks.pass(Duration.ofMillis(1));
        });
        rig.run(1);
        rig.run(1);

        assertThat(rig.replacedLanes).isEmpty();
        assertThat(cpu.deliveredNanos).containsExactly(rig.timeOf(0), rig.timeOf(4));
        assertThat(rig.status().ticks()).isEqualTo(2);
        assertThat(rig.status().missedTicks()).isEqualTo(3);
    }

    @Test
    void theTickOfAThreadThatDiedIsGivenToTheOther() {
        cpu.onDeliver(() -> {
            cpu.onDeliver(() -> {});
            rig.otherAlive = false;
            rig.run(1);
        });
        rig.run(2);

        assertThat(cpu.deliveredNanos).contains(rig.timeOf(1));
    }

    @Test
    void aSourceThatFailsIsReadOnceASecondAndLoggedOnce() {
        net.onRead(() -> {
            throw new SourceException(SourceException.Reason.DENIED, "/proc/net/dev: permission denied");
        });
        rig.run(100);

        assertThat(net.reads).isEqualTo(10);
        assertThat(cpu.deliveredNanos).hasSize(100);
        assertThat(rig.status(net).failure()).isEqualTo(SourceException.Reason.DENIED);
        assertThat(rig.status(net).message()).isEqualTo("/proc/net/dev: permission denied");
        assertThat(rig.status(net).failures()).isEqualTo(10);
        assertThat(rig.lines())
                .containsExactly("WARN Source net of here cannot be read (denied): /proc/net/dev: permission denied;"
                        + " tried again every second, the other sources go on");

        net.onRead(() -> {});
        rig.run(20);

        assertThat(net.deliveredNanos).hasSize(20);
        assertThat(rig.lines().skip(1)).containsExactly("INFO Source net of here works again after 10.0 s");
    }

    @Test
    void aSourceThatGoesOnFailingIsLoggedOnceAnHour() {
        net.onRead(() -> {
            throw new SourceException(SourceException.Reason.PARSE, "no such column");
        });
        rig.run(3 * 36_000);

        assertThat(rig.lines()).hasSize(3);
    }

    @Test
    void aSourceThatFailsEverySecondTimeIsLoggedAsAPairOfLinesAMinute() {
        net.onRead(() -> {
            if (net.reads % 2 == 1) {
                throw new SourceException(SourceException.Reason.FAILED, "I/O error");
            }
        });
        rig.run(600);

        assertThat(net.deliveredNanos).hasSizeGreaterThan(40);
        assertThat(rig.lines()).hasSize(2);
    }

    @Test
    void aSourceThisSystemDoesNotHaveIsNoFaultAndToldOnce() {
        net.onRead(() -> {
            throw new SourceException(SourceException.Reason.ABSENT, "/proc/pressure/cpu: the kernel has no PSI");
        });
        rig.run(2 * 36_000);

        assertThat(rig.lines())
                .containsExactly("INFO Source net of here is not there: /proc/pressure/cpu: the kernel has no PSI");
        assertThat(rig.status(net).up()).isFalse();
    }

    @Test
    void exceptionsAndErrorsOfASourceAreItsOwn() {
        cpu.onRead(() -> {
            throw new IllegalStateException("a bug");
        });
        net.onRead(() -> {
            throw new StackOverflowError();
        });
        SamplerSource tcp = new SamplerSource("tcp");
        try (SamplerRig all = new SamplerRig(cpu, net, tcp)) {
            all.run(3);

            assertThat(tcp.deliveredNanos).hasSize(3);
            assertThat(all.status(cpu).failure()).isEqualTo(SourceException.Reason.FAILED);
            assertThat(all.status(cpu).message()).isEqualTo("java.lang.IllegalStateException: a bug");
            assertThat(all.status(net).message()).isEqualTo("java.lang.StackOverflowError");
        }
    }

    @Test
    void aDeliveryThatThrowsIsAFailureOfThatSourceOnly() {
        cpu.onDeliver(() -> {
            throw new ArithmeticException("/ by zero");
        });
        rig.run(3);

        assertThat(net.deliveredNanos).hasSize(3);
        assertThat(rig.status(cpu).failures()).isEqualTo(1);
        assertThat(rig.status(cpu).message())
                .isEqualTo("what was read could not be used: java.lang.ArithmeticException: / by zero");
    }

    @Test
    void aStepOfTheWallClockIsCountedAndLoggedOnceAndReadingsGoOnAsIfNothingWere() {
        rig.run(5);
        rig.clocks.stepWall(Duration.ofHours(1));
        rig.run(5);

        assertThat(cpu.deliveredNanos)
                .isEqualTo(LongStream.range(0, 10).mapToObj(rig::timeOf).toList());
        assertThat(rig.status().clockSteps()).isEqualTo(1);
        assertThat(rig.lines().toList())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("WARN The wall clock stepped by 3600.0 s");
    }

    @Test
    void aFreezeIsOneGapWhoseLengthIsCountedAndNotLatenessToo() {
        rig.run(10);
        rig.clocks.pass(Duration.ofSeconds(30));
        rig.tick(10);
        rig.tick(11);
        rig.run(400);

        assertThat(rig.status().gapSeconds()).isCloseTo(30.0, within(1e-9));
        assertThat(rig.status().lateSeconds()).isZero();
        assertThat(rig.status().ticks() + rig.status().missedTicks()).isEqualTo(412);
        assertThat(cpu.deliveredNanos).isSorted().doesNotHaveDuplicates();
        assertThat(rig.lines().toList())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("WARN here was not sampled for 30.0 s");
    }

    @Test
    void aPauseOfUpToFiveSecondsIsLatenessAndMissedTicksNotAGap() {
        rig.run(1);
        rig.clocks.pass(Duration.ofSeconds(5));
        rig.tick(1);

        assertThat(rig.status().gapSeconds()).isZero();
        assertThat(rig.status().lateSeconds()).isCloseTo(4.9, within(1e-9));
        assertThat(rig.lines()).isEmpty();
    }

    @Test
    void aHundredThousandTicksAllocateNothing() throws Exception {
        CountingSource source = new CountingSource();
        try (SamplerRig quiet = new SamplerRig(source)) {
            quiet.run(2_000);

            assertThat(AllocatedBytes.ofTheSteadiestRound(() -> quiet.run(20_000)))
                    .isZero();
            assertThat(source.deliveries).isEqualTo(102_000);
        }
    }

    @Test
    void anIntervalTooShortIsRefusedWithItsValueAndWhatWasExpected() {
        assertThatThrownBy(() -> new Sampler(
                        "here",
                        Duration.ofNanos(999_999),
                        List.of(cpu),
                        new SamplerSource.Nowhere(),
                        new Object(),
                        Timeline.system()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0.000999999S")
                .hasMessageContaining("PT0.001S or longer");
    }

    private static final class CountingSource implements Source {
        private long deliveries;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public void read() {}

        @Override
        public void deliver(long timeNanos, CounterSink sink) {
            deliveries++;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.AllocatedBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What two readings say about the time between them, by the contract. */
class TargetSamplingTest {
    private static final Offset<Double> ROUNDING = within(1e-6);
    private static final Limit GIGABIT = new Limit.Known(125_000_000);

    private final Map<SignalKind, Samples> samples = new TreeMap<>();
    private final TargetSampling recording = target(false);
    private final CpuReading reading = new CpuReading();

    /** What one signal's sink was told: a level per sample, NaN for a hole. */
    private static class Samples implements SampleSink {
        final List<Double> levels = new ArrayList<>();
        final List<Limit> limits = new ArrayList<>();
        double observedInHoles;
        double unlimitedUsage;

        @Override
        public void sample(long startNanos, long endNanos, double usage, double capacity) {
            levels.add(usage / capacity);
        }

        @Override
        public void unlimited(long startNanos, long endNanos, double usage) {
            unlimitedUsage += usage;
        }

        @Override
        public void hole(long startNanos, long endNanos, double observedSeconds) {
            levels.add(Double.NaN);
            observedInHoles += observedSeconds;
        }

        @Override
        public void limit(long timeNanos, Limit limit) {
            limits.add(limit);
        }

        double last() {
            return levels.getLast();
        }
    }

    private TargetSampling target(boolean live) {
        return new TargetSampling("host-1", key -> samples.computeIfAbsent(key.kind(), kind -> new Samples()), live);
    }

    private Samples of(SignalKind kind) {
        Samples known = samples.get(kind);
        assertThat(known).as("samples of " + kind).isNotNull();
        return java.util.Objects.requireNonNull(known);
    }

    private static long at(double seconds) {
        return Math.round(seconds * 1e9);
    }

    /** A reading of equal CPUs. */
    private void cpu(
            TargetSampling target, double seconds, int cpus, double idle, double iowait, double steal, double all) {
        reading.clear();
        IntStream.range(0, cpus).forEach(id -> reading.add(id, idle, iowait, steal, all));
        target.cpu(at(seconds), reading);
    }

    @Test
    void theFirstReadingSaysNothing() {
        cpu(recording, 0, 2, 100, 10, 0, 200);
        assertThat(of(SignalKind.CPU).levels).isEmpty();
        assertThat(of(SignalKind.CPU).limits).containsExactly(new Limit.Known(2));
    }

    @Test
    void whatIsNeitherIdleNorWaitingNorStolenIsBusy() {
        cpu(recording, 0, 2, 100, 10, 5, 200);
        cpu(recording, 1, 2, 100.2, 10.1, 5.3, 201);
        assertThat(of(SignalKind.CPU).last()).isCloseTo(0.4, ROUNDING);
        assertThat(of(SignalKind.CPU_STEAL).last()).isCloseTo(0.3, ROUNDING);
    }

    @Test
    void theRefinedCounterIsUsedWhereBothReadingsHaveIt() {
        cpu(recording, 0, 2, 100, 0, 0, 200);
        reading.busy(50);
        recording.cpu(at(1), reading);
        reading.clear();
        reading.add(0, 100, 0, 0, 200);
        reading.add(1, 100, 0, 0, 200);
        reading.busy(51.5);
        recording.cpu(at(2), reading);
        assertThat(of(SignalKind.CPU).last()).isCloseTo(0.75, ROUNDING);
    }

    @Test
    void aRefinedCounterThatFallsOrLeapsIsNotObserved() {
        for (double busy : new double[] {50, 49, 60}) {
            reading.clear();
            reading.add(0, 100, 0, 0, 200);
            reading.busy(busy);
            recording.cpu(at(busy == 50 ? 0 : busy == 49 ? 1 : 2), reading);
        }
        assertThat(of(SignalKind.CPU).levels).containsExactly(Double.NaN, Double.NaN);
    }

    @Test
    void idleThatStepsBackALittleIsClampedAndThatStepsBackALotIsAReset() {
        cpu(recording, 0, 2, 100, 10, 0, 200);
        cpu(recording, 1, 2, 98, 10.5, 0, 201);
        assertThat(of(SignalKind.CPU).last()).isCloseTo(0.5, ROUNDING);
        cpu(recording, 2, 2, 94, 10.5, 0, 202);
        assertThat(of(SignalKind.CPU).last()).isNaN();
        cpu(recording, 3, 2, 94.25, 10.5, 0, 203);
        assertThat(of(SignalKind.CPU).last()).isCloseTo(0.75, ROUNDING);
    }

    @Test
    void stealThatFallsIsNotObserved() {
        cpu(recording, 0, 2, 100, 10, 5, 200);
        cpu(recording, 1, 2, 100.2, 10, 4.9, 201);
        assertThat(of(SignalKind.CPU).last()).isNaN();
        assertThat(of(SignalKind.CPU_STEAL).last()).isNaN();
    }

    @Test
    void moreIdleTimeThanThereWasIsNotObserved() {
        cpu(recording, 0, 2, 100, 10, 0, 200);
        cpu(recording, 1, 2, 101.6, 10, 0, 202);
        assertThat(of(SignalKind.CPU).last()).isNaN();
    }

    @Test
    void onlyCpusThatBothReadingsHaveAreComparedAndTheLimitFollows() {
        cpu(recording, 0, 4, 100, 0, 0, 200);
        cpu(recording, 1, 2, 100.5, 0, 0, 201);
        assertThat(of(SignalKind.CPU).last()).isCloseTo(0.5, ROUNDING);
        cpu(recording, 2, 4, 101, 0, 0, 202);
        assertThat(of(SignalKind.CPU).last()).isCloseTo(0.5, ROUNDING);
        assertThat(of(SignalKind.CPU).limits)
                .containsExactly(new Limit.Known(4), new Limit.Known(2), new Limit.Known(4));
    }

    @Test
    void aLongSampleThatItsModesDoNotAccountForIsAPauseOfWhichTheAccountedTimeIsObserved() {
        cpu(recording, 0, 2, 100, 0, 0, 200);
        cpu(recording, 1, 2, 100.8, 0, 0, 201);
        cpu(recording, 31, 2, 101.8, 0, 0, 203);
        assertThat(of(SignalKind.CPU).last()).isNaN();
        assertThat(of(SignalKind.CPU).observedInHoles).isCloseTo(2, ROUNDING);
    }

    @Test
    void aLongSampleThatItsModesAccountForCountsForItsTrueLength() {
        cpu(recording, 0, 2, 100, 0, 0, 200);
        cpu(recording, 1, 2, 100.8, 0, 0, 201);
        cpu(recording, 31, 2, 100.8, 0, 0, 231);
        assertThat(of(SignalKind.CPU).last()).isCloseTo(1.0, ROUNDING);
    }

    @Test
    void samplesOfAnEvenSixtySecondDumpAreNoPauses() {
        cpu(recording, 0, 2, 100, 0, 0, 200);
        cpu(recording, 60, 2, 130, 0, 0, 230);
        cpu(recording, 120, 2, 160, 0, 0, 260);
        assertThat(of(SignalKind.CPU).levels)
                .allSatisfy(level -> assertThat(level).isCloseTo(0.5, ROUNDING));
    }

    @Test
    void liveMoreThanFiveSecondsWithoutASampleIsABlindSpot() {
        TargetSampling live = target(true);
        cpu(live, 0, 2, 100, 0, 0, 200);
        cpu(live, 5, 2, 100, 0, 0, 205);
        assertThat(of(SignalKind.CPU).last()).isCloseTo(1.0, ROUNDING);
        cpu(live, 10.1, 2, 100, 0, 0, 210.1);
        assertThat(of(SignalKind.CPU).last()).isNaN();
        live.tcp(at(0), 0, 0);
        live.tcp(at(6), 10, 1);
        assertThat(of(SignalKind.TCP_RETRANSMIT).last()).isNaN();
    }

    @Test
    void aContainersQuotaReplacesTheNumberOfCpus() {
        cpu(recording, 0, 4, 100, 0, 0, 200);
        reading.busy(10);
        reading.limit(new Limit.Known(0.5));
        recording.cpu(at(1), reading);
        reading.busy(10.4);
        recording.cpu(at(2), reading);
        assertThat(of(SignalKind.CPU).last()).isCloseTo(0.8, ROUNDING);
        assertThat(of(SignalKind.CPU).limits).containsExactly(new Limit.Known(4), new Limit.Known(0.5));
        assertThat(of(SignalKind.CPU_STEAL).limits).containsExactly(new Limit.Known(4));
    }

    @Test
    void theLimitReadAtASamplesStartAppliesToIt() {
        CounterSink.Direction out = CounterSink.Direction.TRANSMIT;
        recording.network(at(0), out, "eth0", 0, GIGABIT);
        recording.network(at(1), out, "eth0", 62_500_000, new Limit.Known(12_500_000));
        assertThat(of(SignalKind.NETWORK_TRANSMIT).last()).isCloseTo(0.5, ROUNDING);
        recording.network(at(2), out, "eth0", 75_000_000, new Limit.Known(12_500_000));
        assertThat(of(SignalKind.NETWORK_TRANSMIT).last()).isCloseTo(1.0, ROUNDING);
    }

    @Test
    void bytesThatFallOrExceedOneAndAHalfTimesTheLinkAreNotObservedAndOverloadIsNotClamped() {
        CounterSink.Direction in = CounterSink.Direction.RECEIVE;
        recording.network(at(0), in, "eth0", 1_000, GIGABIT);
        recording.network(at(1), in, "eth0", 10, GIGABIT);
        recording.network(at(2), in, "eth0", 200_000_000, GIGABIT);
        recording.network(at(3), in, "eth0", 350_000_000, GIGABIT);
        assertThat(of(SignalKind.NETWORK_RECEIVE).levels).containsExactly(Double.NaN, Double.NaN, 1.2);
    }

    @Test
    void anUnknownLimitGivesUsageAndNoUtilisation() {
        Limit unknown = new Limit.Unknown("a veth has no speed of its own");
        recording.network(at(0), CounterSink.Direction.RECEIVE, "veth0", 0, unknown);
        recording.network(at(1), CounterSink.Direction.RECEIVE, "veth0", 5_000, unknown);
        assertThat(of(SignalKind.NETWORK_RECEIVE).levels).isEmpty();
        assertThat(of(SignalKind.NETWORK_RECEIVE).unlimitedUsage).isEqualTo(5_000);
        assertThat(of(SignalKind.NETWORK_RECEIVE).limits).containsExactly(unknown);
    }

    @Test
    void aProcessIsMeasuredAgainstTheCoresOfItsHostOnceTheyAreKnown() {
        recording.process(at(0), "kube-apiserver", 10);
        recording.process(at(1), "kube-apiserver", 11);
        assertThat(of(SignalKind.PROCESS_CPU).limits.getFirst()).isInstanceOf(Limit.Unknown.class);
        cpu(recording, 1, 2, 100, 0, 0, 200);
        recording.process(at(2), "kube-apiserver", 12);
        recording.process(at(3), "kube-apiserver", 13);
        assertThat(of(SignalKind.PROCESS_CPU).levels).containsExactly(0.5);
    }

    @Test
    void segmentsAreComparedWithSegmentsAndAFallIsNotObserved() {
        recording.tcp(at(0), 1_000, 10);
        recording.tcp(at(1), 2_000, 60);
        assertThat(of(SignalKind.TCP_RETRANSMIT).last()).isCloseTo(0.05, ROUNDING);
        recording.tcp(at(2), 5, 0);
        assertThat(of(SignalKind.TCP_RETRANSMIT).last()).isNaN();
    }

    @Test
    void theCpuTimeOfAServerIsReadSeldomAndIsNoBlindSpotForThat() {
        TargetSampling live = target(true);
        cpu(live, 0, 2, 100, 0, 0, 200);
        live.process(at(0), "apiserver", 10);
        live.process(at(15), "apiserver", 25);
        assertThat(of(SignalKind.PROCESS_CPU).levels).containsExactly(0.5);
        live.process(at(15 + 151), "apiserver", 26);
        assertThat(of(SignalKind.PROCESS_CPU).last()).isNaN();
    }

    @Test
    void aLevelReadEachSecondSpeaksForTheTimeSinceTheReadingBefore() {
        level(0, 5);
        level(1, 10);
        level(2.9, 40);
        assertThat(of(SignalKind.APISERVER_INFLIGHT).levels).containsExactly(0.025, 0.1);
    }

    @Test
    void aLevelReadSeldomSpeaksForItsLastSecondOnly() {
        AtomicReference<String> sampled = new AtomicReference<>("");
        TargetSampling target = new TargetSampling(
                "api-1",
                key -> new Samples() {
                    @Override
                    public void sample(long startNanos, long endNanos, double usage, double capacity) {
                        sampled.accumulateAndGet(
                                "%s-%s: %s of %s ".formatted(startNanos / 1e9, endNanos / 1e9, usage, capacity),
                                String::concat);
                    }
                },
                true);
        target.level(at(0), SignalKind.APISERVER_SEATS, "system", 3, new Limit.Known(74));
        target.level(at(15), SignalKind.APISERVER_SEATS, "system", 80, new Limit.Known(74));
        assertThat(sampled.get()).isEqualTo("14.0-15.0: 80.0 of 74.0 ");
    }

    @Test
    void aLevelBelowZeroSaysThatNothingIsKnownOfTheTimeBefore() {
        level(0, 5);
        level(1, -1);
        level(2, 40);
        assertThat(of(SignalKind.APISERVER_INFLIGHT).levels).containsExactly(Double.NaN, 0.1);
    }

    private void level(double seconds, double requests) {
        recording.level(at(seconds), SignalKind.APISERVER_INFLIGHT, "readonly", requests, new Limit.Known(400));
    }

    @Test
    void pressureIsTheShareOfTheTimeSomebodyWaited() {
        recording.cpuPressure(at(0), 5);
        recording.cpuPressure(at(2), 5.5);
        assertThat(of(SignalKind.CPU_PRESSURE).last()).isCloseTo(0.25, ROUNDING);
    }

    @Test
    void aSteadyHostIsSampledWithoutAllocating() throws Exception {
        cpu(recording, 0, 8, 0, 0, 0, 0);
        SampleRing ring = new SampleRing(100);
        TargetSampling quiet = new TargetSampling("host-1", key -> new RingSink(ring), true);
        AtomicInteger ticks = new AtomicInteger();
        tick(quiet, ticks, 10_000);
        assertThat(AllocatedBytes.ofTheSteadiestRound(() -> tick(quiet, ticks, 2_000)))
                .as("bytes for 2,000 ticks")
                .isZero();
    }

    private void tick(TargetSampling target, AtomicInteger ticks, int times) {
        for (int i = 0; i < times; i++) {
            int tick = ticks.getAndIncrement();
            reading.clear();
            for (int id = 0; id < 8; id++) {
                reading.add(id, tick * 0.05, 0, 0, tick * 0.1);
            }
            target.cpu(tick * 100_000_000L, reading);
            target.network(tick * 100_000_000L, CounterSink.Direction.RECEIVE, "eth0", tick * 1_000.0, GIGABIT);
            target.tcp(tick * 100_000_000L, tick * 10.0, 0);
        }
    }

    /** A sink that keeps what it is told in a ring. */
    private record RingSink(SampleRing ring) implements SampleSink {
        @Override
        public void sample(long startNanos, long endNanos, double usage, double capacity) {
            ring.add(startNanos, endNanos, usage, capacity);
        }

        @Override
        public void unlimited(long startNanos, long endNanos, double usage) {}

        @Override
        public void hole(long startNanos, long endNanos, double observedSeconds) {}

        @Override
        public void limit(long timeNanos, Limit limit) {}
    }
}

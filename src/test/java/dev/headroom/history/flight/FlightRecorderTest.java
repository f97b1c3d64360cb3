// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.AllocatedBytes;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorder on a driven clock: a second passes between two writes, because a test says so. */
class FlightRecorderTest {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long START_NANOS = RecordedHost.START_NANOS;
    private static final SignalKey CPU = new SignalKey("node-1", SignalKind.CPU, "");

    @TempDir
    Path directory;

    private final Map<SignalKey, SampleEvents> told = new HashMap<>();
    private long monotonicNanos;

    @Test
    void everySignalIsReadBackAsItWasTold() throws Exception {
        try (FlightRecorder recorder = recorder(1L << 30)) {
            RecordedHost host = new RecordedHost("node-1", 1, key -> both(recorder, key));
            run(recorder, host, 90);

            for (SignalKey key : host.keys()) {
                assertThatAllIsRead(recorder, key);
            }
            assertThat(recorder.status().droppedSamples()).isZero();
            assertThat(recorder.status().writtenSamples()).isEqualTo(90 * 100 + 10);
        }
    }

    @Test
    void aClipHasTheSamplesThatOverlapTheTimeAskedForAndNoOthers() throws Exception {
        try (FlightRecorder recorder = recorder(1L << 30)) {
            SampleSink sink = recorder.sinkFor(CPU);
            sink.limit(START_NANOS, new Limit.Known(2));
            for (int i = 0; i < 100; i++) {
                sink.sample(at(i), at(i + 1), 0.1, 0.2);
            }
            second(recorder);

            SampleClip clip = recorder.clip(CPU, at(10) + 1, at(12));

            assertThat(clip.startNanos()).containsExactly(at(10), at(11));
            assertThat(clip.endNanos()).containsExactly(at(11), at(12));
            assertThat(clip.usage()).containsExactly(0.1, 0.1);
            assertThat(clip.capacity()).containsExactly(0.2, 0.2);
            assertThat(recorder.clip(new SignalKey("node-2", SignalKind.CPU, ""), 0, Long.MAX_VALUE)
                            .size())
                    .isZero();
        }
    }

    @Test
    void aHoleStaysAHole() throws Exception {
        try (FlightRecorder recorder = recorder(1L << 30)) {
            SampleSink sink = recorder.sinkFor(CPU);
            sink.sample(at(0), at(1), 0.1, 0.2);
            sink.hole(at(1), at(50), 0);
            sink.sample(at(50), at(51), 0.1, 0.2);
            sink.sample(at(80), at(81), 0.1, 0.2); // nobody said anything of the time before
            second(recorder);

            assertThat(recorder.clip(CPU, 0, Long.MAX_VALUE).startNanos()).containsExactly(at(0), at(50), at(80));
            Summary summary = recorder.summary(CPU, at(0), at(100), 10);
            assertThat(summary.size()).isEqualTo(3);
            assertThat(summary.observedSeconds()).containsExactly(0.1, 0.1, 0.1);
            assertThat(summary.startNanos()).containsExactly(at(0), at(50), at(80));
        }
    }

    @Test
    void theNextRunOfTheProgramGoesOnWhereTheLastOneEnded() throws Exception {
        RecordedHost host;
        try (FlightRecorder recorder = recorder(1L << 30)) {
            host = new RecordedHost("node-1", 2, key -> both(recorder, key));
            run(recorder, host, 100);
        }
        try (FlightRecorder next = recorder(1L << 30)) {
            second(next);
            for (SignalKey key : host.keys()) {
                assertThatAllIsRead(next, key);
                assertThatTheTiersAgree(next, key, host.nowNanos());
            }
            assertThat(next.status().damages()).isZero();
        }
    }

    @Test
    void whatAKilledRunDidNotWriteOfTheTiersIsMadeOfItsSamples() throws Exception {
        FlightRecorder killed = recorder(1L << 30);
        RecordedHost host = new RecordedHost("node-1", 3, key -> both(killed, key));
        run(killed, host, 1000); // and it is never closed

        try (FlightRecorder next = recorder(1L << 30)) {
            second(next);
            for (SignalKey key : host.keys()) {
                assertThatAllIsRead(next, key);
                assertThatTheTiersAgree(next, key, host.nowNanos());
            }
        }
        try (FlightRecorder afterThat = recorder(1L << 30)) {
            second(afterThat);
            assertThatTheTiersAgree(afterThat, CPU, host.nowNanos());
        }
    }

    @Test
    void aPeakOfOneSampleShowsInEveryTier() throws Exception {
        try (FlightRecorder recorder = recorder(1L << 30)) {
            SampleSink sink = recorder.sinkFor(CPU);
            for (int i = 0; i < 36_000; i++) {
                sink.sample(at(i), at(i + 1), i == 12_345 ? 0.2 : 0.02, 0.2);
                if (i % 10 == 9) {
                    second(recorder);
                }
            }
            for (int points : new int[] {1, 7, 59, 60, 600, 3600, 10_000}) {
                Summary summary = recorder.summary(CPU, at(0), at(36_000), points);
                assertThat(summary.size()).isBetween(Math.min(points, 60) / 2, points);
                assertThat(summary.highest()).as("%d points", points).contains(1.0);
                assertThat(summary.lowest()[0]).isCloseTo(0.1, within(1e-9));
                assertThat(total(summary)).isCloseTo(3600, within(1e-6));
            }
            assertThat(recorder.summary(CPU, at(0), at(36_000), 1).mean()[0])
                    .isCloseTo(0.1 + 0.9 / 36_000, within(1e-6));
        }
    }

    @Test
    void aSignalWithoutALimitHasUsageAndNoLevel() throws Exception {
        SignalKey link = new SignalKey("node-1", SignalKind.NETWORK_RECEIVE, "veth1");
        try (FlightRecorder recorder = recorder(1L << 30)) {
            SampleSink sink = recorder.sinkFor(link);
            for (int i = 0; i < 6_000; i++) {
                sink.unlimited(at(i), at(i + 1), i == 3_333 ? 5_000 : 100);
                if (i % 100 == 99) {
                    second(recorder);
                }
            }
            for (int points : new int[] {5, 300}) {
                Summary summary = recorder.summary(link, at(0), at(6_000), points);
                assertThat(summary.mean()).containsOnly(Double.NaN);
                assertThat(summary.capacityPerSecond()).containsOnly(Double.NaN);
                assertThat(summary.lowestUsagePerSecond()).containsOnly(1_000.0);
                assertThat(summary.highestUsagePerSecond()).contains(50_000.0);
                assertThat(summary.usagePerSecond()[0]).isEqualTo(1_000);
            }
        }
    }

    @Test
    void ofTwoRunsThatRecordedTheSameTimeTheLaterOneCounts() throws Exception {
        try (FlightRecorder recorder = recorder(1L << 30)) {
            fill(recorder, 0, 600, 0.02);
        }
        try (FlightRecorder setBack = recorder(1L << 30)) {
            fill(setBack, 200, 300, 0.2);
        }
        try (FlightRecorder recorder = recorder(1L << 30)) {
            second(recorder);
            SampleClip clip = recorder.clip(CPU, 0, Long.MAX_VALUE);

            assertThat(clip.size()).isEqualTo(600);
            for (int i = 0; i < 600; i++) {
                assertThat(clip.startNanos()[i]).isEqualTo(at(i));
                assertThat(clip.usage()[i]).isEqualTo(i >= 200 && i < 500 ? 0.2 : 0.02);
            }
        }
    }

    @Test
    void samplesWaitWhileTheDiskTakesNothingAndNoneIsLost() throws Exception {
        Path flight = directory.resolve("flight");
        Files.writeString(flight, "in the way");
        FlightSettings settings = new FlightSettings(flight, 1L << 30, Duration.ofMillis(100));
        try (FlightRecorder recorder = new FlightRecorder(settings, () -> monotonicNanos)) {
            RecordedHost host = new RecordedHost("node-1", 4, key -> both(recorder, key));
            run(recorder, host, 10);
            assertThat(recorder.status().writable()).isFalse();
            assertThat(recorder.status().writeFailures()).isEqualTo(4);

            Files.delete(flight);
            run(recorder, host, 4);

            assertThat(recorder.status().writable()).isTrue();
            assertThat(recorder.status().droppedSamples()).isZero();
            assertThatAllIsRead(recorder, CPU);
        }
    }

    @Test
    void whatComesWhileNothingHasRoomIsDroppedAndCountedAndLeavesAHole() throws Exception {
        Path flight = directory.resolve("flight");
        Files.writeString(flight, "in the way");
        FlightSettings settings = new FlightSettings(flight, 1L << 30, Duration.ofMillis(100));
        try (FlightRecorder recorder = new FlightRecorder(settings, () -> monotonicNanos)) {
            fill(recorder, 0, 1000, 0.02);
            Files.delete(flight);
            run(recorder, 4);
            recorder.sinkFor(CPU).sample(at(1000), at(1001), 0.02, 0.2);
            second(recorder);

            int kept = settings.samplesWaiting() - 1; // the limit needs room, too
            assertThat(recorder.status().droppedSamples()).isEqualTo(1000 - kept);
            SampleClip clip = recorder.clip(CPU, 0, Long.MAX_VALUE);
            assertThat(clip.size()).isEqualTo(kept + 1);
            assertThat(clip.startNanos()[kept]).isEqualTo(at(1000));
        }
    }

    @Test
    void theFilesNeverTakeMoreThanTheyMayAndTheTiersOutliveTheSamples() throws Exception {
        long most = FlightSettings.LEAST_BYTES;
        try (FlightRecorder recorder = recorder(most)) {
            RecordedHost host = new RecordedHost("node-1", 5, recorder::sinkFor);
            for (int i = 0; i < 3600; i++) {
                host.run(10);
                second(recorder);
                assertThat(recorder.status().bytes()).isLessThanOrEqualTo(most);
            }
            assertThat(bytesOnDisk()).isEqualTo(recorder.status().bytes());
            assertThat(recorder.clip(CPU, START_NANOS, START_NANOS + 60 * SECOND_NANOS)
                            .size())
                    .isZero();
            assertThat(total(recorder.summary(CPU, START_NANOS, host.nowNanos(), 3_000)))
                    .isCloseTo(3600, within(1.0));
        }
    }

    @Test
    void onlyRecordedTimeMakesSamplesOldWhateverTheClockSays() throws Exception {
        try (FlightRecorder recorder = recorder(1L << 30)) {
            fill(recorder, 0, 600, 0.02);
        }
        long years = 400L * 86_400 * 10;
        try (FlightRecorder clockWasWrong = recorder(1L << 30)) {
            fill(clockWasWrong, years, 600, 0.02);
            assertThat(clockWasWrong.clip(CPU, 0, at(1000)).size()).isEqualTo(600);
        }
        try (FlightRecorder aDay = recorder(1L << 30)) {
            SampleSink sink = aDay.sinkFor(CPU);
            for (int hour = 0; hour < 26; hour++) {
                sink.sample(at(1000 + hour * 36_000L), at(37_000 + hour * 36_000L), 0.02, 0.2);
                second(aDay);
            }
            assertThat(aDay.clip(CPU, 0, at(1000)).size()).isZero();
            assertThat(total(aDay.summary(CPU, at(0), at(600), 60))).isCloseTo(60, within(1e-6));
        }
    }

    @Test
    void theSinkAllocatesNothingOnceItRuns() throws Exception {
        FlightRecorder recorder = recorder(1L << 30);
        SampleSink sink = recorder.sinkFor(CPU);
        Limit limit = new Limit.Known(2);
        long[] tick = {0};
        sink.sample(at(0), at(1), 0.02, 0.2);

        long allocated = AllocatedBytes.ofTheSteadiestRound(() -> {
            for (int i = 0; i < 40; i++) {
                tick[0]++;
                sink.sample(at(tick[0]), at(tick[0] + 1), 0.02, 0.2);
                sink.limit(at(tick[0]), limit);
                sink.hole(at(tick[0]), at(tick[0] + 1), 0);
            }
        });

        assertThat(allocated).isZero();
    }

    private FlightRecorder recorder(long maxBytes) {
        return new FlightRecorder(
                new FlightSettings(directory, maxBytes, Duration.ofMillis(100)), () -> monotonicNanos);
    }

    private void run(FlightRecorder recorder, RecordedHost host, int seconds) {
        for (int i = 0; i < seconds; i++) {
            host.run(10);
            second(recorder);
        }
    }

    private void run(FlightRecorder recorder, int seconds) {
        for (int i = 0; i < seconds; i++) {
            second(recorder);
        }
    }

    private void second(FlightRecorder recorder) {
        monotonicNanos += SECOND_NANOS;
        recorder.write();
    }

    private void fill(FlightRecorder recorder, long from, int count, double usage) {
        SampleSink sink = recorder.sinkFor(CPU);
        sink.limit(at(from), new Limit.Known(2));
        for (long i = from; i < from + count; i++) {
            sink.sample(at(i), at(i + 1), usage, 0.2);
            if (i % 10 == 9) {
                second(recorder);
            }
        }
    }

    private static long at(long tick) {
        return START_NANOS + tick * RecordedHost.TICK_NANOS;
    }

    private SampleSink both(FlightRecorder recorder, SignalKey key) {
        SampleSink recorded = recorder.sinkFor(key);
        SampleEvents kept = told.computeIfAbsent(key, signal -> new SampleEvents(1));
        return new SampleSink() {
            @Override
            public void sample(long startNanos, long endNanos, double usage, double capacity) {
                recorded.sample(startNanos, endNanos, usage, capacity);
                kept.sample(startNanos, endNanos, usage, capacity);
            }

            @Override
            public void unlimited(long startNanos, long endNanos, double usage) {
                recorded.unlimited(startNanos, endNanos, usage);
                kept.unlimited(startNanos, endNanos, usage);
            }

            @Override
            public void hole(long startNanos, long endNanos, double observedSeconds) {
                recorded.hole(startNanos, endNanos, observedSeconds);
                kept.hole(startNanos, endNanos, observedSeconds);
            }

            @Override
            public void limit(long timeNanos, Limit limit) {
                recorded.limit(timeNanos, limit);
                kept.limit(timeNanos, limit);
            }
        };
    }

    private void assertThatAllIsRead(FlightRecorder recorder, SignalKey key) throws IOException {
        SampleEvents expected = Objects.requireNonNull(told.get(key));
        SampleEvents read = new SampleEvents(1);
        recorder.read(key, 0, Long.MAX_VALUE, read);
        assertThat(read.size).as("%s", key).isEqualTo(expected.size);
        int size = read.size;
        assertThat(Arrays.copyOf(read.kinds, size)).isEqualTo(Arrays.copyOf(expected.kinds, size));
        assertThat(Arrays.copyOf(read.startNanos, size)).isEqualTo(Arrays.copyOf(expected.startNanos, size));
        assertThat(Arrays.copyOf(read.endNanos, size)).isEqualTo(Arrays.copyOf(expected.endNanos, size));
        assertThat(Arrays.copyOf(read.capacity, size)).isEqualTo(Arrays.copyOf(expected.capacity, size));
        assertThat(Arrays.copyOf(read.limits, size)).isEqualTo(Arrays.copyOf(expected.limits, size));
        double worst = 0;
        for (int i = 0; i < size; i++) {
            worst = Math.max(worst, Math.abs(read.usage[i] - expected.usage[i]));
        }
        assertThat(worst).isLessThanOrEqualTo(0.5e-9 + 1e-12);
    }

    /** What the tiers say of all the time is what the samples say. */
    private void assertThatTheTiersAgree(FlightRecorder recorder, SignalKey key, long toNanos) throws IOException {
        SummaryBuilder exact = new SummaryBuilder(START_NANOS, Long.MAX_VALUE, 1);
        SampleEvents events = Objects.requireNonNull(told.get(key));
        for (int i = 0; i < events.size; i++) {
            events.tell(i, exact);
        }
        Summary expected = exact.build();
        List<Integer> points = new ArrayList<>(List.of(1, (int) ((toNanos - START_NANOS) / SECOND_NANOS / 2)));
        for (int most : points) {
            Summary summary = recorder.summary(key, START_NANOS, toNanos, most);
            assertThat(total(summary)).as("%s in %d", key, most).isCloseTo(expected.observedSeconds()[0], within(1e-6));
            double highest = Double.NEGATIVE_INFINITY;
            double usage = 0;
            for (int i = 0; i < summary.size(); i++) {
                highest = Math.max(highest, Math.max(or(summary.highest()[i]), or(summary.highestUsagePerSecond()[i])));
                usage += summary.usagePerSecond()[i] * summary.observedSeconds()[i];
            }
            double highestExpected = Math.max(or(expected.highest()[0]), or(expected.highestUsagePerSecond()[0]));
            assertThat(highest).isCloseTo(highestExpected, within(1e-5 + highestExpected * 1e-5));
            double usageExpected = expected.usagePerSecond()[0] * expected.observedSeconds()[0];
            assertThat(usage).isCloseTo(usageExpected, within(1e-2 + usageExpected * 1e-5));
        }
    }

    private static double or(double value) {
        return Double.isNaN(value) ? Double.NEGATIVE_INFINITY : value;
    }

    private static double total(Summary summary) {
        double sum = 0;
        for (double seconds : summary.observedSeconds()) {
            sum += seconds;
        }
        return sum;
    }

    private long bytesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}

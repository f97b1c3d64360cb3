// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns out of every tier, over a recorder on a driven clock. */
class FlightColumnsTest {
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long START_NANOS = RecordedHost.START_NANOS;

    private static final int MINUTES = 40;

    @TempDir
    Path directory;

    private long monotonicNanos;

    /** Forty minutes of a host whose recorder writes all three tiers; each number of columns is answered by another of them. */
    @Test
    void columnsOfAnyWidthHaveThePeaksAndTheCoverageOfTheSamples() throws Exception {
        try (FlightRecorder recorder = recorder()) {
            RecordedHost host = new RecordedHost("node-1", 1, recorder::sinkFor);
            run(recorder, host, MINUTES * 60);
            long to = START_NANOS + MINUTES * 60 * SECOND_NANOS;
            SignalKey cpu = new SignalKey("node-1", SignalKind.CPU, "");
            for (int columns : new int[] {7, 40, 100, 600, 2_500, 4_000}) {
                Map<SignalKey, TimeColumns> all = recorder.columns(host.keys(), START_NANOS, to, columns);

                assertThat(all).containsOnlyKeys(host.keys());
                all.forEach((key, built) -> assertThat(
                                Arrays.stream(built.observed()).average().orElseThrow())
                        .as("%s in %d columns", key, columns)
                        .isCloseTo(1, within(1e-3)));
                double width = MINUTES * 60.0 / columns;
                double[] highest = Objects.requireNonNull(all.get(cpu)).highest();
                for (int minute = 0; minute < MINUTES; minute++) { // a burst at the beginning of each
                    int column = (int) (minute * 60 / width);
                    double around = Arrays.stream(highest, column, Math.min(columns, column + 2))
                            .filter(level -> !Double.isNaN(level))
                            .max()
                            .orElseThrow();
                    assertThat(around)
                            .as("the burst of minute %d in %d columns", minute, columns)
                            .isCloseTo(1, within(1e-4));
                }
            }
        }
    }

    @Test
    void whatIsReadAtOnceIsWhatIsReadOneByOne() throws Exception {
        try (FlightRecorder recorder = recorder()) {
            RecordedHost host = new RecordedHost("node-1", 2, recorder::sinkFor);
            run(recorder, host, 400);
            long from = START_NANOS + 17 * SECOND_NANOS;
            long to = START_NANOS + 390 * SECOND_NANOS;
            for (int columns : new int[] {5, 100, 2_000}) {
                Map<SignalKey, TimeColumns> atOnce = recorder.columns(host.keys(), from, to, columns);
                for (SignalKey key : host.keys()) {
                    TimeColumns alone = columns(recorder, key, from, to, columns);
                    assertThat(atOnce.get(key))
                            .usingRecursiveComparison()
                            .withEqualsForType(Double::equals, Double.class)
                            .isEqualTo(alone);
                }
            }
        }
    }

    @Test
    void aSampleThatBeganBeforeTheTimeAskedForIsSeenInAllOfIt() throws Exception {
        try (FlightRecorder recorder = recorder()) {
            SignalKey slow = new SignalKey("node-1", SignalKind.PROCESS_CPU, "kube-apiserver");
            SampleSink sink = recorder.sinkFor(slow);
            for (int i = 0; i < 4; i++) { // a page that is read every 15 s
                sink.sample(START_NANOS + i * 15 * SECOND_NANOS, START_NANOS + (i + 1) * 15 * SECOND_NANOS, 30, 60);
            }
            second(recorder);
            long from = START_NANOS + 20 * SECOND_NANOS;

            TimeColumns columns = columns(recorder, slow, from, from + 4 * SECOND_NANOS, 8);

            assertThat(columns.highest()).hasSize(8).containsOnly(0.5);
            assertThat(columns.observed()).containsOnly(new double[] {1}, within(1e-9));
        }
    }

    @Test
    void signalsOfAnEarlierRunAreStillKnown() throws Exception {
        RecordedHost before;
        try (FlightRecorder recorder = recorder()) {
            before = new RecordedHost("gone", 3, recorder::sinkFor);
            run(recorder, before, 120);
        }
        try (FlightRecorder recorder = recorder()) {
            second(recorder);
            long to = START_NANOS + 120 * SECOND_NANOS;

            for (int columns : new int[] {2, 60, 2_000}) {
                assertThat(recorder.signals(START_NANOS, to, columns))
                        .as("%d columns", columns)
                        .containsExactlyInAnyOrderElementsOf(before.keys());
            }
            assertThat(recorder.signals(to + 3_600 * SECOND_NANOS, to + 7_200 * SECOND_NANOS, 10))
                    .isEmpty();
        }
    }

    @Test
    void nothingIsKnownOfASignalThatIsNot() throws Exception {
        try (FlightRecorder recorder = recorder()) {
            SignalKey nobody = new SignalKey("nobody", SignalKind.CPU, "");

            assertThat(columns(recorder, nobody, START_NANOS, START_NANOS + 1, 3)
                            .isEmpty())
                    .isTrue();
        }
    }

    private static TimeColumns columns(FlightRecorder recorder, SignalKey key, long from, long to, int columns)
            throws IOException {
        return Objects.requireNonNull(
                recorder.columns(List.of(key), from, to, columns).get(key));
    }

    private FlightRecorder recorder() {
        return new FlightRecorder(
                new FlightSettings(directory, 1L << 30, Duration.ofMillis(100)), () -> monotonicNanos);
    }

    private void run(FlightRecorder recorder, RecordedHost host, int seconds) {
        for (int second = 0; second < seconds; second++) {
            host.run(10);
            second(recorder);
        }
    }

    private void second(FlightRecorder recorder) {
        monotonicNanos += SECOND_NANOS;
        recorder.write();
    }
}

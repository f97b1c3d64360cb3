// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.BurstRecord.Coarse;
import dev.headroom.history.BurstRecord.VerdictRecord;
import dev.headroom.history.SqlHistory;
import dev.headroom.history.TemporaryHistory;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.FlightSettings;
import dev.headroom.identity.TimeOrderedId;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What is kept after a day of three API servers with six signals each at 10 Hz and a thousand bursts. */
final class BusyDay {
    static final int BURSTS = 1000;
    static final int SIGNALS = 18;
    private static final int SECONDS = 86_400;
    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long TICK_NANOS = SECOND_NANOS / 10;
    private static final double LIMIT = 4;
    private static final List<SignalKind> KINDS = List.of(
            SignalKind.CPU,
            SignalKind.CPU_PRESSURE,
            SignalKind.NETWORK_RECEIVE,
            SignalKind.NETWORK_TRANSMIT,
            SignalKind.PROCESS_CPU,
            SignalKind.APISERVER_INFLIGHT);

    private BusyDay() {}

    /**
     * Writes it.
     *
     * @param directory of the history, empty
     * @param end of the day
     */
    static void write(Path directory, Instant end) {
        Instant start = end.minusSeconds(SECONDS);
        samples(directory.resolve("flight"), start);
        try (SqlHistory history = TemporaryHistory.in(directory)) {
            for (int i = 0; i < BURSTS; i++) {
                history.save(burst(start.plusMillis(i * (SECONDS * 1000L / BURSTS) + 1), i));
            }
            if (!history.flush(Duration.ofSeconds(60))) {
                throw new IllegalStateException("the bursts are not written after a minute");
            }
        }
    }

    private static void samples(Path directory, Instant start) {
        Random random = new Random(1);
        try (FlightRecorder recorder =
                new FlightRecorder(new FlightSettings(directory, 1L << 30, Duration.ofMillis(100)), System::nanoTime)) {
            List<SampleSink> sinks = new ArrayList<>();
            long now = start.getEpochSecond() * SECOND_NANOS;
            for (int target = 1; target <= SIGNALS / KINDS.size(); target++) {
                for (SignalKind kind : KINDS) {
                    SampleSink sink = recorder.sinkFor(new SignalKey("api-" + target, kind, device(kind)));
                    sink.limit(now, new Limit.Known(LIMIT));
                    sinks.add(sink);
                }
            }
            double capacity = LIMIT / 10;
            for (int second = 0; second < SECONDS; second++) {
                double level = second % 87 < 2 ? 1 : 0.2 + random.nextInt(30) / 100.0;
                for (int tick = 0; tick < 10; tick++) {
                    for (SampleSink sink : sinks) {
                        sink.sample(now, now + TICK_NANOS, capacity * level, capacity);
                    }
                    now += TICK_NANOS;
                }
                recorder.write();
            }
        }
    }

    private static String device(SignalKind kind) {
        return switch (kind) {
            case NETWORK_RECEIVE, NETWORK_TRANSMIT -> "eth0";
            case PROCESS_CPU -> "kube-apiserver";
            default -> "";
        };
    }

    private static BurstRecord burst(Instant start, int number) {
        SignalKind kind = KINDS.get(number % 2 == 0 ? 0 : 3);
        String target = "api-" + (number % 3 + 1);
        double seconds = 0.2 + number % 20 / 10.0;
        @Nullable String nobody = null;
        return new BurstRecord(
                TimeOrderedId.of(start.toEpochMilli(), target, kind.id()),
                target,
                kind.id(),
                device(kind),
                start,
                start.plusMillis((long) (seconds * 1000)),
                seconds,
                1,
                0.99,
                seconds,
                0.3,
                (int) (seconds * 10),
                false,
                false,
                0,
                List.of(new Coarse("60s/rate[5m]/60s", 60, "rate", 300, 60, 0.32, 0.31, 0.3, true)),
                new VerdictRecord(nobody, List.of(), 0.1, "unexplained", List.of("No deploy was running."), List.of()),
                null);
    }
}

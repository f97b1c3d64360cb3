// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.detection.DetectionSettings;
import dev.headroom.history.SqlHistory;
import dev.headroom.history.TemporaryHistory;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.Sampler;
import dev.headroom.sampling.SignalGap;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.Timeline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class LivePipelineTest {
    private static final long TENTH = 100_000_000L;
    private static final long START = 1_716_886_800_000_000_000L;

    @TempDir
    private Path folder;

    private final List<Object> published = new CopyOnWriteArrayList<>();

    @Test
    void aSilenceOfTheSamplerIsAFactOnceItIsOver() {
        silence(true);

        assertThat(published)
                .containsExactly(new SignalGap(
                        new SignalKey("node-1", SignalKind.CPU_PRESSURE, ""), START + TENTH, START + 100 * TENTH));
    }

    /** Its readings are as far apart as they are. */
    @Test
    void aRecordingHasNoGaps() {
        silence(false);

        assertThat(published).isEmpty();
    }

    private void silence(boolean live) {
        HeadroomProperties properties = new Binder(
                        new MapConfigurationPropertySource(Map.of("headroom.history.directory", folder.toString())))
                .bindOrCreate("headroom", HeadroomProperties.class);
        InstantSource clock = InstantSource.system();
        AtomicReference<CounterSink> reached = new AtomicReference<>();
        try (SqlHistory history = TemporaryHistory.in(folder.resolve("history"));
                Flight flight = new Flight(properties);
                Facts facts = new Facts(published::add);
                Verdicts verdicts = new Verdicts(history, facts, new VerdictCounts(), clock)) {
            LivePipeline pipeline = new LivePipeline(
                    DetectionSettings.defaults(),
                    new BurstRecorder(history, verdicts, facts),
                    verdicts,
                    flight,
                    facts,
                    Duration.ofMillis(100),
                    live);
            pipeline.add("node-1", (sink, lock) -> {
                reached.set(sink);
                return new Sampler("node-1", Duration.ofMillis(100), List.of(), sink, lock, Timeline.system());
            });
            for (int tenth : new int[] {0, 1, 100, 101, 102}) {
                reached.get().cpuPressure(START + tenth * TENTH, tenth / 1e3);
            }
        }
    }
}

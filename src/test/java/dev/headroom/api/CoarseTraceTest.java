// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.correlation.Verdict;
import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstListener;
import dev.headroom.detection.Detection;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.history.BurstRecord;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SampleTee;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What a dashboard would have drawn around a burst. */
class CoarseTraceTest extends ApiTest {
    private static final long TICK_NANOS = 100_000_000L;

    @Test
    void whatIsDrawnIsWhatTheBurstSaysOfEachDashboard() {
        BurstRecord burst = recorded("equal");
        history().save(burst);

        for (BurstRecord.Coarse view : burst.coarse()) {
            JsonNode trace = get("/api/v1/bursts/" + burst.id() + "/coarse?scrape=" + (int) view.scrapeSeconds()
                    + "s&function=" + view.function() + "&range=" + (int) view.rangeSeconds() + "s&step="
                    + (int) view.stepSeconds() + "s");

            assertThat(trace.path("burst").asString()).isEqualTo(burst.id());
            assertThat(trace.path("hidden").asBoolean()).isEqualTo(view.hidden());
            assertThat(trace.path("enter").asDouble()).isEqualTo(0.95);
            assertThat(trace.path("best").path("value").asDouble()).isCloseTo(view.best(), within(1e-9));
            assertThat(trace.path("median").path("value").asDouble()).isCloseTo(view.median(), within(1e-9));
            assertThat(trace.path("worst").path("value").asDouble()).isCloseTo(view.worst(), within(1e-9));
            double drawn = trace.path("best")
                    .path("points")
                    .valueStream()
                    .filter(point -> Instant.parse(point.path("at").asString()).isAfter(burst.start()))
                    .mapToDouble(point -> point.path("value").asDouble())
                    .max()
                    .orElseThrow();
            assertThat(drawn).isCloseTo(view.best(), within(1e-9));
        }
    }

    @Test
    void whereNoDashboardIsNamedItIsTheFirstThatIsConfigured() {
        BurstRecord burst = recorded("usual");
        history().save(burst);

        JsonNode trace = get("/api/v1/bursts/" + burst.id() + "/coarse");

        assertThat(trace.path("dashboard").asString()).isEqualTo("60s/rate[5m]/60s");
        assertThat(trace.path("since").asString())
                .isEqualTo(InstantJson.text(burst.start().minusSeconds(300)));
        assertThat(Instant.parse(trace.path("until").asString()))
                .isEqualTo(Objects.requireNonNull(burst.end()).plusSeconds(300));
        assertThat(trace.path("best").path("points"))
                .hasSizeBetween(10, 12)
                .allSatisfy(point -> assertThat(point.path("value").asDouble()).isBetween(0.2, 0.95));
        assertThat(get("/api/v1/bursts/" + burst.id() + "/coarse?scrape=15s")
                        .path("dashboard")
                        .asString())
                .isEqualTo("15s/rate[5m]/60s");
    }

    @Test
    void whatIsNoLongerRecordedIsDrawnFromTheSamplesKeptWithTheBurst() {
        BurstRecord burst = burst("B7", 1);
        history().save(burst);
        SampleClip clip = new SampleClip(
                new long[] {nanos(START.minusSeconds(9)), nanos(START.plusSeconds(1))},
                new long[] {nanos(START.plusSeconds(1)), nanos(START.plusMillis(2500))},
                new double[] {4, 3},
                new double[] {20, 3});
        history().saveClip("B7", clip);

        JsonNode trace = get("/api/v1/bursts/B7/coarse");

        assertThat(trace.path("knownFrom").asString()).isEqualTo("2024-05-28T08:59:51.000Z");
        assertThat(trace.path("best").path("value").asDouble()).isCloseTo((240 * 0.2 + 1.5 * 0.8) / 240, within(1e-6));
    }

    @Test
    void withoutAnySamplesNothingIsDrawn() {
        history()
                .save(BurstRecord.of(
                        detected("B8", new SignalKey("gone", SignalKind.CPU, ""), 1, false), Verdict.unexplained("")));

        JsonNode problem = problem(404, send("GET", "/api/v1/bursts/B8/coarse"));

        assertThat(problem.path("type").asString()).endsWith("samples-not-kept");
    }

    @Test
    void aDashboardThatDrawsNothingSaysSo() {
        BurstRecord burst = recorded("nothing");
        history().save(burst);

        JsonNode trace = get("/api/v1/bursts/" + burst.id() + "/coarse?range=1m");

        assertThat(trace.path("hidden").asBoolean()).isTrue();
        assertThat(trace.path("best").path("value").isNull()).isTrue();
        assertThat(trace.path("best").path("points")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            scrape=soon                                      | scrape
            scrape=999ms                                     | scrape
            scrape=0s                                        | scrape
            function=increase                                | function
            range=25h                                        | range
            range=5m]/1s                                     | range
            step=100ms                                       | step
            scrape=7s&range=24h&step=1009ms                  | step
            since=2024-05-28T07:00:00Z                       | since
            until=2024-05-29T07:00:00Z                       | until
            since=2024-05-28T09:00:00Z&until=2024-05-28T09:00:00Z | until
            since=yesterday                                  | since
            dashboard=60s                                    | dashboard
            """)
    void whatCannotBeDrawnIsRefusedNamingTheParameter(String query, String parameter) {
        BurstRecord burst = recorded("refused");
        history().save(burst);

        JsonNode problem =
                problem(400, send("GET", "/api/v1/bursts/" + burst.id() + "/coarse?" + query.replace("]", "%5D")));

        assertThat(problem.path("parameter").asString()).isEqualTo(parameter);
    }

    /** A burst of 8 s that detection found, of which the recorder has all samples. */
    private BurstRecord recorded(String target) {
        SignalKey key = new SignalKey(target, SignalKind.CPU, "");
        List<Burst> settled = new ArrayList<>();
        Detection detection = new Detection(DetectionSettings.defaults(), new Settled(settled));
        SampleSink sink = new SampleTee(detection.sinkFor(key), recorder.sinkFor(key));
        long now = nanos(START) - 6_000 * TICK_NANOS;
        sink.limit(now, new Limit.Known(2));
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            double level = i >= 6_005 && i < 6_085 ? 0.97 : 0.2 + random.nextDouble() / 4;
            sink.sample(now, now + TICK_NANOS, level * 0.2, 0.2);
            now += TICK_NANOS;
            if (i % 500 == 0) {
                recorder.write();
            }
        }
        recorder.write();
        return BurstRecord.of(settled.getFirst(), Verdict.unexplained("No deploy ran."));
    }

    private record Settled(List<Burst> bursts) implements BurstListener {
        @Override
        public void opened(Burst burst) {}

        @Override
        public void closed(Burst burst) {}

        @Override
        public void surrounded(Burst burst, SampleClip clip) {}

        @Override
        public void settled(Burst burst) {
            bursts.add(burst);
        }
    }
}

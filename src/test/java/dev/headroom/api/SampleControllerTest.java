// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.correlation.Verdict;
import dev.headroom.history.BurstRecord;
import dev.headroom.replay.RecordingReader;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.TargetSampling;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What the flight recorder has, as it is asked for over HTTP. Each test records a target of its own. */
class SampleControllerTest extends ApiTest {
    private static final long TICK_NANOS = 100_000_000L;

    @Test
    void aSummaryHasTheLowestTheMeanAndTheHighestOfEachPoint() {
        record(new SignalKey("summary", SignalKind.CPU, ""), 2, 0.5, 0.5, 1, 0);

        assertThat(get("/api/v1/samples?target=summary&signal=cpu&since=2024-05-28T09:00:00Z&points=1&until="
                                + "2024-05-28T09:00:01Z")
                        .toString())
                .isEqualTo("{\"target\":\"summary\",\"signal\":\"cpu\",\"device\":\"\",\"unit\":\"cores\","
                        + "\"since\":\"2024-05-28T09:00:00.000Z\",\"until\":\"2024-05-28T09:00:01.000Z\",\"points\":["
                        + "{\"start\":\"2024-05-28T09:00:00.000Z\",\"end\":\"2024-05-28T09:00:00.400Z\","
                        + "\"observedSeconds\":0.4,\"min\":0.0,\"mean\":0.5,\"max\":1.0,\"usage\":1.0,"
                        + "\"usageMin\":null,\"usageMax\":null,\"limit\":2.0}]}");
    }

    @Test
    void aSignalWithoutALimitHasUsageAndNoUtilisation() {
        SampleSink sink = recorder.sinkFor(new SignalKey("unlimited", SignalKind.NETWORK_RECEIVE, "veth1"));
        sink.unlimited(at(0), at(1), 100);
        sink.unlimited(at(1), at(2), 300);
        recorder.write();

        JsonNode point = get("/api/v1/samples?target=unlimited&signal=network_receive&device=veth1&points=1&since="
                        + "2024-05-28T09:00:00Z")
                .path("points")
                .path(0);

        assertThat(point.path("max").isNull()).isTrue();
        assertThat(point.path("limit").isNull()).isTrue();
        assertThat(point.path("usage").asDouble()).isEqualTo(2000);
        assertThat(point.path("usageMin").asDouble()).isEqualTo(1000);
        assertThat(point.path("usageMax").asDouble()).isEqualTo(3000);
    }

    @Test
    void nothingIsKnownOfWhatWasNotRecorded() {
        assertThat(get("/api/v1/samples?target=nobody&signal=cpu&since=0").path("points"))
                .isEmpty();
        assertThat(send("GET", "/api/v1/samples?target=nobody&signal=cpu&since=0", "Accept", "text/csv")
                        .body())
                .isEqualTo("target,signal,device,start,end,usage,limit,unit,utilisation\r\n");
    }

    @Test
    void fullResolutionReplaysToTheVerySamplesHolesIncluded() throws Exception {
        SignalKey key = new SignalKey("replayed", SignalKind.NETWORK_TRANSMIT, "eth0");
        SampleSink sink = recorder.sinkFor(key);
        sink.limit(at(0), new Limit.Known(1000));
        sink.sample(at(0), at(1), 50, 100);
        sink.sample(at(1), at(2), 0, 100);
        sink.hole(at(2), at(9), 0);
        sink.sample(at(9), at(10), 100, 100);
        sink.sample(at(30), at(31), 7, 100);
        recorder.write();

        String recording = send(
                        "GET",
                        "/api/v1/samples?target=replayed&signal=network_transmit&device=eth0&since=1716886800",
                        "Accept",
                        "application/openmetrics-text")
                .body();

        assertThat(recording).endsWith("# EOF\n");
        List<String> samples = new ArrayList<>();
        new RecordingReader(
                        target -> new TargetSampling(target, signal -> told(signal.equals(key), samples), false),
                        (readBytes, totalBytes, lines) -> {})
                .read(new ByteArrayInputStream(recording.getBytes(StandardCharsets.UTF_8)));
        assertThat(samples)
                .containsExactly("0-1 50.0 of 100.0", "1-2 0.0 of 100.0", "9-10 100.0 of 100.0", "30-31 7.0 of 100.0");
    }

    @Test
    void csvLeavesTheLimitEmptyWhereThereIsNone() {
        SampleSink sink = recorder.sinkFor(new SignalKey("csv", SignalKind.NETWORK_RECEIVE, "veth1"));
        sink.unlimited(at(0), at(1), 100);
        recorder.write();

        assertThat(send(
                                "GET",
                                "/api/v1/samples?target=csv&signal=network_receive&device=veth1&since=1716886800",
                                "Accept",
                                "text/csv")
                        .body())
                .endsWith("csv,network_receive,veth1,2024-05-28T09:00:00.000Z,2024-05-28T09:00:00.100Z,"
                        + "1000.0,,bytes_per_second,\r\n");
    }

    @Test
    void aBurstWhoseClipIsNotKeptHasItsSamplesFromTheRecorder() {
        SignalKey key = new SignalKey("fallback", SignalKind.CPU, "");
        double[] levels = new double[40];
        Arrays.fill(levels, 1);
        record(key, 2, levels);
        history().save(BurstRecord.of(detected("B9", key, 1, false), Verdict.unexplained("")));

        JsonNode samples = get("/api/v1/bursts/B9/samples").path("samples");

        assertThat(samples).hasSize(40);
        assertThat(samples.path(0).path("utilisation").asDouble()).isCloseTo(1, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            signal=cpu&since=0                                  | target
            target=a&since=0                                    | signal
            target=a&signal=cpu                                 | since
            target=a&signal=speed&since=0                       | signal
            target=a&signal=cpu&since=yesterday                 | since
            target=a&signal=cpu&since=10&until=10               | until
            target=a&signal=cpu&since=10&until=9                | until
            target=a&signal=cpu&since=2300-01-01&until=2301-01-01 | until
            target=a&signal=cpu&since=0&points=0                | points
            target=a&signal=cpu&since=0&points=5001             | points
            target=a&signal=cpu&since=0&points=many             | points
            target=a&signal=cpu&since=0&step=1                  | step
            """)
    void whatCannotBeAnsweredIsRefusedNamingTheParameter(String query, String parameter) {
        JsonNode problem = problem(400, send("GET", "/api/v1/samples?" + query));

        assertThat(problem.path("parameter").asString()).isEqualTo(parameter);
    }

    private void record(SignalKey key, double limit, double... levels) {
        SampleSink sink = recorder.sinkFor(key);
        sink.limit(at(0), new Limit.Known(limit));
        for (int i = 0; i < levels.length; i++) {
            sink.sample(at(i), at(i + 1), levels[i] * limit / 10, limit * 0.1);
        }
        recorder.write();
    }

    private static SampleSink told(boolean wanted, List<String> samples) {
        return new SampleSink() {
            @Override
            public void sample(long startNanos, long endNanos, double usage, double capacity) {
                if (wanted) {
                    samples.add(tick(startNanos) + "-" + tick(endNanos) + " " + usage + " of " + capacity);
                }
            }

            @Override
            public void unlimited(long startNanos, long endNanos, double usage) {}

            @Override
            public void hole(long startNanos, long endNanos, double observedSeconds) {}

            @Override
            public void limit(long timeNanos, Limit limit) {}
        };
    }

    private static long tick(long nanos) {
        return (nanos - nanos(START)) / TICK_NANOS;
    }

    private static long at(long tick) {
        return nanos(START) + tick * TICK_NANOS;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** All signals over the same time, as they are asked for over HTTP. Each test records a target of its own. */
class TimelineTest extends ApiTest {
    private static final long TICK_NANOS = 100_000_000L;
    private static final String SECOND = "/api/v1/timeline?since=2024-05-28T09:00:00Z&until=2024-05-28T09:00:01Z";

    @Test
    void everySignalIsToldInTheSameColumns() {
        SignalKey cpu = new SignalKey("columns", SignalKind.CPU, "");
        SampleSink sink = recorder.sinkFor(cpu);
        sink.limit(at(0), new Limit.Known(2));
        for (int i = 0; i < 4; i++) {
            sink.sample(at(i), at(i + 1), i == 2 ? 0.2 : 0.1, 0.2);
        }
        recorder.write();
        live.signals.add(status(cpu, new Limit.Known(2), null));
        live.signals.add(status(new SignalKey("columns", SignalKind.CPU_PRESSURE, ""), new Limit.Known(1), null));

        JsonNode timeline = get(SECOND + "&columns=5");

        assertThat(timeline.path("columnSeconds").asDouble()).isEqualTo(0.2);
        assertThat(of("columns", timeline))
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"target\":\"columns\",\"signal\":\"cpu\",\"device\":\"\",\"unit\":\"cores\",\"limit\":2.0,"
                                + "\"utilisation\":true,\"min\":[0.5,0.5,null,null,null],"
                                + "\"mean\":[0.5,0.75,null,null,null],\"max\":[0.5,1.0,null,null,null],"
                                + "\"observed\":[1.0,1.0,0.0,0.0,0.0]}",
                        "{\"target\":\"columns\",\"signal\":\"cpu_pressure\",\"device\":\"\",\"unit\":\"ratio\","
                                + "\"limit\":1.0,\"utilisation\":true,\"min\":[null,null,null,null,null],"
                                + "\"mean\":[null,null,null,null,null],\"max\":[null,null,null,null,null],"
                                + "\"observed\":[0.0,0.0,0.0,0.0,0.0]}");
    }

    @Test
    void whereThereIsNoLimitThereIsUsage() {
        SignalKey veth = new SignalKey("no-limit", SignalKind.NETWORK_RECEIVE, "veth1");
        recorder.sinkFor(veth).unlimited(at(0), at(10), 1_234.56789);
        recorder.write();
        live.signals.add(status(veth, new Limit.Unknown("a veth has no speed"), null));

        JsonNode signal = of("no-limit", get(SECOND + "&columns=1")).getFirst();

        assertThat(signal.path("utilisation").asBoolean()).isFalse();
        assertThat(signal.path("limit").isNull()).isTrue();
        assertThat(signal.path("max").path(0).asDouble()).isEqualTo(1_234.5679);
    }

    @Test
    void retransmitsAreOfTheSegmentsSentAndHaveNoLimit() {
        SignalKey tcp = new SignalKey("tcp", SignalKind.TCP_RETRANSMIT, "");
        recorder.sinkFor(tcp).sample(at(0), at(10), 3, 200);
        recorder.write();

        JsonNode signal = of("tcp", get(SECOND + "&columns=1")).getFirst();

        assertThat(signal.path("utilisation").asBoolean()).isTrue();
        assertThat(signal.path("limit").isNull()).isTrue();
        assertThat(signal.path("max").path(0).asDouble()).isEqualTo(0.015);
    }

    /** Many more than are read at once. */
    @Test
    void thousandsOfSignalsAreAnsweredInOrder() {
        List<SignalKey> keys = IntStream.range(0, 2_000)
                .mapToObj(i -> new SignalKey("crowd-%04d".formatted(i), SignalKind.CPU, ""))
                .toList();
        keys.forEach(key -> live.signals.add(status(key, new Limit.Known(2), null)));

        JsonNode timeline = get(SECOND + "&columns=50");

        assertThat(timeline.path("signals")
                        .valueStream()
                        .map(signal -> signal.path("target").asString())
                        .filter(target -> target.startsWith("crowd-")))
                .containsExactlyElementsOf(keys.stream().map(SignalKey::target).toList());
    }

    @Test
    void withoutNumbersThereAre600ColumnsUntilNow() {
        live.signals.add(status(new SignalKey("defaults", SignalKind.CPU, ""), null, null));

        JsonNode timeline = get("/api/v1/timeline?since=2024-05-28T09:00:00Z");

        assertThat(of("defaults", timeline).getFirst().path("max")).hasSize(600);
        assertThat(timeline.path("until").asString()).isGreaterThan("2026");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            until=10                                            | since
            since=yesterday                                     | since
            since=0&until=later                                 | until
            since=10&until=10                                   | since
            since=10&until=9                                    | since
            since=9000-01-01&until=9001-01-01                   | since
            since=9000-01-01                                    | since
            since=0&columns=0                                   | columns
            since=0&columns=4001                                | columns
            since=0&columns=many                                | columns
            since=0&points=5                                    | points
            """)
    void whatCannotBeAnsweredIsRefusedNamingTheParameter(String query, String parameter) {
        JsonNode problem = problem(400, send("GET", "/api/v1/timeline?" + query));

        assertThat(problem.path("parameter").asString()).isEqualTo(parameter);
        assertThat(problem.path("remedy").asString()).isNotBlank();
    }

    private static List<JsonNode> of(String target, JsonNode timeline) {
        return timeline.path("signals")
                .valueStream()
                .filter(signal -> signal.path("target").asString().equals(target))
                .toList();
    }

    private static long at(long tick) {
        return nanos(START) + tick * TICK_NANOS;
    }
}

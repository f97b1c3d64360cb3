// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.Verdict;
import dev.headroom.history.BurstRecord;
import dev.headroom.replay.RecordingReader;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleRing;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.TargetSampling;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

class SamplesTest extends ApiTest {
    private static final long TICK_NANOS = 100_000_000L;
    private static final String PATH = "/api/v1/bursts/B1/samples";

    @Test
    void samplesHaveUsageLimitAndUtilisationAndTheirExactTimes() {
        keep(CPU, clip(2, 0.5, 0.25));

        JsonNode samples = get(PATH);

        assertThat(samples.toString())
                .isEqualTo(
                        "{\"burst\":\"B1\",\"target\":\"node-1\",\"signal\":\"cpu\",\"device\":\"\",\"unit\":\"cores\","
                                + "\"from\":\"2024-05-28T09:00:00.000Z\",\"to\":\"2024-05-28T09:00:00.200Z\",\"samples\":["
                                + "{\"start\":\"2024-05-28T09:00:00.000Z\",\"end\":\"2024-05-28T09:00:00.100Z\","
                                + "\"usage\":1.0,\"limit\":2.0,\"utilisation\":0.5},"
                                + "{\"start\":\"2024-05-28T09:00:00.100Z\",\"end\":\"2024-05-28T09:00:00.200Z\","
                                + "\"usage\":0.5,\"limit\":2.0,\"utilisation\":0.25}]}");
    }

    @Test
    void theSamplesOfAnOpenBurstAreThoseHeldNow() {
        live.signals.add(status(CPU, new Limit.Known(2), detected("B1", CPU, 1, true)));
        live.clips.put(CPU, clip(2, 0.5, 1, 1));

        assertThat(get(PATH).path("samples")).hasSize(3);
    }

    @Test
    void theKeptSamplesCountBeforeThoseStillHeld() {
        live.clips.put(CPU, clip(2, 0.5, 1, 1));
        keep(CPU, clip(2, 0.5));

        assertThat(get(PATH).path("samples")).hasSize(1);
    }

    @Test
    void samplesThatAreNoLongerKeptAreAProblemOfTheirOwn() {
        history().save(burst("B1", 1));

        JsonNode problem = problem(404, send("GET", PATH));

        assertThat(problem.path("type").asString()).isEqualTo("urn:headroom:problem:samples-not-kept");
        assertThat(problem(404, send("GET", "/api/v1/bursts/B2/samples"))
                        .path("type")
                        .asString())
                .isEqualTo("urn:headroom:problem:unknown-burst");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */*                                             | application/json
            application/json                                | application/json
            text/csv                                        | text/csv;charset=UTF-8
            text/csv;q=0.9, application/json;q=0.5          | text/csv;charset=UTF-8
            text/*                                          | text/csv;charset=UTF-8
            text/html, text/csv;q=0.1                       | text/csv;charset=UTF-8
            application/openmetrics-text                    | application/openmetrics-text;version=1.0.0;charset=utf-8
            application/openmetrics-text;version=1.0.0,*/*;q=0.1 | application/openmetrics-text;version=1.0.0;charset=utf-8
            """)
    void theClientChoosesTheFormat(String accept, String type) {
        keep(CPU, clip(2, 0.1));

        HttpResponse<String> response = send("GET", PATH, "Accept", accept);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains(type);
    }

    @Test
    void aFormatThatCannotBeServedIsRefusedNamingThoseThatCan() {
        keep(CPU, clip(2, 0.1));

        JsonNode problem = problem(406, send("GET", PATH, "Accept", "image/png"));

        assertThat(problem.path("remedy").asString())
                .contains("application/json", "text/csv", "application/openmetrics-text");
    }

    @Test
    void csvHasAHeaderAndALineForEachSample() {
        keep(new SignalKey("node-1", SignalKind.NETWORK_TRANSMIT, "eth0"), clip(1000, 0.1, 1.02));

        assertThat(send("GET", PATH, "Accept", "text/csv").body())
                .isEqualTo("target,signal,device,start,end,usage,limit,unit,utilisation\r\n"
                        + "node-1,network_transmit,eth0,2024-05-28T09:00:00.000Z,2024-05-28T09:00:00.100Z,"
                        + "100.0,1000.0,bytes_per_second,0.1\r\n"
                        + "node-1,network_transmit,eth0,2024-05-28T09:00:00.100Z,2024-05-28T09:00:00.200Z,"
                        + "1020.0,1000.0,bytes_per_second,1.02\r\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            eth0                 | eth0
            =1+2                 | "'=1+2"
            +1                   | "'+1"
            -1                   | "'-1"
            @SUM(A1)             | "'@SUM(A1)"
            =HYPERLINK("x","y")  | "'=HYPERLINK(""x"",""y"")"
            a,b                  | "a,b"
            a"b                  | "a""b"
            """)
    void aNameIsNeverAFormula(String name, String cell) {
        keep(new SignalKey("node-1", SignalKind.NETWORK_TRANSMIT, name), clip(1000, 0.1));

        assertThat(CsvSamples.cell(name)).isEqualTo(cell);
        assertThat(send("GET", PATH, "Accept", "text/csv").body()).contains("network_transmit," + cell + ",2024");
    }

    @Test
    void linesAndTabsInANameStayInItsCell() {
        assertThat(CsvSamples.cell("\t=1")).isEqualTo("\"'\t=1\"");
        assertThat(CsvSamples.cell("a\r\n=1")).isEqualTo("\"a\r\n=1\"");
        assertThat(CsvSamples.cell("")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SignalKind.class)
    void theOpenMetricsClipReplaysToTheVerySamples(SignalKind kind) throws Exception {
        String device = switch (kind) {
            case NETWORK_RECEIVE, NETWORK_TRANSMIT -> "eth\"0\\";
            case PROCESS_CPU -> "kube-apiserver";
            case APISERVER_INFLIGHT -> "readonly";
            case APISERVER_SEATS -> "workload-low";
            default -> "";
        };
        SignalKey key = new SignalKey("no\"de\n1", kind, device);
        double limit = kind == SignalKind.CPU_PRESSURE ? 1 : 4;
        SampleClip clip = clip(limit, 0, 0.1, 0.333333333333, 1, 0.95, 0, 0.0625);
        shift(clip, 3, 250_000_001L); // nothing is known of the time between the third and the fourth
        shift(clip, 5, 7_000_000_000L);
        keep(key, clip);

        SampleClip replayed = replayed(
                key, send("GET", PATH, "Accept", "application/openmetrics-text").body());

        assertThat(replayed.startNanos()).isEqualTo(clip.startNanos());
        assertThat(replayed.endNanos()).isEqualTo(clip.endNanos());
        assertThat(replayed.usage()).containsExactly(clip.usage(), Offset.offset(1e-9));
        assertThat(replayed.capacity()).containsExactly(clip.capacity(), Offset.offset(1e-9));
    }

    @Test
    void aLimitThatChangesOrIsNoWholeNumberOfCoresReplaysToo() throws Exception {
        SampleClip clip = clip(1.5, 0.5, 1, 1.2, 0.4);
        clip.capacity()[2] = 0.4;
        clip.capacity()[3] = 0.4;
        keep(CPU, clip);

        SampleClip replayed = replayed(
                CPU, send("GET", PATH, "Accept", "application/openmetrics-text").body());

        assertThat(replayed.capacity()).containsExactly(clip.capacity(), Offset.offset(1e-9));
        assertThat(replayed.usage()).containsExactly(clip.usage(), Offset.offset(1e-9));
    }

    @Test
    void theCpuClipHasTheCountersOfNodeExporterAndEndsAsOpenMetricsDoes() {
        keep(CPU, clip(2, 0.5));

        assertThat(send("GET", PATH, "Accept", "application/openmetrics-text").body())
                .contains(
                        "node_cpu_seconds_total{cpu=\"0\",mode=\"idle\",instance=\"node-1\"} 0.05 1716886800.100\n",
                        "node_cpu_seconds_total{cpu=\"1\",mode=\"user\",instance=\"node-1\"} 0.05 1716886800.100\n",
                        "headroom_cpu_busy_seconds_total{instance=\"node-1\"} 0.1 1716886800.100\n")
                .endsWith("\n# EOF\n");
    }

    private void keep(SignalKey key, SampleClip clip) {
        history().save(BurstRecord.of(detected("B1", key, 0, false), Verdict.unexplained("")));
        history().saveClip("B1", clip);
    }

    private static SampleClip replayed(SignalKey key, String recording) throws Exception {
        Map<SignalKey, SampleRing> rings = new HashMap<>();
        new RecordingReader(
                        target -> new TargetSampling(
                                target,
                                signal -> ringSink(rings.computeIfAbsent(signal, any -> new SampleRing(100))),
                                false),
                        (readBytes, totalBytes, lines) -> {})
                .read(new ByteArrayInputStream(recording.getBytes(StandardCharsets.UTF_8)));
        return rings.computeIfAbsent(key, none -> new SampleRing(1)).clip(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private static SampleSink ringSink(SampleRing ring) {
        return new SampleSink() {
            @Override
            public void sample(long startNanos, long endNanos, double usage, double capacity) {
                ring.add(startNanos, endNanos, usage, capacity);
            }

            @Override
            public void unlimited(long startNanos, long endNanos, double usage) {
                throw new AssertionError("the clip has a limit");
            }

            @Override
            public void hole(long startNanos, long endNanos, double observedSeconds) {}

            @Override
            public void limit(long timeNanos, Limit limit) {}
        };
    }

    private static SampleClip clip(double limit, double... levels) {
        int size = levels.length;
        SampleClip clip = new SampleClip(new long[size], new long[size], new double[size], new double[size]);
        for (int i = 0; i < size; i++) {
            clip.startNanos()[i] = nanos(START) + i * TICK_NANOS;
            clip.endNanos()[i] = nanos(START) + (i + 1) * TICK_NANOS;
            clip.capacity()[i] = limit / 10;
            clip.usage()[i] = levels[i] * limit / 10;
        }
        return clip;
    }

    private static void shift(SampleClip clip, int from, long byNanos) {
        for (int i = from; i < clip.size(); i++) {
            clip.startNanos()[i] += byNanos;
            clip.endNanos()[i] += byNanos;
        }
    }
}

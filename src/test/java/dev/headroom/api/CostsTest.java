// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstListener;
import dev.headroom.detection.Detection;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.history.HistoryUnavailableException;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.annotation.DirtiesContext;
import tools.jackson.databind.JsonNode;

/**
 * Twelve days of a host with two cores, 0.4 of them busy, and a deploy a day that takes 1.9 of them for two minutes. They end today, and
 * the recorder keeps 24 h before the newest sample: it is no recorder for tests of 2024 any more.
 */
@DirtiesContext
class CostsTest extends ApiTest {
    private static final int DAYS = 12;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    @Test
    void aDeployCostsWhatItTookBeyondAnOrdinaryTimeInAllAndPerPod() throws Exception {
        Instant first = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(DAYS));
        SignalKey key = new SignalKey("costly", SignalKind.CPU, "");
        Detection detection = new Detection(DetectionSettings.defaults(), new Unheard());
        detection.sinkFor(key);
        live.signals.addAll(detection.statuses());
        SampleSink sink = recorder.sinkFor(key);
        for (int minute = 0; minute < DAYS * 1440; minute++) {
            int ofDay = minute % 1440;
            boolean deploying = ofDay >= startMinute(minute / 1440) && ofDay < startMinute(minute / 1440) + 2;
            long start = first.getEpochSecond() * 1_000_000_000L + minute * MINUTE_NANOS;
            double cores = deploying ? 1.9 : 0.4 + 0.05 * Math.sin(minute * 0.7);
            sink.sample(start, start + MINUTE_NANOS, cores * 60, 120);
            if (minute % 500 == 0) {
                recorder.write();
            }
        }
        recorder.write();
        for (int day = 0; day < DAYS; day++) {
            Instant start = first.plus(Duration.ofDays(day)).plus(Duration.ofMinutes(startMinute(day)));
            keep("run-" + day, start);
        }

        JsonNode answer = get("/api/v1/deploys/run-6/costs");
        assertThat(answer.path("costs")).hasSize(1);
        JsonNode cost = answer.path("costs").path(0);
        assertThat(cost.path("target").asString()).isEqualTo("costly");
        assertThat(cost.path("unit").asString()).isEqualTo("cpu_seconds");
        assertThat(cost.path("cost").asDouble()).isBetween(150.0, 210.0);
        assertThat(cost.path("pods").asInt()).isEqualTo(30);
        assertThat(cost.path("costPerPod").asDouble()).isBetween(5.0, 7.0);
        assertThat(cost.path("pValue").asDouble()).isLessThan(0.05);

        JsonNode ofApp = get("/api/v1/costs?app=web&limit=6");
        assertThat(ofApp.path("deploys").valueStream().map(JsonNode::asString))
                .containsExactly("run-11", "run-10", "run-9", "run-8", "run-7", "run-6");
        assertThat(ofApp.path("costs")
                        .valueStream()
                        .map(each -> each.path("deploy").asString()))
                .containsExactlyInAnyOrder("run-11", "run-10", "run-9", "run-8", "run-7", "run-6");
        assertThat(ofApp.path("costs").valueStream().filter(each -> each.equals(cost)))
                .as("the same as when asked for alone")
                .hasSize(1);
    }

    @Test
    void anAppThatNobodyKnowsHasNoDeploysAndNoCosts() {
        JsonNode answer = get("/api/v1/costs?app=nobody");

        assertThat(answer.path("deploys")).isEmpty();
        assertThat(answer.path("costs")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=3, app",
        "app=, app",
        "app=web&limit=0, limit",
        "app=web&limit=101, limit",
        "app=web&until=1, until"
    })
    void whatCannotBeAnsweredIsRefusedNamingTheParameter(String query, String parameter) {
        assertThat(problem(400, send("GET", "/api/v1/costs?" + query))
                        .path("parameter")
                        .asString())
                .isEqualTo(parameter);
    }

    @Test
    void withLittleToCompareWithThereIsNoCostRatherThanAGuess() {
        assertThat(get("/api/v1/deploys/D1/costs").path("costs")).isEmpty();
    }

    @Test
    void anUnknownDeployIsNotFound() {
        assertThat(problem(404, send("GET", "/api/v1/deploys/NONE/costs"))
                        .path("detail")
                        .asString())
                .contains("NONE");
    }

    private static int startMinute(int day) {
        return 540 + day * 7;
    }

    private void keep(String id, Instant start) throws HistoryUnavailableException {
        Instant end = start.plusSeconds(120);
        history()
                .save(
                        new DeployReport(
                                "scap",
                                id,
                                null,
                                null,
                                null,
                                null,
                                "web",
                                null,
                                null,
                                Phase.SUCCEEDED,
                                start,
                                end,
                                30,
                                null,
                                null),
                        List.of(new Deploy(
                                id,
                                "scap",
                                id,
                                null,
                                null,
                                null,
                                null,
                                "web",
                                null,
                                null,
                                Phase.SUCCEEDED,
                                start,
                                end,
                                30,
                                null,
                                0)));
    }

    private static final class Unheard implements BurstListener {
        @Override
        public void opened(Burst burst) {}

        @Override
        public void closed(Burst burst) {}

        @Override
        public void surrounded(Burst burst, SampleClip clip) {}

        @Override
        public void settled(Burst burst) {}
    }
}

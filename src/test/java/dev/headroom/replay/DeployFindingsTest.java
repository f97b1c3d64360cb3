// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a dump of ten days, read once a minute, tells of deploys that each take 187 CPU-seconds more in two minutes. */
class DeployFindingsTest {
    private static final Instant START = Instant.parse("2024-05-20T00:00:00Z");
    private static final int MINUTES = 10 * 24 * 60;
    private static final double BUSY_CORES = 0.4;
    private static final double DEPLOY_CORES = 1.96;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @Test
    void tenDaysTellThatDeploysCauseBurstsAndWhatEachOfThemCosts() throws IOException {
        Path recording = recording();
        CommandRun.Ended replay = new CommandRun().of("replay", recording.toString(), "--format", "json");
        assertThat(replay.code()).as(replay.err()).isZero();
        JsonNode result = JSON.readTree(replay.out());

        JsonNode all = result.get("effects").get(0);
        assertThat(all.get("app").isNull()).isTrue();
        assertThat(all.get("burstShare").asDouble()).isEqualTo(1.0);
        assertThat(all.get("matchedShare").asDouble()).isLessThan(0.05);
        assertThat(all.get("causal").asBoolean()).isTrue();
        assertThat(all.get("words").asString()).contains("deploys cause bursts");

        assertThat(result.get("costs").size()).isPositive();
        for (JsonNode cost : result.get("costs")) {
            assertThat(cost.get("signal").asString()).isEqualTo("cpu");
            assertThat(cost.get("unit").asString()).isEqualTo("cpu_seconds");
            assertThat(cost.get("cost").asDouble()).isBetween(150.0, 230.0);
            assertThat(cost.get("pValue").asDouble()).isLessThan(0.05);
            assertThat(cost.get("pods").asInt()).isEqualTo(30);
            assertThat(cost.get("costPerPod").asDouble()).isBetween(5.0, 8.0);
        }
    }

    @Test
    void theTextSaysSoInWords() throws IOException {
        String text = new CommandRun().of("replay", recording().toString()).out();
        assertThat(text)
                .contains("Do deploys cause bursts?")
                .contains("deploys cause bursts.")
                .contains("cpu seconds")
                .contains("95% interval");
    }

    @Test
    void aShortRecordingSaysNothingOfDeploysInGeneral() throws IOException {
        CommandRun.Ended replay =
                new CommandRun().of("replay", "docs/demo/2024-05-28-wikikube/recording.om.gz", "--format", "json");
        JsonNode result = JSON.readTree(replay.out());
        assertThat(result.get("effects").isEmpty()).isTrue();
        assertThat(result.get("costs").isEmpty()).isTrue();
    }

    /** Two deploys a day, at hours that differ from day to day. */
    private Path recording() throws IOException {
        StringBuilder counters = new StringBuilder(2_000_000);
        StringBuilder deploys = new StringBuilder();
        double busy = 0;
        double idle = 0;
        int deploying = 0;
        for (int minute = 0; minute <= MINUTES; minute++) {
            String time = " " + (START.getEpochSecond() + minute * 60L) + ".0\n";
            counters.append("node_cpu_seconds_total{instance=\"node-1\",cpu=\"0\",mode=\"user\"} ")
                    .append(busy / 2)
                    .append(time)
                    .append("node_cpu_seconds_total{instance=\"node-1\",cpu=\"0\",mode=\"idle\"} ")
                    .append(idle / 2)
                    .append(time)
                    .append("node_cpu_seconds_total{instance=\"node-1\",cpu=\"1\",mode=\"user\"} ")
                    .append(busy / 2)
                    .append(time)
                    .append("node_cpu_seconds_total{instance=\"node-1\",cpu=\"1\",mode=\"idle\"} ")
                    .append(idle / 2)
                    .append(time);
            int minuteOfDay = minute % 1440;
            int day = minute / 1440;
            if (minuteOfDay == 540 + day * 7 || minuteOfDay == 840 - day * 11) {
                deploying = 2;
                Instant start = START.plusSeconds(minute * 60L - 6);
                deploys.append("{\"source\":\"scap\",\"externalId\":\"run-")
                        .append(minute)
                        .append("\",\"app\":\"mediawiki\",\"phase\":\"succeeded\",\"size\":30,\"startedAt\":\"")
                        .append(start)
                        .append("\",\"finishedAt\":\"")
                        .append(start.plusSeconds(120))
                        .append("\"}\n");
            }
            double wobble = 0.05 * Math.sin(minute * 0.7);
            double cores = deploying > 0 ? DEPLOY_CORES : BUSY_CORES + wobble;
            deploying--;
            busy += cores * 60;
            idle += (2 - cores) * 60;
        }
        Path file = folder.resolve("ten-days.om");
        Files.writeString(file, counters.append("# EOF\n"));
        Files.writeString(folder.resolve("deploys.ndjson"), deploys);
        return file;
    }
}

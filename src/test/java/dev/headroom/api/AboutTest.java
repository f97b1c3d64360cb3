// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.api.AboutRecord.RecordingRecord;
import dev.headroom.replay.PlayedRecording;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a page asks first. */
class AboutTest extends ApiTest {
    @Test
    void itSaysWhatItIsAndWhatItGoesBy() {
        JsonNode about = get("/api/v1/about");

        assertThat(about.path("version").asString()).isEqualTo("1.2.3");
        assertThat(about.path("startedAt").asString()).isEqualTo("2024-05-28T09:00:00.000Z");
        assertThat(Duration.between(Instant.parse(about.path("now").asString()), Instant.now())
                        .abs())
                .isLessThan(Duration.ofMinutes(1));
        assertThat(about.path("intervalSeconds").asDouble()).isEqualTo(0.1);
        assertThat(about.path("minDurationSeconds").asDouble()).isEqualTo(0.15);
        assertThat(about.path("recording").isNull()).isTrue();
        assertThat(about.path("kubernetes").toString()).isEqualTo("{\"enabled\":true,\"cluster\":\"kube-1\"}");
        assertThat(about.path("dashboards").path(0).toString())
                .isEqualTo("{\"dashboard\":\"60s/rate[5m]/60s\",\"scrapeSeconds\":60.0,\"function\":\"rate\","
                        + "\"rangeSeconds\":300.0,\"stepSeconds\":60.0}");
        assertThat(about.path("dashboards")).hasSize(3);
    }

    @Test
    void onlySignalsThatCanBeSaturatedHaveThresholds() {
        assertThat(get("/api/v1/about").path("thresholds").valueStream().map(JsonNode::toString))
                .contains(
                        "{\"signal\":\"cpu\",\"enter\":0.95,\"exit\":0.85}",
                        "{\"signal\":\"tcp_retransmit\",\"enter\":0.01,\"exit\":0.005}")
                .hasSize(8)
                .noneMatch(threshold -> threshold.contains("cpu_pressure") || threshold.contains("cpu_steal"));
    }

    @Test
    void itSaysWhatItTakesAndHowWhatItKeepsIsDoing() {
        JsonNode about = get("/api/v1/about");

        assertThat(about.path("processCpuSeconds").asDouble()).isEqualTo(1.5);
        assertThat(about.path("residentBytes").isNull()).isTrue();
        assertThat(about.path("flight").path("maxBytes").asLong()).isEqualTo(1 << 24);
        assertThat(about.path("flight").path("writable").asBoolean()).isTrue();
        assertThat(about.path("retention").toString())
                .isEqualTo("{\"samplesSeconds\":86400.0,\"secondsSeconds\":604800.0,\"minutesSeconds\":3.16224E7}");
        assertThat(about.path("history").toString())
                .isEqualTo("{\"writable\":true,\"pending\":3,\"writeFailures\":2,\"bytes\":4096}");
    }

    @Test
    void ofARecordingItTellsTheNameAndNotWhereItLies() {
        PlayedRecording played = new PlayedRecording(
                Path.of("/home/somebody/incident.om.gz"),
                START,
                START.plusSeconds(60),
                START,
                20,
                List.of(),
                List.of());

        assertThat(RecordingRecord.of(played))
                .isEqualTo(new RecordingRecord("incident.om.gz", START, START.plusSeconds(60), 20));
    }
}

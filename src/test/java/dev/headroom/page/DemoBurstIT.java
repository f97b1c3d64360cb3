// SPDX-License-Identifier: Apache-2.0
package dev.headroom.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.HeadroomJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The demo burst that the page shows to whoever has none is what the recording gives. With -Ddemo.rebuild=true it is written anew. */
@Timeout(180)
class DemoBurstIT {
    private static final Path SHIPPED = Path.of("src/main/resources/page/demo-burst.json");
    private static final Path RECORDING =
            Path.of("docs/demo/2024-05-28-wikikube/recording.om.gz").toAbsolutePath();
    private static final Duration AROUND = Duration.ofSeconds(30);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @Test
    void theDemoBurstIsWhatTheRecordingGives() throws Exception {
        String given;
        try (HeadroomJar service = HeadroomJar.play(folder, RECORDING, "--speed", "1000")) {
            await().atMost(Duration.ofSeconds(120)).until(() -> service.log().contains("The recording has ended"));
            given = JSON.writeValueAsString(demo(service)) + "\n";
        }
        if (Boolean.getBoolean("demo.rebuild")) {
            Files.writeString(SHIPPED, given);
        }
        assertThat(SHIPPED).hasContent(given);
    }

    /** The longest burst of the first deploy on the first host's CPU. */
    private static ObjectNode demo(HeadroomJar service) {
        JsonNode burst = service.api("bursts?limit=1000&signal=cpu&target=kubemaster1001&until=2024-05-28T12:19:00Z")
                .path("bursts")
                .valueStream()
                .max(Comparator.comparingDouble(
                        candidate -> candidate.path("durationSeconds").asDouble()))
                .orElseThrow();
        String id = burst.path("id").asString();
        Instant since = Instant.parse(burst.path("start").asString()).minus(AROUND);
        Instant until = Instant.parse(burst.path("end").asString()).plus(AROUND);
        String window = "since=" + since + "&until=" + until;
        ObjectNode demo = JSON.createObjectNode();
        demo.put("since", since.toString());
        demo.put("until", until.toString());
        demo.set("burst", burst);
        demo.set(
                "deploy",
                service.api("deploys/" + burst.path("verdict").path("deploy").asString()));
        demo.set("coarse", service.api("bursts/" + id + "/coarse?" + window));
        ArrayNode points = demo.putArray("points");
        for (JsonNode point : service.api("samples?target=kubemaster1001&signal=cpu&points=5000&" + window)
                .path("points")) {
            points.add(rounded(point));
        }
        return demo;
    }

    private static ObjectNode rounded(JsonNode point) {
        ObjectNode made = JSON.createObjectNode();
        Stream.of("start", "end")
                .forEach(name -> made.put(
                        name,
                        Instant.ofEpochMilli(Instant.parse(point.path(name).asString())
                                        .toEpochMilli())
                                .toString()));
        List.of("min", "mean", "max")
                .forEach(name -> made.put(name, Math.round(point.path(name).asDouble() * 1e4) / 1e4));
        return made;
    }
}

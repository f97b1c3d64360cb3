// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.RealPart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar that users start, serving the 2024 incident. */
@Timeout(180)
class RecordingServiceIT {
    private static final Path RECORDING =
            Path.of("docs/demo/2024-05-28-wikikube/recording.om.gz").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Set<String> INSTANTS = Set.of("start", "end");
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @Test
    void whatTheServiceFindsInARecordingIsWhatReplayPrints() throws Exception {
        JsonNode printed = replayed();
        HeadroomJar service = HeadroomJar.play(folder, RECORDING, "--speed", "200");
        try (service) {
            await().atMost(PATIENCE).until(() -> service.log().contains("The recording has ended"));

            assertThat(withoutVerdicts(bursts(service))).isEqualTo(withoutVerdicts(printed.get("bursts")));
            assertThat(bursts(service).findValuesAsString("decision")).doesNotContain("pending");
            assertThat(ids(JSON.readTree(service.get("/api/v1/deploys").body()).get("deploys")))
                    .isEqualTo(ids(printed.get("deploys")));

            String metrics = service.get("/metrics").body();
            for (JsonNode signal : printed.get("signals")) {
                assertThat(value(metrics, "headroom_saturated_seconds_total", signal))
                        .as("%s", signal)
                        .isCloseTo(signal.get("saturatedSeconds").asDouble(), within(1e-6));
                assertThat(value(metrics, "headroom_observed_seconds_total", signal))
                        .as("%s", signal)
                        .isCloseTo(signal.get("observedSeconds").asDouble(), within(1e-6));
            }
            assertThat(metrics.lines().filter(line -> line.startsWith("headroom_flight_dropped_samples_total ")))
                    .allSatisfy(line -> assertThat(line).endsWith(" 0.0"));
            assertPromtoolAccepts(metrics);
            assertThat(service.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(service.get("/actuator/health").body()).contains("\"UP\"");
            assertThat(service.cpuTime())
                    .as("43 minutes of two hosts, start included")
                    .isLessThan(Duration.ofSeconds(40));
        }
        assertThat(service.log())
                .contains("plays " + RECORDING + " (2024-05-28T12:10:00.004Z to ", ", 200.0 times as fast. Bursts: ")
                .doesNotContain("ERROR")
                .doesNotContain("WARN");
    }

    /** What is configured for a real service here is another's: its history, its targets, its key that does not exist. */
    @Test
    void nothingOfTheUsersOwnIsReadOrWritten() throws Exception {
        Files.writeString(
                Files.createDirectory(folder.resolve("config")).resolve("application.yaml"),
                "headroom: {nonsense: 1, targets: [{url: 'http://127.0.0.1:1/metrics'}]}");
        HeadroomJar service = HeadroomJar.play(folder, RECORDING, "--speed", "1000");
        try (service) {
            await().atMost(PATIENCE).until(() -> service.log().contains("The recording has ended"));
            assertThat(bursts(service)).hasSize(25);
            assertThat(folder.resolve("tmp"))
                    .as("what was found meanwhile")
                    .isDirectoryRecursivelyContaining("glob:**/headroom-recording-*/**.db");
        }
        assertThat(folder.resolve("state")).as("the user's state directory").doesNotExist();
        assertThat(folder.resolve("home")).as("the user's home").doesNotExist();
        try (Stream<Path> left = Files.list(folder.resolve("tmp"))) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("headroom-recording-")))
                    .as("what was found, after the end")
                    .isEmpty();
        }
    }

    @Test
    void aKeyThatIsWrongEndsTheStartAsItDoesThatOfTheService() throws Exception {
        HeadroomJar service = HeadroomJar.play(folder, RECORDING, "--headroom.detection.min-duration=0ms");
        try (service) {
            assertThat(service.exitCode()).isEqualTo(2);
        }
        assertThat(service.log())
                .contains("headroom.detection.min-duration is '0ms', expected")
                .doesNotContain("\tat ");
    }

    @Test
    void anInterruptEndsItWithTheShellsCode() throws Exception {
        HeadroomJar service = HeadroomJar.play(folder, RECORDING, "--at", "2024-05-28T12:20:00Z");
        try (service) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> service.get("/readyz").statusCode() == 200);
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(service.get("/metrics").body())
                        .contains("headroom_deploy_running{app=\"mediawiki\"")
                        .contains("name=\"sync-prod-k8s\"");
            });
            service.interrupt();
            assertThat(service.exitCode()).isEqualTo(130);
        }
        assertThat(service.log()).doesNotContain("ERROR").doesNotContain("\tat ");
    }

    private JsonNode replayed() throws IOException, InterruptedException {
        Path out = folder.resolve("replayed.json");
        Process replay = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Path.of(System.getProperty("headroom.jar"))
                                .toAbsolutePath()
                                .toString(),
                        "replay",
                        RECORDING.toString(),
                        "--format",
                        "json")
                .redirectOutput(out.toFile())
                .start();
        assertThat(replay.waitFor()).isZero();
        return JSON.readTree(Files.readString(out));
    }

    private static JsonNode bursts(HeadroomJar service) throws IOException, InterruptedException {
        return JSON.readTree(service.get("/api/v1/bursts?limit=500").body()).get("bursts");
    }

    /** By id, without what the whole recording teaches of them. */
    private static Map<String, Map<String, Object>> withoutVerdicts(JsonNode bursts) {
        Map<String, Map<String, Object>> byId = new TreeMap<>();
        for (JsonNode burst : bursts) {
            Map<String, Object> fields = new TreeMap<>();
            burst.propertyStream()
                    .filter(field -> !field.getKey().equals("verdict"))
                    .forEach(field -> fields.put(
                            field.getKey(),
                            // one instant can be written with zeros at its end or without
                            INSTANTS.contains(field.getKey())
                                            && field.getValue().isString()
                                    ? Instant.parse(field.getValue().asString())
                                    : field.getValue()));
            byId.put(burst.get("id").asString(), fields);
        }
        return byId;
    }

    private static List<String> ids(JsonNode records) {
        return records.valueStream()
                .map(record -> record.get("id").asString())
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    private static double value(String metrics, String name, JsonNode signal) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + "{")
                        && line.contains("target=\"" + signal.get("target").asString() + "\"")
                        && line.contains("signal=\"" + signal.get("signal").asString() + "\"")
                        && line.contains("device=\"" + signal.get("device").asString() + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static void assertPromtoolAccepts(String metrics) throws IOException, InterruptedException {
        Process promtool = new ProcessBuilder(RealPart.require("promtool").toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        promtool.getOutputStream().write(metrics.getBytes(StandardCharsets.UTF_8));
        promtool.getOutputStream().close();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }
}

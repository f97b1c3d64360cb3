// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.HeadroomJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that ask a running service, against the jar that serves the 2024 incident. */
@Timeout(240)
class TerminalIT {
    private static final Path RECORDING =
            Path.of("docs/demo/2024-05-28-wikikube/recording.om.gz").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final int SIGINT = 2;

    @TempDir
    private Path folder;

    @Test
    void whatHappensIsPrintedAsItHappensAndEachBurstCanBeExplained() throws Exception {
        try (HeadroomJar service = HeadroomJar.play(folder, RECORDING, "--speed", "60")) {
            await().atMost(PATIENCE).until(() -> service.log().contains("Bursts: "));
            Process live = start("live", service, "--format", "json");
            await().atMost(PATIENCE).until(() -> service.log().contains("The recording has ended"));
            JsonNode bursts = service.api("bursts?limit=1000").path("bursts");
            List<String> ids = bursts.valueStream()
                    .map(burst -> burst.path("id").asString())
                    .toList();
            await().atMost(PATIENCE).until(() -> closed().containsAll(ids.subList(0, 10)));
            new ProcessBuilder("kill", "-" + SIGINT, Long.toString(live.pid()))
                    .start()
                    .waitFor();
            assertThat(live.waitFor()).as(read("live.err")).isEqualTo(130);
            assertThat(read("live.err")).isEmpty();

            assertThat(closed()).doesNotHaveDuplicates().isSubsetOf(ids);
            assertThat(events()).contains("verdict", "burst-opened", "burst-settled", "deploy");

            assertThat(start("explain", service, "last").waitFor())
                    .as(read("explain.err"))
                    .isZero();
            assertThat(read("explain.out"))
                    .contains(
                            "burst " + ids.getFirst(),
                            "What dashboards drew of it",
                            "Verdict: ",
                            "What to do (Headroom");
            for (String id : ids.subList(0, 3)) {
                assertThat(start("explain", service, id, "--format", "json").waitFor())
                        .as(read("explain.err"))
                        .isZero();
                JsonNode explained = JsonMapper.shared().readTree(read("explain.out"));
                assertThat(explained.path("burst").path("id").asString()).isEqualTo(id);
                assertThat(explained.path("samples").path("samples")).isNotEmpty();
            }
            assertThat(start("live", service, "--duration", "1s").waitFor()).isZero();
        }
    }

    private Process start(String command, HeadroomJar service, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-jar",
                System.getProperty("headroom.jar"),
                command,
                "--url",
                "http://127.0.0.1:" + service.port()));
        all.addAll(List.of(arguments));
        return new ProcessBuilder(all)
                .redirectOutput(folder.resolve(command + ".out").toFile())
                .redirectError(folder.resolve(command + ".err").toFile())
                .start();
    }

    private List<JsonNode> lines() throws IOException {
        return read("live.out").lines().map(JsonMapper.shared()::readTree).toList();
    }

    private List<String> events() throws IOException {
        return lines().stream().map(line -> line.path("event").asString()).toList();
    }

    private List<String> closed() throws IOException {
        return lines().stream()
                .filter(line -> line.path("event").asString().equals("burst-closed"))
                .map(line -> line.path("data").path("id").asString())
                .toList();
    }

    private String read(String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }
}

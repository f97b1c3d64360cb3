// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users start, as a process: exit codes and streams. */
@Timeout(180)
class CommandLineIT {
    private static final String DEMO = "docs/demo/2024-05-28-wikikube/recording.om.gz";
    private static final int SIGINT = 2;
    private static final int MORE_SECONDS_THAN_A_PIPE_HOLDS = 10_000;

    @TempDir
    private Path folder;

    @Test
    void theDemoEndsFineOrWithWhatWasAskedFor() throws Exception {
        assertThat(run("replay", DEMO)).isZero();
        assertThat(out()).contains("25 bursts");
        assertThat(err()).isEmpty();

        assertThat(run("replay", DEMO, "--fail-on", "hidden")).isEqualTo(1);
        assertThat(out()).contains("25 bursts");
    }

    @Test
    void badUsageBadInputAndMissingFilesLeaveStandardOutputEmpty() throws Exception {
        Path broken = Files.writeString(folder.resolve("broken.om"), "x 1 1\n");

        assertThat(run("replay", "--nonsense")).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(run("replay", broken.toString())).isEqualTo(2);
        assertThat(out()).isEmpty();
        assertThat(run("replay", folder.resolve("missing").toString())).isEqualTo(3);
        assertThat(out()).isEmpty();
        assertThat(err()).contains("missing", "does not exist");
    }

    @Test
    void anInterruptedRecordingIsWholeAndCanBeReplayed() throws Exception {
        Path recording = folder.resolve("recording.om.gz");
        Process record = start("record", recording.toString(), "--duration", "1h");
        while (record.isAlive() && (Files.notExists(recording) || Files.size(recording) == 0)) {
            record.waitFor(100, TimeUnit.MILLISECONDS);
        }
        interrupt(record);

        assertThat(record.waitFor()).as(err()).isEqualTo(130);
        assertThat(run("replay", recording.toString())).as(err()).isZero();
    }

    @Test
    void anInterruptedReplayPrintsWhatItHas() throws Exception {
        Process replay = start("replay", "-", "--format", "json");
        StringBuilder text = new StringBuilder();
        for (int second = 1; second <= MORE_SECONDS_THAN_A_PIPE_HOLDS; second++) {
            text.append("node_cpu_seconds_total{cpu=\"0\",mode=\"idle\",instance=\"host\"} 1 ")
                    .append(second)
                    .append('\n');
        }
        // returns when the program has read most of it, and so does follow signals
        replay.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
        replay.getOutputStream().flush();
        interrupt(replay);

        assertThat(replay.waitFor()).as(err()).isEqualTo(130);
        assertThat(out()).contains("\"recording\" : \"-\"", "1970-01-01T00:00:01");
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + SIGINT, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        Process process = start(arguments);
        process.getOutputStream().close();
        return process.waitFor();
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-jar",
                System.getProperty("headroom.jar")));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(file("out"))
                .redirectError(file("err"))
                .start();
    }

    private String out() throws IOException {
        return Files.readString(file("out").toPath());
    }

    private String err() throws IOException {
        return Files.readString(file("err").toPath());
    }

    private File file(String name) {
        return folder.resolve(name).toFile();
    }
}

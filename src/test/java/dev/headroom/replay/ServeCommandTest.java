// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code replay --serve}: what is handed to the service, and what never gets there. */
class ServeCommandTest {
    private static final String RECORDING = """
            node_cpu_seconds_total{cpu="0",mode="idle",instance="host"} 1 1716898200
            node_cpu_seconds_total{cpu="0",mode="idle",instance="host"} 2 1716898260.5
            # EOF
            """;

    @TempDir
    private Path folder;

    @Test
    void aRecordingIsReadToItsEndAndHandedOnWithItsDeploys() throws IOException {
        Path file = recording(RECORDING);
        Files.writeString(
                folder.resolve("deploys.ndjson"),
                "{\"source\":\"scap\",\"externalId\":\"1\",\"phase\":\"failed\",\"startedAt\":\"2024-05-28T12:10:10Z\",\"finishedAt\":\"2024-05-28T12:10:20Z\"}");
        CommandRun run = new CommandRun();

        CommandRun.Ended ended = run.of(
                "replay",
                "--serve",
                file.toString(),
                "--speed",
                "10",
                "--at",
                "2024-05-28T12:10:30Z",
                "--server.port=19900",
                "--headroom.detection.min-duration=200ms");

        assertThat(ended).isEqualTo(new CommandRun.Ended(0, "", ""));
        assertThat(run.toPlay()).singleElement().satisfies(played -> {
            assertThat(played.file()).isEqualTo(file);
            assertThat(played.from()).isEqualTo("2024-05-28T12:10:00Z");
            assertThat(played.to()).isEqualTo("2024-05-28T12:11:00.500Z");
            assertThat(played.at()).isEqualTo("2024-05-28T12:10:30Z");
            assertThat(played.speed()).isEqualTo(10);
            assertThat(played.deploys()).hasSize(2);
            assertThat(played.serviceArguments())
                    .containsExactly("--server.port=19900", "--headroom.detection.min-duration=200ms");
        });
    }

    @Test
    void withoutOtherWordItIsPlayedFromItsBeginningAtItsOwnSpeed() throws IOException {
        Path file = recording(RECORDING);
        CommandRun run = new CommandRun();

        assertThat(run.of("replay", file.toString(), "--serve").code()).isZero();

        PlayedRecording played = run.toPlay().getFirst();
        assertThat(played.at()).isEqualTo(played.from()).isEqualTo(Instant.parse("2024-05-28T12:10:00Z"));
        assertThat(played.speed()).isEqualTo(1);
        assertThat(played.deploys()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            --serve --format json             | --format and --fail-on are for what is printed
            --serve --fail-on burst           | --format and --fail-on are for what is printed
            --serve --speed 0.05              | --speed is 0.05; expected 0.1 to 1000
            --serve --speed NaN               | --speed is NaN; expected 0.1 to 1000
            --serve --speed 1001              | --speed is 1001.0; expected 0.1 to 1000
            --serve --speed fast              | 'fast' is not a double
            --speed 10                        | --speed and --at are for --serve
            --serve --at 2024-05-28T13:00:00Z | expected a time within the recording, 2024-05-28T12:10:00Z to 2024-05-28T12:11:00.500Z
            --serve --at noon                 | 'noon'
            --serve --spede=10                | Unknown option: '--spede=10'
            --serve --headroom.host.enabled=true | nothing but the recording is watched
            --serve --headroom.targets[0].url=http://x | nothing but the recording is watched
            --serve --headroom.kubernetes.enabled=true | nothing but the recording is watched
            --server.port=19900               | Unknown option: '--server.port=19900'
            """)
    void whatDoesNotGoTogetherIsBadUsage(String options, String message) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("replay", recording(RECORDING).toString()));
        arguments.addAll(List.of(options.split(" ")));
        CommandRun run = new CommandRun();

        CommandRun.Ended ended = run.of(arguments.toArray(String[]::new));

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains(message, "Try: headroom replay --help");
        assertThat(run.toPlay()).isEmpty();
    }

    @Test
    void aBrokenLineAnywhereInItIsSaidBeforeAnythingIsServed() throws IOException {
        Path file = recording(RECORDING.replace("2 1716898260.5", "1f 1716898260.5"));
        CommandRun run = new CommandRun();

        CommandRun.Ended ended = run.of("replay", "--serve", file.toString());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains(file + ": line 2: '1f' is not a number");
        assertThat(run.toPlay()).isEmpty();
    }

    @Test
    void whatCannotBePlayedIsSaidSo() throws IOException {
        assertThat(new CommandRun().of("replay", "--serve", "-"))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(2))
                .satisfies(ended -> assertThat(ended.err()).contains("standard input cannot be read twice"));
        assertThat(new CommandRun().of("replay", "--serve", recording("# EOF\n").toString()))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(2))
                .satisfies(ended -> assertThat(ended.err()).contains("has no readings"));
        assertThat(new CommandRun()
                        .of("replay", "--serve", folder.resolve("missing").toString()))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(3))
                .satisfies(ended -> assertThat(ended.err()).contains("does not exist"));
        assertThat(new CommandRun().of("replay", "--serve", folder.toString()))
                .satisfies(ended -> assertThat(ended.code()).isEqualTo(3))
                .satisfies(ended -> assertThat(ended.err()).contains("is a directory"));
    }

    private Path recording(String text) throws IOException {
        return Files.writeString(folder.resolve("recording.om"), text);
    }
}

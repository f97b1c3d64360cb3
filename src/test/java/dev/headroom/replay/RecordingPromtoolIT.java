// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording of ours goes into a real Prometheus' database and comes out of it, as a dump, with the same readings. */
class RecordingPromtoolIT {
    @TempDir
    private Path directory;

    private final Path promtool = RealPart.require("promtool");

    private Path run(String output, String... arguments) throws IOException, InterruptedException {
        Path file = directory.resolve(output);
        Path errors = directory.resolve(output + ".err");
        List<String> command = new ArrayList<>(List.of(promtool.toString(), "tsdb"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectOutput(file.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return file;
    }

    private RecordedCalls read(Path file) throws IOException, RecordingException {
        RecordedCalls calls = new RecordedCalls();
        new RecordingReader(calls::sinkOf, ReadProgress.NONE).read(file);
        return calls;
    }

    /** Prometheus keeps milliseconds. */
    private static List<String> toTheMillisecond(List<String> calls) {
        Pattern nanos = Pattern.compile("(?<= \\d{13})\\d{6}(?= )");
        return calls.stream()
                .map(call -> nanos.matcher(call).replaceFirst("000000"))
                .toList();
    }

    @Test
    void aRecordingGoesThroughPrometheusAndComesOutTheSame() throws Exception {
        Path recording = directory.resolve("recording.om");
        try (RecordingWriter writer = RecordingWriter.open(recording, "master1")) {
            RecordingWriterTest.write(writer);
        }
        Path database = directory.resolve("database");
        run("blocks", "create-blocks-from", "openmetrics", recording.toString(), database.toString());
        // dump reads a server's whole directory, of which a backfill makes only the blocks
        Files.createDirectories(database.resolve("wal"));
        Path dump = run("dump.om", "dump-openmetrics", database.toString());
        assertThat(toTheMillisecond(read(dump).sorted()))
                .hasSizeGreaterThan(3000)
                .isEqualTo(toTheMillisecond(read(recording).sorted()));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RecordAndCheckCommandTest {
    @TempDir
    private Path folder;

    @Test
    void aHostWithNothingToReadIsNotRecordedAndNoFileIsLeft() {
        Path file = folder.resolve("recording.om");

        CommandRun.Ended ended = new CommandRun().of("record", file.toString(), "--root", folder.toString());

        assertThat(ended.code()).isEqualTo(3);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).contains("nothing that can be read", "proc/stat");
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileThatCannotBeMadeIsSaidWithCodeThree() {
        assumeThat(Path.of("/proc/stat")).exists();

        CommandRun.Ended missing = new CommandRun()
                .of("record", folder.resolve("no/such/folder.om").toString());
        CommandRun.Ended directory = new CommandRun().of("record", folder.toString());

        assertThat(missing.code()).isEqualTo(3);
        assertThat(missing.err()).contains("its folder does not exist");
        assertThat(directory.code()).isEqualTo(3);
        assertThat(directory.err()).contains("is not a regular file");
    }

    @Test
    void aLengthOfTimeWithoutAUnitIsBadUsage() {
        CommandRun.Ended ended = new CommandRun().of("record", "-", "--duration", "60");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("'60'", "60s");
    }

    @Test
    void aDeviceIsNotOverwritten() {
        assumeThat(Path.of("/dev/full")).exists();

        CommandRun.Ended ended = new CommandRun().of("record", "/dev/full");

        assertThat(ended.code()).isEqualTo(3);
    }

    @Test
    void checkSaysWhatEachMissingSourceCosts() {
        CommandRun.Ended ended = new CommandRun().of("check", "--root", folder.toString());

        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("Source cpu", "absent", "bursts of the host's CPUs go unseen");
    }

    @Test
    void checkInJsonHasTheSourcesByName() throws IOException {
        assumeThat(Path.of("/proc/stat")).exists();

        CommandRun.Ended ended = new CommandRun().of("check", "--format", "json");

        JsonNode check = JsonMapper.builder().build().readTree(ended.out());
        assertThat(check.get("cores").asInt()).isPositive();
        assertThat(check.get("sources").get(0).get("name").asString()).isEqualTo("cpu");
        assertThat(check.get("sources").get(0).get("state").asString()).isEqualTo("up");
    }

    @Test
    void aRootThatIsNoFolderIsSaidWithCodeThree() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(new CommandRun().of("check", "--root", file.toString()).code())
                .isEqualTo(3);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.RealPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit, as systemd itself reads it. That the service runs under it was tried by hand: docs/install.md. */
class SystemdUnitIT {
    private static final Path UNIT = Manifests.CONFIG.resolve("systemd/headroom.service");
    private static final String PROGRAM = "/opt/headroom/headroom";

    /** In tenths, as the option takes it. */
    private static final String MOST_EXPOSURE = "15";

    @TempDir
    private Path folder;

    @Test
    void systemdFindsNoFaultInIt() throws Exception {
        Answer answer = analyze("verify", unit(Files.readString(UNIT)));

        assertThat(answer.text()).isBlank();
        assertThat(answer.code()).isZero();
    }

    @Test
    void itsExposureIsAtMostOneAndAHalf() throws Exception {
        Answer answer =
                analyze("security", "--offline=true", "--threshold=" + MOST_EXPOSURE, unit(Files.readString(UNIT)));

        assertThat(answer.code()).as(answer.text()).isZero();
    }

    @Test
    void aUnitThatLeavesOneProtectionOutIsNoticed() throws Exception {
        String without = Files.readString(UNIT).replace("CapabilityBoundingSet=\n", "");

        assertThat(analyze("security", "--offline=true", "--threshold=" + MOST_EXPOSURE, unit(without))
                        .code())
                .isEqualTo(1);
    }

    @Test
    void aKeyThatSystemdDoesNotKnowIsNoticed() throws Exception {
        String misspelt = Files.readString(UNIT).replace("ProtectClock=", "ProtectClocks=");

        assertThat(analyze("verify", unit(misspelt)).text()).contains("ProtectClocks");
    }

    @Test
    void everyFileThatItNamesIsInstalledByTheGuide() throws Exception {
        for (String command : InstallGuide.commands()) {
            if (command.startsWith("sudo install ")) {
                assertThat(Answer.of(List.of("/bin/sh", "-ec", below(command.substring("sudo ".length()))))
                                .code())
                        .as(command)
                        .isZero();
            }
        }

        List<String> files = Pattern.compile("(?m)^(?:ExecStart=|EnvironmentFile=-|Documentation=file://)(/\\S+)")
                .matcher(Files.readString(UNIT))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(files)
                .hasSize(3)
                .allSatisfy(file -> assertThat(Path.of(below(file))).isNotEmptyFile());
    }

    /** With a folder of this test for the machine's root. */
    private String below(String text) {
        return text.replaceAll("(?<=^| )/(?=opt/|etc/)", folder + "/");
    }

    /** The unit in a file of its right name, with a program that is there: the launcher of the source tree. */
    private String unit(String text) throws IOException {
        assertThat(text).contains("ExecStart=" + PROGRAM + " ");
        String launcher =
                Manifests.CONFIG.resolve("launcher/headroom").toAbsolutePath().toString();
        Path file = folder.resolve("headroom.service");
        Files.writeString(file, text.replace("ExecStart=" + PROGRAM, "ExecStart=" + launcher));
        return file.toString();
    }

    private static Answer analyze(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(RealPart.require("systemd-analyze").toString()));
        command.addAll(List.of(arguments));
        return Answer.of(command);
    }
}

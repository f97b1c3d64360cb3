// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnProcessTest {
    @TempDir
    Path directory;

    @Test
    void residentMemoryIsWhatTheKernelSays() throws IOException {
        assertThat(status("Name:\tjava\nVmHWM:\t  999999 kB\nVmRSS:\t   95440 kB\nRssAnon:\t   1 kB\n")
                        .residentBytes())
                .hasValue(95_440L * 1_024);
    }

    @Test
    void whatIsNotToldIsNotKnown() throws IOException {
        assertThat(status("Name:\tjava\n").residentBytes()).isEmpty();
        assertThat(status("VmRSS:\tmuch\n").residentBytes()).isEmpty();
        assertThat(new OwnProcess(directory.resolve("absent")).residentBytes()).isEmpty();
    }

    @Test
    void thisProcessHasTakenSomeTime() {
        assertThat(OwnProcess.ofThisMachine().cpuTime())
                .hasValueSatisfying(time -> assertThat(time).isPositive());
    }

    private OwnProcess status(String text) throws IOException {
        return new OwnProcess(Files.writeString(directory.resolve("status"), text));
    }
}

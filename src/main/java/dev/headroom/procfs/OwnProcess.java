// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this very process takes of the machine it watches. Any thread may ask, now and then: it reads afresh each time. */
public final class OwnProcess {
    private static final Pattern RESIDENT = Pattern.compile("^VmRSS:\\s*(\\d{1,12}) kB$", Pattern.MULTILINE);
    private static final int BYTES_A_KILOBYTE = 1_024;

    private final Path status;

    OwnProcess(Path status) {
        this.status = status;
    }

    /** This process as its own kernel sees it, whatever root the host's files have. */
    public static OwnProcess ofThisMachine() {
        return new OwnProcess(Path.of("/proc/self/status"));
    }

    /** CPU time so far, to a hundredth of a second; empty where the system does not tell. */
    public Optional<Duration> cpuTime() {
        return ProcessHandle.current().info().totalCpuDuration();
    }

    /** Bytes of memory it occupies now (VmRSS, proc(5)); empty where the system does not tell. */
    public OptionalLong residentBytes() {
        try {
            Matcher resident = RESIDENT.matcher(Files.readString(status, StandardCharsets.ISO_8859_1));
            return resident.find()
                    ? OptionalLong.of(Long.parseLong(resident.group(1)) * BYTES_A_KILOBYTE)
                    : OptionalLong.empty();
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }
}

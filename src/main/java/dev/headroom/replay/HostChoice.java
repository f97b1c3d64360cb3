// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.procfs.HostOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option that says which host is meant, shared by the commands that look at one. */
final class HostChoice {
    @Option(
            names = "--root",
            paramLabel = "FOLDER",
            defaultValue = "${env:HEADROOM_HOST_ROOT:-/}",
            description = "Where the host's file system is seen: /host in a container (default: ${DEFAULT-VALUE}).")
    private Path root = Path.of("/");

    /** The host, as its sources want it named. */
    HostOptions options() throws CommandFailure {
        if (!Files.isDirectory(root)) {
            throw new CommandFailure(
                    ExitCode.CANNOT_RUN,
                    root + " is no folder; expected the root of a host's file system, as / or /host");
        }
        return new HostOptions(root, Map.of(), HostOptions.CONTROL_PLANE);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** What a reader of the documentation pastes into a shell that finds the real programs. */
public final class PastedScript {
    private PastedScript() {}

    /**
     * A shell that has yet to be started, with its errors in its output.
     *
     * @param folder where it runs and where its home is
     * @param programs those the script needs
     */
    public static ProcessBuilder in(Path folder, String script, String... programs) {
        Set<String> path = new LinkedHashSet<>();
        for (String program : programs) {
            path.add(String.valueOf(RealPart.require(program).getParent()));
        }
        path.add(Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin"));
        ProcessBuilder shell = new ProcessBuilder("/bin/sh", "-e", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        shell.environment().put("PATH", String.join(File.pathSeparator, path));
        shell.environment().put("HOME", folder.toString());
        return shell;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Finds the programs Headroom works with (promtool, prometheus, kube-apiserver): in the folder named by the system property {@code
 * headroom.parts} or the environment variable {@code HEADROOM_PARTS}, else on the PATH. A test whose part is not there is skipped
 * with the reason; in CI it fails.
 */
public final class RealPart {
    private RealPart() {}

    /**
     * The program of this name.
     *
     * @param otherFolders where it may be besides
     */
    public static Path require(String name, Path... otherFolders) {
        List<Path> folders = folders();
        folders.addAll(List.of(otherFolders));
        for (Path folder : folders) {
            Path program = folder.resolve(name);
            if (Files.isExecutable(program)) {
                return program;
            }
        }
        return missing(
                name
                        + " is not there: name the folder that has it in HEADROOM_PARTS or -Dheadroom.parts, or put it on the PATH");
    }

    /** Skips the test for this reason; in CI it fails. */
    public static <T> T missing(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            return Assertions.fail(reason);
        }
        return Assumptions.abort(reason);
    }

    private static List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        add(folders, System.getProperty("headroom.parts"));
        add(folders, System.getenv("HEADROOM_PARTS"));
        for (String folder : String.valueOf(System.getenv("PATH")).split(":")) {
            add(folders, folder);
        }
        return folders;
    }

    private static void add(List<Path> folders, @Nullable String folder) {
        if (folder != null && !folder.isBlank()) {
            folders.add(Path.of(folder));
        }
    }
}

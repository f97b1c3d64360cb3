// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A disk that can really be full: a small file system in memory, which root alone may mount. */
public final class SmallDisk implements AutoCloseable {
    private final Path directory;

    /**
     * Mounts it; who is not root has the test skipped with the reason.
     *
     * @param directory where; it has to be there
     * @param size as mount takes it: "8m"
     */
    public SmallDisk(Path directory, String size) throws IOException, InterruptedException {
        this.directory = directory;
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "only root may mount the small file system that this test fills");
        assertThat(run(
                        "mount",
                        "-t",
                        "tmpfs",
                        "-o",
                        "size=" + size + ",mode=700",
                        "headroom-test",
                        directory.toString()))
                .as("exit code of mount")
                .isZero();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IOException(command[0] + " does not end");
        }
        return process.exitValue();
    }

    /** Writes a file until the disk is full. */
    public static void fill(Path filler) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    /** Unmounts it: lazily, because SQLite's library, where a process has loaded it from there, keeps it busy. */
    @Override
    public void close() throws IOException, InterruptedException {
        run("umount", "--lazy", directory.toString());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small file system in memory, mounted where only this test sees files, which root alone may do. */
class HistoryFullDiskIT {
    private static final int RECORDS = 300;

    @TempDir
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name")),
                "only root may mount the small file system that this test fills");
        assertThat(run("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "headroom-test", disk.toString()))
                .as("exit code of mount")
                .isZero();
    }

    @AfterEach
    void unmount() throws Exception {
        if ("root".equals(System.getProperty("user.name"))) {
            // lazily: SQLite's library, which this process has loaded from it, keeps it busy
            run("umount", "--lazy", disk.toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new IOException(command[0] + " does not end");
        }
        return process.exitValue();
    }

    @Test
    void aFullDiskStopsNothingAndLosesNoBurstAndWritingGoesOnWithinTenSecondsOfRoom() throws Exception {
        Path filler = disk.resolve("filler");
        int refused = 0;
        try (SqlHistory history = TemporaryHistory.in(disk.resolve("history"))) {
            keep(history, "before");
            fill(filler);
            for (int i = 0; i < RECORDS; i++) {
                String id = "B%03d".formatted(i);
                history.save(KnownBursts.burst(id, i));
                history.saveClip(id, HistoryContract.clip(100));
                try {
                    keep(history, id);
                } catch (HistoryUnavailableException full) {
                    assertThat(full).hasMessageContaining(disk.toString()).hasMessageContaining("Make room");
                    refused++;
                }
            }
            assertThat(refused).as("reports refused").isPositive();
            assertThat(history.status().writable()).isFalse();
            assertThat(history.status().writeFailures()).isPositive();
            assertThat(burstsIn(history)).isEqualTo(RECORDS);

            Files.delete(filler);

            assertThat(history.flush(Duration.ofSeconds(10))).isTrue();
            assertThat(history.status().writable()).isTrue();
            assertThat(history.status().dropped()).isZero();
            assertThat(history.deploysSince(Instant.EPOCH)).hasSize(1 + RECORDS - refused);
        }
        try (SqlHistory history = TemporaryHistory.in(disk.resolve("history"))) {
            assertThat(history.status().recoveries()).isZero();
            assertThat(burstsIn(history)).isEqualTo(RECORDS);
        }
    }

    private static int burstsIn(History history) {
        return history.bursts(HistoryContract.ALL, RECORDS + 1, null).bursts().size();
    }

    private static void keep(SqlHistory history, String id) throws HistoryUnavailableException {
        history.save(KnownDeploys.report(id), List.of(KnownDeploys.deploy(id, "web")));
    }

    private static void fill(Path filler) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}

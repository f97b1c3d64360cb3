// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full. */
class HistoryFullDiskIT {
    private static final int RECORDS = 300;

    @TempDir
    private Path disk;

    @Test
    void aFullDiskStopsNothingAndLosesNoBurstAndWritingGoesOnWithinTenSecondsOfRoom() throws Exception {
        try (SmallDisk small = new SmallDisk(disk, "8m")) {
            fillAndMakeRoom();
            try (SqlHistory history = TemporaryHistory.in(disk.resolve("history"))) {
                assertThat(history.status().recoveries()).isZero();
                assertThat(burstsIn(history)).isEqualTo(RECORDS);
            }
        }
    }

    private void fillAndMakeRoom() throws Exception {
        Path filler = disk.resolve("filler");
        int refused = 0;
        try (SqlHistory history = TemporaryHistory.in(disk.resolve("history"))) {
            keep(history, "before");
            SmallDisk.fill(filler);
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
    }

    private static int burstsIn(History history) {
        return history.bursts(HistoryContract.ALL, RECORDS + 1, null).bursts().size();
    }

    private static void keep(SqlHistory history, String id) throws HistoryUnavailableException {
        history.save(KnownDeploys.report(id), List.of(KnownDeploys.deploy(id, "web")));
    }
}

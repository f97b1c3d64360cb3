// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes is killed again and again, at points chosen at random: what it said it has kept is there, once, and the file is
 * sound. The seed is in every message, and -Dheadroom.seed= repeats a run.
 */
class HistoryCrashIT {
    private static final boolean CI = "true".equals(System.getenv("CI"));
    private static final int CYCLES = CI ? 200 : 20;
    private static final int LEAST_PER_CYCLE = 25;
    private static final int MOST_ACKS = 200;

    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedBeforeAKillIsThereOnceAfterIt() throws Exception {
        long seed = Long.getLong("headroom.seed", System.nanoTime());
        Random random = new Random(seed);
        Path log = folder.resolve("log");
        Path directory = folder.resolve("history");
        Ledger ledger = new Ledger();
        int setAside = 0;
        try (WriterQueue writers = new WriterQueue(CrashingWriter.class, log)) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                try (WriterProcess writer = writers.next()) {
                    writer.order("C" + cycle + " 1000 " + directory);
                    writer.read(1 + random.nextInt(MOST_ACKS));
                    Thread.sleep(0, random.nextInt(999_999));
                    writer.kill();
                    writer.said().forEach(ledger::note);
                    assertThat(writer.said())
                            .as("seed %d, cycle %d: %s", seed, cycle, log)
                            .isNotEmpty();
                    setAside += writer.said().getFirst().equals("open 0") ? 0 : 1;
                }
                if (cycle % 20 == 19) {
                    ledger.assertKept(directory, "seed " + seed + ", cycle " + cycle);
                }
            }
        }
        assertThat(ledger.deploys() + ledger.bursts())
                .as("acknowledged records with seed %d: too few prove nothing", seed)
                .isGreaterThan(CYCLES * LEAST_PER_CYCLE);
        assertThat(setAside).as("files set aside with seed %d", seed).isZero();
        System.out.printf(
                "killed %d times (seed %d): %d acknowledged deploys and %d bursts, none lost, none twice%n",
                CYCLES, seed, ledger.deploys(), ledger.bursts());
    }

    @Test
    void aSecondProcessOnTheSameDirectoryIsRefusedAndToldWhoHasIt() throws Exception {
        Path directory = folder.resolve("history");
        try (WriterProcess first = new WriterProcess(CrashingWriter.class, folder.resolve("log"))) {
            first.order("A 100000 " + directory);
            first.read(5);

            assertThat(refusal(directory))
                    .contains("in use by another Headroom (pid " + first.pid() + ")")
                    .contains(directory.toString());

            first.kill();
        }
        try (SqlHistory next = TemporaryHistory.in(directory)) {
            assertThat(next.status().uncleanStart()).isTrue();
            assertThat(next.status().recoveries()).isZero();
        }
        try (SqlHistory again = TemporaryHistory.in(directory)) {
            assertThat(again.status().uncleanStart()).isFalse();
        }
    }

    private static String refusal(Path directory) {
        try (SqlHistory second = TemporaryHistory.in(directory)) {
            return "it opened: " + second.status();
        } catch (HistoryRefusedException refused) {
            return refused.getMessage() + " " + refused.remedy();
        }
    }
}

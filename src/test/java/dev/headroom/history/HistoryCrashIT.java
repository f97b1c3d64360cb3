// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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
        Set<String> deploys = new HashSet<>();
        Set<String> bursts = new HashSet<>();
        int setAside = 0;
        try (WriterQueue writers = new WriterQueue(log)) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                try (WriterProcess writer = writers.next()) {
                    writer.order("C" + cycle, 1_000, directory);
                    writer.readAcks(1 + random.nextInt(MOST_ACKS));
                    Thread.sleep(0, random.nextInt(999_999));
                    writer.kill();
                    for (String ack : writer.ledger()) {
                        note(ack, deploys, bursts);
                    }
                    assertThat(writer.ledger())
                            .as("seed %d, cycle %d: %s", seed, cycle, log)
                            .isNotEmpty();
                    setAside += writer.ledger().getFirst().equals("open 0") ? 0 : 1;
                }
                if (cycle % 20 == 19) {
                    assertKept(directory, deploys, bursts, "seed " + seed + ", cycle " + cycle);
                }
            }
        }
        assertThat(deploys.size() + bursts.size())
                .as("acknowledged records with seed %d: too few prove nothing", seed)
                .isGreaterThan(CYCLES * LEAST_PER_CYCLE);
        assertThat(setAside).as("files set aside with seed %d", seed).isZero();
        System.out.printf(
                "killed %d times (seed %d): %d acknowledged deploys and %d bursts, none lost, none twice%n",
                CYCLES, seed, deploys.size(), bursts.size());
    }

    private static void note(String ack, Set<String> deploys, Set<String> bursts) {
        if (ack.startsWith("deploy ")) {
            deploys.add(ack.substring("deploy ".length()));
        } else if (ack.startsWith("burst ")) {
            bursts.add(ack.substring("burst ".length()));
        }
    }

    private static void assertKept(Path directory, Set<String> deploys, Set<String> bursts, String when)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"))) {
            assertThat(column(connection, "pragma integrity_check")).as(when).containsExactly("ok");
            assertThat(column(connection, "select id from deploy"))
                    .as(when)
                    .doesNotHaveDuplicates()
                    .containsAll(deploys);
            assertThat(column(connection, "select external_id from deploy_report"))
                    .as(when)
                    .doesNotHaveDuplicates()
                    .containsAll(deploys);
            assertThat(column(connection, "select id from burst"))
                    .as(when)
                    .doesNotHaveDuplicates()
                    .containsAll(bursts);
            assertThat(column(connection, "select burst from clip")).as(when).containsAll(bursts);
            assertThat(column(
                            connection,
                            "select id from deploy where not exists (select 1 from deploy_report"
                                    + " where deploy_report.external_id = deploy.id)"))
                    .as("deploys without their report, %s", when)
                    .isEmpty();
        }
    }

    private static List<String> column(Connection connection, String question) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    @Test
    void aSecondProcessOnTheSameDirectoryIsRefusedAndToldWhoHasIt() throws Exception {
        Path directory = folder.resolve("history");
        try (WriterProcess first = new WriterProcess(folder.resolve("log"), List.of())) {
            first.order("A", 100_000, directory);
            first.readAcks(5);

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

    /** Writers that start while another runs, so that a cycle does not wait for a virtual machine. */
    private static final class WriterQueue implements AutoCloseable {
        private final Path log;
        private WriterProcess waiting;

        WriterQueue(Path log) throws IOException {
            this.log = log;
            Files.createFile(log);
            this.waiting = new WriterProcess(log, List.of());
        }

        WriterProcess next() throws IOException {
            WriterProcess ready = waiting;
            waiting = new WriterProcess(log, List.of());
            return ready;
        }

        @Override
        public void close() {
            waiting.close();
        }
    }
}

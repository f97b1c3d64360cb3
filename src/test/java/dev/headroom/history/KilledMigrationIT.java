// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/**
 * A program is killed while it makes or upgrades the tables of a history, at its k-th system call of a kind: the next one finds them whole or makes
 * them, sets nothing aside and needs nobody's help.
 */
class KilledMigrationIT {
    private static final HistoryLimits LIMITS = new HistoryLimits(Duration.ofDays(400), 1 << 30);
    private static final int FEWEST_MOMENTS = 20;
    private static final int MOST_MOMENTS = 24;

    @TempDir
    private Path folder;

    private int attempts;
    private WriterQueue openers;

    @BeforeEach
    void start() throws IOException {
        openers = new WriterQueue(Opener.class, folder.resolve("log"));
    }

    @AfterEach
    void stop() {
        openers.close();
    }

    /** Opens a history and says so: in a directory, or on a PostgreSQL whose URL and file with the password it is told. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) throws IOException {
            FaultedWriter.letStraceIn();
            BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            System.out.println("ready");
            String[] place = orders.readLine().split(" ");
            try (SqlHistory history = place.length == 1
                    ? SqlHistory.inDirectory(Path.of(place[0]), LIMITS, InstantSource.system(), System::nanoTime)
                    : onPostgres(place[0], Path.of(place[1]))) {
                System.out.println("open " + history.status().writable());
            }
        }
    }

    private static SqlHistory onPostgres(String url, Path passwordFile) {
        return SqlHistory.onPostgres(
                url, PostgresServer.USER, passwordFile, LIMITS, InstantSource.system(), System::nanoTime);
    }

    @Test
    void aFileIsThereAsAWholeOrNotAtAll() throws Exception {
        List<String> kinds = List.of("pwrite64", "fsync", "unlink", "rename");
        for (String moment : moments(kinds, folder.resolve("whole").toString())) {
            Path directory = folder.resolve("history-" + attempts);
            openAndBeKilled(moment, directory.toString());

            try (SqlHistory history = TemporaryHistory.in(directory)) {
                history.save(KnownDeploys.report("A"), List.of(KnownDeploys.deploy("A", "web")));
                assertThat(history.deploy("A")).as(moment).isPresent();
                assertThat(history.status().recoveries()).as(moment).isZero();
            }
            new Ledger().assertKept(directory, moment);
        }
    }

    @Test
    void anOlderFileIsUpgradedAsAWholeOrNotAtAll() throws Exception {
        List<String> kinds = List.of("pwrite64", "fsync", "unlink", "ftruncate");
        for (String moment : moments(kinds, version1(folder.resolve("whole")).toString())) {
            Path directory = version1(folder.resolve("history-" + attempts));
            openAndBeKilled(moment, directory.toString());

            try (SqlHistory history = TemporaryHistory.in(directory)) {
                assertThat(history.deploy("OLD")).as(moment).isPresent();
                history.save(KnownBursts.burst("B", 1));
                assertThat(history.flush(Duration.ofSeconds(20))).as(moment).isTrue();
                assertThat(history.status().recoveries()).as(moment).isZero();
            }
            new Ledger().assertKept(directory, moment);
        }
    }

    /** A history as the first version of the tables left it. */
    private static Path version1(Path directory) throws IOException, SQLException {
        Files.createDirectory(directory);
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + directory.resolve("history.db"));
        source.setJournalMode("WAL");
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("pragma application_id = " + SqliteDatabase.APPLICATION_ID);
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:dev/headroom/history/sqlite")
                    .target("1")
                    .load()
                    .migrate();
            statement.execute("insert into deploy_report (source, external_id, phase, started_at)"
                    + " values ('plain', 'OLD', 'started', '2024-05-28T09:00:00.000000000Z')");
            statement.execute(
                    "insert into deploy (id, source, external_id, phase, started_at, clock_uncertainty_seconds, kept_at)"
                            + " values ('OLD', 'plain', 'OLD', 'started', '2024-05-28T09:00:00.000000000Z', 0,"
                            + " '2024-05-28T09:00:00.000000000Z')");
        }
        return directory;
    }

    @Test
    void theTablesOnAServerAreWholeAfterTheNextStart() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            String password = " " + server.passwordFile();
            for (String moment : moments(List.of("write"), server.freshSchema() + password)) {
                String url = server.freshSchema();
                openAndBeKilled(moment, url + password);

                try (SqlHistory history = onPostgres(url, server.passwordFile())) {
                    // The server may still be at the last statement of the one that was killed: who tells of a deploy then is asked to try again.
                    await().atMost(Duration.ofSeconds(30))
                            .ignoreExceptionsInstanceOf(HistoryUnavailableException.class)
                            .untilAsserted(() -> history.save(
                                    KnownDeploys.report("A"), List.of(KnownDeploys.deploy("A", "web"))));
                    assertThat(history.deploy("A")).as(moment).isPresent();
                }
            }
        }
    }

    /** Evenly chosen among the calls of an opening that is not disturbed: what strace does at each. */
    private List<String> moments(List<String> kinds, String place) throws Exception {
        List<Strace.Call> calls = open("trace=" + String.join(",", kinds), place, "open true");
        String busiest =
                calls.stream()
                        .collect(Collectors.groupingBy(Strace.Call::thread, Collectors.counting()))
                        .entrySet()
                        .stream()
                        .max(Map.Entry.comparingByValue())
                        .orElseThrow()
                        .getKey();
        List<String> all = new ArrayList<>();
        for (String kind : kinds) {
            int count = (int) calls.stream()
                    .filter(call -> call.is(kind) && call.thread().equals(busiest))
                    .count();
            IntStream.rangeClosed(1, count).forEach(k -> all.add("inject=%s:signal=KILL:when=%d".formatted(kind, k)));
        }
        assertThat(all).as("calls to be killed at").hasSizeGreaterThanOrEqualTo(FEWEST_MOMENTS);
        int moments = Math.min(MOST_MOMENTS, all.size());
        return IntStream.range(0, moments)
                .mapToObj(i -> all.get(i * all.size() / moments))
                .toList();
    }

    private void openAndBeKilled(String moment, String place) throws Exception {
        open(moment, place, null);
    }

    private List<Strace.Call> open(String option, String place, @Nullable String said) throws Exception {
        Path log = folder.resolve("strace-" + attempts++);
        try (WriterProcess opener = openers.next()) {
            opener.awaitReady();
            Strace strace = Strace.attach(opener.pid(), log, List.of("-e", option));
            try (strace) {
                opener.order(place);
                int exit = opener.awaitEnd();
                assertThat(exit == 0).as("%s ended by itself", option).isEqualTo(said != null);
            }
            return strace.calls();
        }
    }
}

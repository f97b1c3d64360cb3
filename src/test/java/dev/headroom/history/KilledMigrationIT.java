// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program is killed while it makes or upgrades the tables of a history, at its k-th system call of a kind: the next one finds them whole
 * or makes them, loses nothing, sets nothing aside and needs nobody's help.
 */
class KilledMigrationIT {
    private static final HistoryLimits LIMITS = new HistoryLimits(Duration.ofDays(400), 1 << 30);
    private static final int MOMENTS = 24;

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
    void anOlderFileIsUpgradedAsAWholeOrNotAtAllAndLosesNothing() throws Exception {
        Ledger kept = new Ledger();
        Path older = olderThanThisProgram(kept);
        List<String> kinds = List.of("pwrite64", "fsync", "unlink", "ftruncate");
        for (String moment : moments(kinds, copy(older, "whole").toString())) {
            Path directory = copy(older, "history-" + attempts);
            openAndBeKilled(moment, directory.toString());

            assertThat(version(copy(directory, "left-" + attempts))).as(moment).isBetween(1, 3);
            try (SqlHistory history = TemporaryHistory.in(directory)) {
                assertThat(history.status().recoveries()).as(moment).isZero();
                history.save(KnownBursts.burst("NEW", 1));
                assertThat(history.flush(Duration.ofSeconds(20))).as(moment).isTrue();
                assertThat(history.burst("OLD").orElseThrow().unobservedSeconds())
                        .isZero();
            }
            assertThat(version(directory)).as(moment).isEqualTo(3);
            kept.assertKept(directory, moment);
        }
    }

    /**
     * A directory as a killed program with the first version of the tables left it: a deploy and a burst in the file, another deploy in the
     * log alone. They were kept now, so that the age at which this program deletes has no part in the test.
     */
    private Path olderThanThisProgram(Ledger kept) throws Exception {
        Path made = folder.resolve("made");
        try (SqlHistory history = TemporaryHistory.in(made)) {
            keepOld(history);
        }
        try (Connection connection = connect(made);
                Statement statement = connection.createStatement()) {
            takeBackToVersion1(connection);
            statement.execute("pragma wal_checkpoint(truncate)");
            statement.execute("insert into deploy_report (source, external_id, phase, started_at)"
                    + " values ('plain', 'LATE', 'started', '2024-05-28T09:00:00.000000000Z')");
            statement.execute("insert into deploy"
                    + " (id, source, external_id, phase, started_at, clock_uncertainty_seconds, kept_at)"
                    + " values ('LATE', 'plain', 'LATE', 'started', '2024-05-28T09:00:00.000000000Z', 0, '"
                    + SortableTime.text(Instant.now()) + "')");
            List.of("deploy OLD", "deploy LATE", "burst OLD").forEach(kept::note);
            return copy(made, "older");
        }
    }

    /** What a program that is killed now leaves of a history, in a directory of its own; whoever takes it sees that it was killed. */
    private Path copy(Path history, String name) throws IOException {
        Path copy = Files.createDirectory(folder.resolve(name));
        Files.writeString(copy.resolve("headroom.lock"), "pid 1\n");
        for (String file : List.of("history.db", "history.db-wal", "history.db-journal")) {
            if (Files.exists(history.resolve(file))) {
                Files.copy(history.resolve(file), copy.resolve(file));
            }
        }
        return copy;
    }

    /** The version of the tables, from what is noted of it and from what the second and the third one brought. */
    private static int version(Path directory) throws SQLException {
        try (Connection connection = connect(directory);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select (select max(version) from flyway_schema_history),"
                        + " 1 + (select count(*) from pragma_table_info('burst') where name = 'unobserved_seconds')"
                        + " + (select count(*) from sqlite_master where name = 'burst_label')")) {
            assertThat(row.getInt(1)).as("noted, and there").isEqualTo(row.getInt(2));
            return row.getInt(1);
        }
    }

    private static Connection connect(Path directory) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"));
    }

    @Test
    void theTablesOnAServerAreWholeAfterTheNextStart() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            String password = " " + server.passwordFile();
            for (String moment : moments(List.of("write"), server.freshSchema() + password)) {
                String url = server.freshSchema();
                openAndBeKilled(moment, url + password);

                try (SqlHistory history = onPostgres(url, server.passwordFile())) {
                    history.save(KnownDeploys.report("A"), List.of(KnownDeploys.deploy("A", "web")));
                    assertThat(history.deploy("A")).as(moment).isPresent();
                }
            }
        }
    }

    @Test
    void olderTablesOnAServerAreUpgradedAtTheNextStartAndLoseNothing() throws Exception {
        try (PostgresServer server = PostgresServer.start()) {
            String password = " " + server.passwordFile();
            for (String moment : moments(List.of("write"), olderThanThisProgram(server) + password)) {
                String url = olderThanThisProgram(server);
                openAndBeKilled(moment, url + password);

                try (SqlHistory history = onPostgres(url, server.passwordFile())) {
                    history.save(KnownBursts.burst("NEW", 1));
                    assertThat(history.flush(Duration.ofSeconds(30))).as(moment).isTrue();
                    assertThat(history.burst("OLD").orElseThrow().unobservedSeconds())
                            .isZero();
                    assertThat(history.clip("OLD")).as(moment).isPresent();
                    assertThat(history.deploy("OLD")).as(moment).isPresent();
                }
            }
        }
    }

    /** A schema with the first version of the tables: a deploy and a burst. */
    private static String olderThanThisProgram(PostgresServer server) throws Exception {
        String url = server.freshSchema();
        try (SqlHistory history = onPostgres(url, server.passwordFile())) {
            keepOld(history);
        }
        try (Connection connection = server.connect(url)) {
            takeBackToVersion1(connection);
        }
        return url;
    }

    private static void keepOld(SqlHistory history) throws HistoryUnavailableException {
        history.save(KnownDeploys.report("OLD"), List.of(KnownDeploys.deploy("OLD", "web")));
        history.save(KnownBursts.burst("OLD", 1));
        history.saveClip("OLD", HistoryContract.clip(20));
        assertThat(history.flush(Duration.ofSeconds(20))).isTrue();
    }

    private static void takeBackToVersion1(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table burst_label");
            statement.execute("alter table burst drop column unobserved_seconds");
            statement.execute("delete from flyway_schema_history where version in ('2', '3')");
        }
    }

    /**
     * Evenly chosen among the calls of an opening that is not disturbed, all of them with -Dheadroom.faults=all: what strace does at each.
     */
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
        assertThat(all).as("calls to be killed at").hasSizeGreaterThan(MOMENTS);
        int chosen = "all".equals(System.getProperty("headroom.faults")) ? all.size() : MOMENTS;
        return IntStream.range(0, chosen)
                .mapToObj(i -> all.get(i * all.size() / chosen))
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

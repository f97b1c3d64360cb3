// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the history in a file when that is damaged, foreign, newer, too large or held by others. */
class SqliteFaultsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private Path directory;

    @BeforeEach
    void name() {
        directory = folder.resolve("state").resolve("headroom");
    }

    private Path file() {
        return directory.resolve("history.db");
    }

    @Test
    void theDirectoryAndTheFileAreForTheirOwnerAlone() throws IOException {
        TemporaryHistory.in(directory).close();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void whatWasKeptIsThereAfterARestart() throws HistoryUnavailableException {
        try (SqlHistory history = TemporaryHistory.in(directory)) {
            history.save(KnownBursts.burst("A", 1));
            history.saveClip("A", HistoryContract.clip(10));
            history.save(KnownDeploys.report("web"), List.of(KnownDeploys.deploy("D1", "web")));
        }
        try (SqlHistory history = TemporaryHistory.in(directory)) {
            assertThat(history.burst("A")).contains(KnownBursts.burst("A", 1));
            assertThat(history.clip("A")).isPresent();
            assertThat(history.deploy("D1")).isPresent();
        }
    }

    @Test
    void anEmptyFileIsSetAside() throws IOException {
        Files.createDirectories(directory);
        Files.createFile(file());

        assertSetAside("");
    }

    @Test
    void aFileThatIsNoDatabaseIsSetAside() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(file(), "not a database, but dear to somebody".repeat(500));

        assertSetAside("not a database, but dear to somebody".repeat(500));
    }

    @Test
    void theDatabaseOfAnotherProgramIsSetAside() throws IOException, SQLException {
        Files.createDirectories(directory);
        execute("create table burst (theirs text)");

        assertSetAside(Files.readString(file(), StandardCharsets.ISO_8859_1));
    }

    private void assertSetAside(String content) throws IOException {
        try (SqlHistory history = TemporaryHistory.in(directory)) {
            assertThat(history.status().recoveries()).isEqualTo(1);
            history.save(KnownBursts.burst("A", 1));
            assertThat(history.flush(PATIENCE)).isTrue();
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.filter(path -> path.getFileName().toString().matches("history\\.db\\.corrupt-[^-]+")))
                    .singleElement()
                    .satisfies(aside -> assertThat(Files.readString(aside, StandardCharsets.ISO_8859_1))
                            .isEqualTo(content));
        }
    }

    @Test
    void wherePagesWereOverwrittenAfterACrashTheFileIsSetAsideAndAFreshOneBegun() throws IOException {
        fill(500);
        byte[] bytes = Files.readAllBytes(file());
        new Random(7).nextBytes(bytes);
        byte[] intact = Files.readAllBytes(file());
        System.arraycopy(bytes, 4096, intact, 4096, intact.length - 4096);
        Files.write(file(), intact);
        Files.writeString(directory.resolve("headroom.lock"), "pid 1\n");

        try (SqlHistory history = TemporaryHistory.in(directory)) {
            assertThat(history.status().recoveries()).isEqualTo(1);
            assertThat(history.status().uncleanStart()).isTrue();
            assertThat(history.bursts(HistoryContract.ALL, 10, null).bursts()).isEmpty();
        }
    }

    @Test
    void damageThatIsFoundWhileRunningIsSetAsideToo() throws IOException {
        fill(500);
        byte[] bytes = Files.readAllBytes(file());
        for (int i = bytes.length / 2; i < bytes.length; i++) {
            bytes[i] = 0x5a;
        }
        Files.write(file(), bytes);

        try (SqlHistory history = TemporaryHistory.in(directory)) {
            assertThatThrownBy(() -> history.bursts(HistoryContract.ALL, 10, null))
                    .isInstanceOf(HistoryUnreadableException.class)
                    .hasMessageContaining(file().toString());
            history.save(KnownBursts.burst("A", 1));
            assertThat(history.flush(PATIENCE)).isTrue();
            assertThat(history.status().recoveries()).isEqualTo(1);
            assertThat(history.bursts(HistoryContract.ALL, 10, null).bursts()).hasSize(1);
        }
    }

    @Test
    void aFileCutAtAnyLengthNeverKeepsTheServiceFromStarting() throws IOException {
        fill(40);
        byte[] whole = Files.readAllBytes(file());
        Random random = new Random(11);
        for (int cut = 0; cut < 25; cut++) {
            Files.write(file(), Arrays.copyOf(whole, random.nextInt(whole.length)));
            Files.writeString(directory.resolve("headroom.lock"), "pid 1\n");
            try (SqlHistory history = TemporaryHistory.in(directory)) {
                history.save(KnownBursts.burst("A", 1));
                assertThat(history.flush(PATIENCE)).isTrue();
            }
        }
    }

    @Test
    void aNewerSchemaIsRefusedWithBothVersionsAndLeftAsItIs() throws SQLException {
        TemporaryHistory.in(directory).close();
        execute("insert into flyway_schema_history select 9, '7', description, type, script, checksum, installed_by,"
                + " installed_on, execution_time, success from flyway_schema_history where version = '1'");

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> TemporaryHistory.in(directory))
                    .isInstanceOf(HistoryRefusedException.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("is of version 7")
                    .hasMessageContaining("up to " + Schema.VERSION);
        }
    }

    @Test
    void aHistoryOfTheFirstVersionIsUpgradedAndKeepsWhatItHas() throws SQLException {
        try (SqlHistory history = TemporaryHistory.in(directory)) {
            history.save(KnownBursts.burst("A", 1));
        }
        execute("alter table burst drop column unobserved_seconds");
        execute("delete from flyway_schema_history where version > '1'");

        try (SqlHistory history = TemporaryHistory.in(directory)) {
            assertThat(history.burst("A")).contains(KnownBursts.burst("A", 1));
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsRefusedWithTheKeyToSet() throws IOException {
        Files.writeString(folder.resolve("state"), "a file");

        assertThatThrownBy(() -> TemporaryHistory.in(directory))
                .isInstanceOfSatisfying(
                        HistoryRefusedException.class,
                        refused -> assertThat(refused.remedy()).contains("headroom.history.directory"))
                .hasMessageContaining(directory.toString());
    }

    @Test
    void burstsThatWaitAreFoundAmongThoseThatAreWritten() throws Exception {
        try (SqlHistory history = TemporaryHistory.in(directory)) {
            history.save(KnownDeploys.report("web"), List.of(KnownDeploys.deploy("D1", "web")));
            for (int second = 0; second < 20; second += 2) {
                history.save(KnownBursts.attributed("B%02d".formatted(second), second, "D1", 1));
            }
            assertThat(history.flush(PATIENCE)).isTrue();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
                    Statement holding = other.createStatement()) {
                holding.execute("begin immediate"); // nobody else can write from here on
                for (int second = 1; second < 20; second += 2) {
                    history.save(KnownBursts.attributed("B%02d".formatted(second), second, "D1", 1));
                }
                history.save(KnownBursts.attributed("B04", 4, "D2", 1));

                History.BurstQuery query = new History.BurstQuery(null, null, null, null, "web", null);
                History.Page first = history.bursts(query, 7, null);
                History.Page second = history.bursts(query, 7, first.next());
                History.Page third = history.bursts(query, 7, second.next());

                assertThat(HistoryContract.ids(first)).startsWith("B19", "B18").endsWith("B13");
                assertThat(HistoryContract.ids(second)).startsWith("B12", "B11").endsWith("B06");
                assertThat(HistoryContract.ids(third)).containsExactly("B05", "B03", "B02", "B01", "B00");
                assertThat(third.next()).isNull();
                assertThat(history.status().pending()).isEqualTo(11);
            }
            assertThat(history.flush(PATIENCE)).isTrue();
            assertThat(history.bursts(HistoryContract.ALL, 50, null).bursts()).hasSize(20);
        }
    }

    @Test
    void theSizeStaysUnderTheCapAndWhatArrivedFirstLeavesFirst() throws IOException {
        long cap = 16 << 20;
        HistoryLimits limits = new HistoryLimits(Duration.ofDays(36_500), cap);
        try (SqlHistory history = SqlHistory.inDirectory(directory, limits, InstantSource.system(), System::nanoTime)) {
            history.save(KnownBursts.burst("FUTURE", 900_000));
            for (int i = 0; i < 4_000; i++) {
                String id = "B%05d".formatted(i);
                history.save(KnownBursts.burst(id, i));
                history.saveClip(id, HistoryContract.clip(400));
                if (i % 250 == 0) {
                    assertThat(history.flush(PATIENCE)).isTrue();
                }
            }
            assertThat(history.flush(PATIENCE)).isTrue();
        }
        long bytes = 0;
        try (Stream<Path> files = Files.list(directory)) {
            for (Path part : files.filter(path -> path.getFileName().toString().startsWith("history.db"))
                    .toList()) {
                bytes += Files.size(part);
            }
        }
        assertThat(bytes).isLessThanOrEqualTo(cap);
        try (SqlHistory history = TemporaryHistory.in(directory)) {
            assertThat(history.burst("FUTURE")).isEmpty();
            assertThat(history.burst("B00000")).isEmpty();
            assertThat(history.burst("B03999")).isPresent();
        }
    }

    @Test
    void whatIsTooOldLeavesByAndByAndAClockThatWasWrongCostsLittle() throws HistoryUnavailableException {
        AtomicReference<Instant> now = new AtomicReference<>(KnownBursts.START);
        HistoryLimits limits = new HistoryLimits(Duration.ofDays(30), 1 << 30);
        try (SqlHistory history = SqlHistory.inDirectory(directory, limits, now::get, System::nanoTime)) {
            for (int i = 0; i < 100; i++) {
                history.save(KnownBursts.burst("B%03d".formatted(i), i));
            }
            assertThat(history.flush(PATIENCE)).isTrue();
            assertThat(history.label("B004", new LabelRecord("wrong", null, null, now.get())))
                    .isTrue();
            assertThat(history.label("B010", new LabelRecord("other", null, null, now.get())))
                    .isTrue();
        }
        now.set(KnownBursts.START.plus(Duration.ofDays(10_000)));
        SqliteDatabase database = new SqliteDatabase(HistoryDirectory.take(directory), now::get);
        SqlSession reading = new SqlSession(database::openForReading, System::nanoTime);
        try (database;
                SqlSession session =
                        new SqlSession(() -> reading.whileClosed(database::openForWriting), System::nanoTime)) {
            Retention retention = new Retention(database, limits, now::get);
            retention.turn(session);
            assertThat(session.<Boolean>ask(sql -> BurstTable.byId(sql, "B004").isPresent()))
                    .isFalse();
            assertThat(session.<Boolean>ask(sql -> BurstTable.byId(sql, "B010").isPresent()))
                    .isTrue();
            assertThat(session.<Map<String, LabelRecord>>ask(sql -> LabelTable.of(sql, List.of("B004", "B010"))))
                    .as("what is said of a burst leaves with it")
                    .containsOnlyKeys("B010");
        }
    }

    private void fill(int bursts) {
        try (SqlHistory history = TemporaryHistory.in(directory)) {
            for (int i = 0; i < bursts; i++) {
                history.save(KnownBursts.burst("OLD" + i, i));
                history.saveClip("OLD" + i, HistoryContract.clip(50));
            }
            assertThat(history.flush(PATIENCE)).isTrue();
        }
    }

    private void execute(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployReport;
import dev.headroom.realparts.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same contract on a real PostgreSQL, and what becomes of the history when that is killed. */
class PostgresHistoryIT extends HistoryContract {
    private static PostgresServer server;
    private String url = "";

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    SqlHistory open() {
        try {
            url = server.freshSchema();
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        return open(server.passwordFile());
    }

    private SqlHistory open(Path passwordFile) {
        return SqlHistory.onPostgres(
                url,
                PostgresServer.USER,
                passwordFile,
                new HistoryLimits(Duration.ofDays(400), 1 << 30),
                InstantSource.system(),
                System::nanoTime);
    }

    @Test
    void whenTheServerIsKilledAndComesBackNothingIsLostAndTheOrderIsKept() throws Exception {
        List<String> kept = new ArrayList<>();
        int refused = 0;
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 40; i++) {
                if (i == 20) {
                    server.kill();
                }
                String id = "R%d-%02d".formatted(round, i);
                history().save(KnownBursts.burst(id, i));
                history().saveClip(id, clip(30));
                try {
                    history().save(KnownDeploys.report(id), List.of(KnownDeploys.deploy(id, "web")));
                    kept.add(id);
                } catch (HistoryUnavailableException unavailable) {
                    assertThat(unavailable)
                            .hasMessageContaining("jdbc:postgresql://127.0.0.1")
                            .hasMessageContaining("headroom.history.url");
                    refused++;
                }
            }
            assertThat(history().status().writable()).isFalse();
            assertThat(history().status().pending()).isGreaterThanOrEqualTo(40);
            assertThatThrownBy(() -> history().deploysSince(Instant.EPOCH))
                    .isInstanceOf(HistoryUnreadableException.class);
            server.restart();
            assertThat(history().flush(Duration.ofSeconds(30)))
                    .as("resumed within 30 s")
                    .isTrue();
            assertThat(history().status().writable()).isTrue();
        }

        assertThat(refused).isPositive();
        assertThat(history().status().dropped()).isZero();
        assertThat(history().deploysSince(Instant.EPOCH)).extracting(Deploy::id).containsExactlyElementsOf(kept);
        assertThat(history().deployReports(Instant.EPOCH))
                .extracting(DeployReport::externalId)
                .containsExactlyElementsOf(kept);
        List<String> bursts = inOrderOfArrival();
        assertThat(bursts).hasSize(120).isSorted().doesNotHaveDuplicates();
        assertThat(history().clip("R2-39")).isPresent();
    }

    private List<String> inOrderOfArrival() throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = server.connect(url);
                Statement statement = connection.createStatement();
                ResultSet bursts = statement.executeQuery("select id from burst order by sequence")) {
            while (bursts.next()) {
                ids.add(bursts.getString(1));
            }
        }
        return ids;
    }

    @Test
    void aServerThatIsAwayAtTheStartDoesNotKeepTheServiceFromStarting() throws Exception {
        server.kill();
        try (SqlHistory late = open(server.passwordFile())) {
            late.save(KnownBursts.burst("A", 1));
            assertThat(late.status().writable()).isFalse();
            assertThat(late.burst("A")).isPresent();

            server.restart();

            assertThat(late.flush(Duration.ofSeconds(30))).isTrue();
            assertThat(late.bursts(ALL, 10, null).bursts()).hasSize(1);
        }
    }

    @Test
    void aPasswordIsReadAnewAtEachConnection(@TempDir Path folder) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "wrong");
        try (SqlHistory denied = open(password)) {
            assertThat(denied.status().writable()).isFalse();
            denied.save(KnownBursts.burst("A", 1));

            Files.copy(server.passwordFile(), password, StandardCopyOption.REPLACE_EXISTING);

            assertThat(denied.flush(Duration.ofSeconds(30))).isTrue();
        }
    }

    @Test
    void aNewerSchemaIsRefusedWithBothVersions() throws SQLException {
        try (Connection connection = server.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "insert into flyway_schema_history select 9, '7', description, type, script, checksum,"
                            + " installed_by, installed_on, execution_time, success from flyway_schema_history where version = '1'");
        }

        assertThatThrownBy(() -> open(server.passwordFile()))
                .isInstanceOf(HistoryRefusedException.class)
                .hasMessageContaining("is of version 7")
                .hasMessageContaining("up to " + Schema.VERSION)
                .hasMessageNotContaining("correct horse");
    }

    @Test
    void aHistoryOfTheFirstVersionIsUpgradedAndKeepsWhatItHas() throws SQLException {
        history().save(KnownBursts.burst("A", 1));
        assertThat(history().flush(Duration.ofSeconds(30))).isTrue();
        try (Connection connection = server.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("alter table burst drop column unobserved_seconds");
            statement.execute("delete from flyway_schema_history where version > '1'");
        }

        try (SqlHistory upgraded = open(server.passwordFile())) {
            assertThat(upgraded.burst("A")).contains(KnownBursts.burst("A", 1));
        }
    }

    @Test
    void whatIsTooMuchLeavesOldestFirstAndTheRoomIsGivenBack() throws HistoryUnavailableException {
        try (SqlHistory small = SqlHistory.onPostgres(
                url,
                PostgresServer.USER,
                server.passwordFile(),
                new HistoryLimits(Duration.ofDays(400), 2 << 20),
                InstantSource.system(),
                System::nanoTime)) {
            for (int i = 0; i < 6_000; i++) {
                small.save(KnownBursts.burst("B%05d".formatted(i), i));
                if (i % 500 == 0) {
                    small.flush(Duration.ofSeconds(30));
                }
                if (i == 0) {
                    assertThat(small.label("B00000", new LabelRecord("wrong", null, null, KnownBursts.START)))
                            .isTrue();
                }
            }
            assertThat(small.flush(Duration.ofSeconds(30))).isTrue();
            small.close();
            assertThat(small.status().bytes()).isLessThanOrEqualTo(2 << 20);
        }
        assertThat(history().burst("B05999")).isPresent();
        assertThat(history().burst("B00000")).isEmpty();
        history().save(KnownBursts.burst("B00000", 0));
        assertThat(history().flush(Duration.ofSeconds(30))).isTrue();
        assertThat(history().burst("B00000"))
                .as("without what was said of it")
                .contains(KnownBursts.burst("B00000", 0));
    }
}

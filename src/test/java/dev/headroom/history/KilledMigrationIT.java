// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.realparts.PostgresServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
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
 * A program is killed while it makes the tables of a history, at its k-th system call of a kind: the next one finds them whole or makes
 * them, sets nothing aside and needs nobody's help.
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
        assertThat(all).as("calls to be killed at").hasSizeGreaterThan(MOMENTS);
        return IntStream.range(0, MOMENTS)
                .mapToObj(i -> all.get(i * all.size() / MOMENTS))
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

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.DeployReport;
import dev.headroom.sampling.SampleClip;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A history in a database that survives a crash: a SQLite file or a PostgreSQL.
 *
 * <p>Bursts wait in memory until the one thread that writes them has done so, and are found there until then. When the database cannot be
 * written, everything else goes on, as many bursts wait as there is room for, and writing goes on by itself once it can. Reports of
 * deploys are written by the thread that brings them. Questions throw {@link HistoryUnreadableException} while the database is away.
 */
public final class SqlHistory implements History, AutoCloseable {
    /** Weeks of an ordinary host, in a few megabytes. */
    private static final int MOST_WAITING_BURSTS = 5_000;

    private static final long MOST_WAITING_CLIP_BYTES = 8L << 20;

    private static final Duration BURST_FIRST = Duration.ofSeconds(2);

    private final Database database;
    private final InstantSource clock;
    private final SqlSession reading;
    private final WriteAccess writing;
    private final PendingBursts pending;
    private final HistoryWriter writer;

    private SqlHistory(Database database, HistoryLimits limits, InstantSource clock, LongSupplier nanoTime) {
        this.database = database;
        this.clock = clock;
        this.reading = new SqlSession(database::openForReading, nanoTime);
        this.writing = new WriteAccess(database, reading, nanoTime);
        this.pending = new PendingBursts(MOST_WAITING_BURSTS, MOST_WAITING_CLIP_BYTES, nanoTime);
        Retention retention = new Retention(database, limits, clock);
        this.writer = new HistoryWriter(writing, pending, retention, clock, nanoTime);
    }

    /**
     * A SQLite file in a directory, which no other process may use meanwhile.
     *
     * @param directory made if it is not there
     * @param nanoTime monotonic nanoseconds
     * @throws HistoryRefusedException when the directory cannot be used, is in use, or holds a newer history than this program knows
     */
    public static SqlHistory inDirectory(
            Path directory, HistoryLimits limits, InstantSource clock, LongSupplier nanoTime) {
        return new SqlHistory(new SqliteDatabase(HistoryDirectory.take(directory), clock), limits, clock, nanoTime)
                .open();
    }

    /**
     * A database on a PostgreSQL server, which other Headrooms may use too.
     *
     * @param url the JDBC URL
     * @param passwordFile read at each connection
     * @param nanoTime monotonic nanoseconds
     * @throws HistoryRefusedException when it holds a newer history than this program knows
     */
    public static SqlHistory onPostgres(
            String url,
            @Nullable String username,
            @Nullable Path passwordFile,
            HistoryLimits limits,
            InstantSource clock,
            LongSupplier nanoTime) {
        return new SqlHistory(new PostgresDatabase(url, username, passwordFile), limits, clock, nanoTime).open();
    }

    private SqlHistory open() {
        try {
            writing.open(); // a database that is away does not keep the service from starting; the writer goes on
            // trying
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
        writer.start();
        return this;
    }

    @Override
    public void save(BurstRecord burst) {
        pending.add(burst);
        writer.wake();
    }

    @Override
    public void saveClip(String burstId, SampleClip clip) {
        pending.add(burstId, clip);
        writer.wake();
    }

    @Override
    public Optional<BurstRecord> burst(String id) {
        return pending.burst(id).map(this::labelled).or(() -> read(sql -> BurstTable.byId(sql, id)));
    }

    /** What waits was not read, and so does not have what was said of it; while nothing can be read it is told without. */
    private BurstRecord labelled(BurstRecord waiting) {
        try {
            return waiting.labelled(
                    read(sql -> LabelTable.of(sql, List.of(waiting.id()))).get(waiting.id()));
        } catch (HistoryUnreadableException unreadable) {
            return waiting;
        }
    }

    @Override
    public Optional<SampleClip> clip(String burstId) {
        return pending.clip(burstId).or(() -> read(sql -> BurstTable.clip(sql, burstId)));
    }

    /** What waits is looked at first: what is written in between is then found twice, never not at all. */
    @Override
    public Page bursts(BurstQuery query, int limit, @Nullable Position after) {
        if (limit < 1) {
            throw new IllegalArgumentException("a page holds 1 burst or more, not " + limit);
        }
        Map<String, BurstRecord> waiting = new HashMap<>();
        pending.bursts().forEach(burst -> waiting.put(burst.id(), burst));
        TreeMap<Position, BurstRecord> found = new TreeMap<>();
        read(sql -> {
                    LabelTable.of(sql, waiting.keySet())
                            .forEach((id, label) ->
                                    waiting.computeIfPresent(id, (same, burst) -> burst.labelled(label)));
                    return BurstTable.find(sql, query, limit + waiting.size() + 1, after);
                })
                .stream()
                .filter(burst -> !waiting.containsKey(burst.id()))
                .forEach(burst -> found.put(Position.of(burst), burst));
        waiting.values().stream()
                .filter(burst -> after == null || after.compareTo(Position.of(burst)) < 0)
                .filter(burst -> query.matches(burst, this::app))
                .forEach(burst -> found.put(Position.of(burst), burst));
        List<BurstRecord> page = found.values().stream().limit(limit).toList();
        return new Page(page, found.size() > limit ? Position.of(page.getLast()) : null);
    }

    private Optional<String> app(String deployId) {
        return deploy(deployId).map(DeployRecord::app);
    }

    @Override
    public boolean label(String burstId, LabelRecord label) throws HistoryUnavailableException {
        if (pending.burst(burstId).isPresent()) {
            writer.flush(BURST_FIRST); // what is said of a burst is kept with it, so it has to be there
        }
        boolean kept = write(sql -> LabelTable.save(sql, burstId, label));
        if (!kept && pending.burst(burstId).isPresent()) {
            throw new HistoryUnavailableException("The burst " + burstId + " itself still waits to be written.");
        }
        return kept;
    }

    @Override
    public void unlabel(String burstId) throws HistoryUnavailableException {
        write(sql -> LabelTable.delete(sql, burstId));
    }

    private boolean write(Function<JdbcClient, Boolean> work) throws HistoryUnavailableException {
        try {
            return writing.write(work);
        } catch (RuntimeException failure) {
            writer.wake();
            throw new HistoryUnavailableException(writing.describe("written", failure), failure);
        }
    }

    @Override
    public void save(DeployReport report, List<Deploy> changed) throws HistoryUnavailableException {
        Instant now = clock.instant();
        try {
            writing.write(sql -> {
                DeployTable.save(sql, report);
                changed.forEach(deploy -> DeployTable.save(sql, deploy, now));
                return changed.size();
            });
        } catch (DataIntegrityViolationException refused) {
            throw new IllegalArgumentException(
                    "the history refuses this report of a deploy: "
                            + WriteAccess.cause(refused).getMessage(),
                    refused);
        } catch (IllegalArgumentException refused) {
            throw refused;
        } catch (RuntimeException failure) {
            writer.wake();
            throw new HistoryUnavailableException(writing.describe("written", failure), failure);
        }
    }

    @Override
    public List<DeployReport> deployReports(Instant since) {
        return read(sql -> DeployTable.reportsSince(sql, since));
    }

    @Override
    public List<Deploy> deploysSince(Instant since) {
        return read(sql -> DeployTable.since(sql, since));
    }

    @Override
    public Optional<DeployRecord> deploy(String id) {
        return read(sql -> DeployTable.byId(sql, id));
    }

    @Override
    public DeployPage deploys(DeployQuery query, int limit, @Nullable Position after) {
        List<DeployRecord> found = read(sql -> DeployTable.find(sql, query, limit + 1, after));
        if (found.size() <= limit) {
            return new DeployPage(found, null);
        }
        List<DeployRecord> page = found.subList(0, limit);
        return new DeployPage(page, Position.of(page.getLast()));
    }

    private <T> T read(Function<JdbcClient, T> question) {
        try {
            return reading.ask(question);
        } catch (DataAccessException failure) {
            if (WriteAccess.cause(failure) instanceof SQLException cause && database.isDamagedAfter(cause)) {
                writing.damaged(failure);
                writer.wake();
            }
            throw new HistoryUnreadableException(writing.describe("read", failure), failure);
        }
    }

    /** How it is doing. */
    public HistoryStatus status() {
        return new HistoryStatus(
                writing.isWorking(),
                writing.failures(),
                pending.size(),
                pending.lag().toNanos() / 1e9,
                pending.dropped(),
                database.recoveries(),
                writer.bytes(),
                database.uncleanStart());
    }

    /**
     * Waits until no burst and no flight recording waits to be written.
     *
     * @return false when one still did after this time
     */
    public boolean flush(Duration timeout) {
        return writer.flush(timeout);
    }

    /** Writes what waits, if that works, and gives the database free; within 5 s. */
    @Override
    public void close() {
        writer.close();
        reading.close();
        writing.close();
        database.close();
    }
}

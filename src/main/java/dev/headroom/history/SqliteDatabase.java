// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * A SQLite file in a directory of its own: write-ahead log, and every commit on the disk before it counts (synchronous=FULL).
 *
 * <p>A file that is damaged, empty or not ours is set aside under another name, never deleted, and a fresh one begun. Java must not
 * open the file itself while a connection is open: closing it would drop SQLite's locks. So it is looked at before the first one only.
 */
final class SqliteDatabase implements Database {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteDatabase.class);
    private static final String FILE = "history.db";
    private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
    private static final int BUSY_MILLIS = 5_000;
    private static final int LOG_BYTES = 4 << 20;

    /** "HdRm": marks a file as ours, for whoever opens it. */
    private static final int APPLICATION_ID = 0x4864526D;

    private static final DateTimeFormatter ASIDE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final HistoryDirectory directory;
    private final Path file;
    private final InstantSource clock;
    private volatile long recoveries;
    private volatile boolean suspect;

    /** @param directory to be held for as long as this is in use */
    SqliteDatabase(HistoryDirectory directory, InstantSource clock) {
        this.directory = directory;
        this.file = directory.path().resolve(FILE);
        this.clock = clock;
        this.suspect = directory.uncleanStart();
    }

    @Override
    public Connection openForWriting() throws SQLException {
        SqliteLibrary.load(directory.path());
        String damage = damage();
        if (damage != null) {
            setAside(damage);
        }
        if (Files.notExists(file)) {
            make();
        }
        Connection connection = connect(config());
        try {
            Schema.migrate(connection, new DriverManagerDataSource(url(file)), "sqlite", place());
            suspect = false;
            return connection;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    /** Makes it under another name, with its tables: it is there as a whole or not at all, wherever the program ends. */
    private void make() throws SQLException {
        Path unfinished = part(".new");
        try {
            Files.deleteIfExists(part(".new-journal"));
            Files.deleteIfExists(unfinished);
            directory.create(unfinished);
            DataSource source = new DriverManagerDataSource(url(unfinished));
            try (Connection connection = source.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("pragma auto_vacuum = full"); // which can only be set before the first table
                statement.execute("pragma application_id = " + APPLICATION_ID);
                Schema.migrate(connection, source, "sqlite", place());
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            DurableNames.keepIn(directory.path());
        } catch (IOException failure) {
            throw new SQLException("the file could not be made: " + failure, failure);
        }
    }

    /**
     * What is wrong with the file; null where nothing is. It is looked at twice, and read through in between: a disk that fails must not
     * be taken for a file that is damaged.
     */
    private @Nullable String damage() throws SQLException {
        if (Files.notExists(file)) {
            return Files.exists(part("-wal")) ? "only its log is there" : null;
        }
        if (lookForDamage() == null) {
            return null;
        }
        for (Path part : List.of(file, part("-wal"))) {
            try (InputStream in = Files.newInputStream(part)) {
                in.transferTo(OutputStream.nullOutputStream());
            } catch (NoSuchFileException absent) {
                continue; // a log that there is not need not be read
            } catch (IOException failure) {
                throw new SQLException("the file could not be read: " + failure, failure);
            }
        }
        return lookForDamage();
    }

    private @Nullable String lookForDamage() throws SQLException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(HEADER.length);
            if (start.length == 0) {
                return "it is empty";
            }
            if (!Arrays.equals(start, HEADER)) {
                return "it is no SQLite file";
            }
        } catch (IOException failure) {
            throw new SQLException("the file could not be read: " + failure, failure);
        }
        // as it is: settings of ours would change the file of another program
        try (Connection connection = connect(new SQLiteConfig())) {
            if (number(connection, "pragma application_id") != APPLICATION_ID) {
                return "it is of another program";
            }
            return suspect ? damagedPages(connection) : null;
        } catch (SQLException failure) {
            if (isDamage(failure)) {
                return String.valueOf(failure.getMessage());
            }
            throw failure;
        }
    }

    private static @Nullable String damagedPages(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("pragma quick_check(1)")) {
            String first = answer.next() ? answer.getString(1) : "no answer to its check";
            return "ok".equals(first) ? null : first;
        }
    }

    private static int number(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            return answer.next() ? answer.getInt(1) : 0;
        }
    }

    private void setAside(String damage) throws SQLException {
        String suffix = ".corrupt-" + ASIDE.format(clock.instant());
        try {
            for (String part : List.of("", "-wal", "-shm")) {
                if (Files.exists(part(part))) {
                    Files.move(part(part), part(suffix + part));
                }
            }
        } catch (IOException failure) {
            throw new SQLException("it is damaged (" + damage + ") and could not be set aside: " + failure, failure);
        }
        recoveries++;
        LOG.error(
                "{} cannot be used: {}. It was set aside as {}{} and a fresh history begun. What can be saved of it: sqlite3 {}{} .recover",
                file,
                damage,
                FILE,
                suffix,
                FILE,
                suffix);
    }

    @Override
    public Connection openForReading() throws SQLException {
        SQLiteConfig config = config();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        Connection connection = connect(config);
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma query_only = true");
            return connection;
        } catch (SQLException failure) {
            connection.close();
            throw failure;
        }
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.setJournalSizeLimit(LOG_BYTES);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        return config;
    }

    private Connection connect(SQLiteConfig config) throws SQLException {
        return config.createConnection(url(file));
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file;
    }

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public String remedy() {
        return "Make room on the disk of " + directory.path() + ", or make it writable again; no restart is needed.";
    }

    @Override
    public boolean isDamagedAfter(SQLException failure) {
        boolean damage = isDamage(failure);
        if (damage || primaryCode(failure) == SQLiteErrorCode.SQLITE_IOERR.code) {
            suspect = true;
        }
        return damage;
    }

    private static boolean isDamage(SQLException failure) {
        int code = primaryCode(failure);
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    private static int primaryCode(SQLException failure) {
        return failure.getErrorCode() & 0xFF;
    }

    @Override
    public long bytes(JdbcClient sql) {
        return size("") + size("-wal");
    }

    private Path part(String suffix) {
        return file.resolveSibling(FILE + suffix);
    }

    private long size(String suffix) {
        try {
            return Files.size(part(suffix));
        } catch (IOException absent) {
            return 0;
        }
    }

    /** What was deleted has left the file by itself (auto_vacuum), once the log is written back. */
    @Override
    public void reclaim(JdbcClient sql) {
        sql.sql("pragma wal_checkpoint(truncate)").query().listOfRows();
    }

    @Override
    public long recoveries() {
        return recoveries;
    }

    @Override
    public boolean uncleanStart() {
        return directory.uncleanStart();
    }

    @Override
    public void close() {
        directory.close();
    }
}

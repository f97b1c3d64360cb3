// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The way all writing takes: knows whether it works, how often it did not, and says in the log when that changes. Thread safe. */
final class WriteAccess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteAccess.class);

    private final Database database;
    private final SqlSession session;
    private final AtomicBoolean working = new AtomicBoolean(true);
    private final LongAdder failures = new LongAdder();

    /** @param reading closed whenever the database is opened for writing */
    WriteAccess(Database database, SqlSession reading, LongSupplier nanoTime) {
        this.database = database;
        this.session = new SqlSession(() -> reading.whileClosed(database::openForWriting), nanoTime);
    }

    /**
     * Writes all or nothing; when this returns, the database has it for good.
     *
     * @throws DataIntegrityViolationException when the database will never take this
     * @throws IllegalArgumentException when this cannot be written at all
     * @throws RuntimeException of another kind when it does not take anything now
     */
    <T> T write(Function<JdbcClient, T> work) {
        return use(writing -> writing.write(work));
    }

    /** Several transactions and questions, each for itself. Throws as {@link #write}. */
    <T> T use(Function<SqlSession, T> work) {
        try {
            T result = work.apply(session);
            if (working.compareAndSet(false, true)) {
                LOG.info("the history in {} is written again", database.place());
            }
            return result;
        } catch (DataIntegrityViolationException | IllegalArgumentException refused) {
            throw refused;
        } catch (RuntimeException failure) {
            failed(failure);
            throw failure;
        }
    }

    /**
     * Opens the database, if it is there.
     *
     * @throws HistoryRefusedException when it must not be used
     */
    void open() {
        try {
            session.ask(sql -> true);
        } catch (DataAccessException failure) {
            failed(failure);
        }
    }

    /** Tries whether writing works; true when it does. */
    boolean check() {
        try {
            return write(
                    sql -> sql.sql("update write_check set times = times + 1").update() > 0);
        } catch (RuntimeException failure) {
            LOG.debug("the history in {} still cannot be written", database.place(), failure);
            return false;
        }
    }

    /** What was read is damaged: the next attempt to write opens the database anew and looks at all of it. */
    void damaged(RuntimeException failure) {
        session.close();
        failed(failure);
    }

    /** Takes note of a failure, and asks the database what it means. */
    private void failed(RuntimeException failure) {
        failures.increment();
        if (cause(failure) instanceof SQLException cause) {
            database.isDamagedAfter(cause);
        }
        if (working.compareAndSet(true, false)) {
            LOG.error(
                    "{} Bursts wait in memory meanwhile, and reports of deploys are refused.",
                    describe("written", failure));
        }
    }

    /** What cannot be done, where, why and what to do about it. */
    String describe(String done, Throwable failure) {
        Throwable cause = cause(failure);
        String reason = cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage().strip();
        return "The history in " + database.place() + " cannot be " + done + " now: " + reason + ". "
                + database.remedy();
    }

    /** The driver's own words: what Spring puts around them repeats the statement. */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    boolean isWorking() {
        return working.get();
    }

    long failures() {
        return failures.sum();
    }

    @Override
    public void close() {
        session.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One connection, made when it is first needed and made anew after a failure. Thread safe: one thread uses it at a time. After a failed
 * attempt to connect the next is made a second later at the earliest, so that nobody queues behind a database that is away.
 */
final class SqlSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SqlSession.class);
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long CLOSE_MILLIS = 500;

    private final Opening opening;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable Open open;
    private @Nullable DataAccessResourceFailureException unreachable;
    private long retryAtNanos;

    /** Makes a connection. */
    @FunctionalInterface
    interface Opening {
        Connection open() throws SQLException;
    }

    private record Open(Connection connection, SingleConnectionDataSource source, JdbcClient sql) {
        static Open of(Connection connection) {
            SingleConnectionDataSource source = new SingleConnectionDataSource(connection, true);
            return new Open(connection, source, JdbcClient.create(source));
        }
    }

    SqlSession(Opening opening, LongSupplier nanoTime) {
        this.opening = opening;
        this.nanoTime = nanoTime;
    }

    /** Asks, each statement for itself. Throws what Spring makes of the failure. */
    <T extends @Nullable Object> T ask(Function<JdbcClient, T> question) {
        return use(session -> question.apply(session.sql()));
    }

    /** Writes all or nothing; when this returns, the database has it for good. Throws what Spring makes of the failure. */
    <T> T write(Function<JdbcClient, T> work) {
        return use(session -> {
            try {
                session.connection().setAutoCommit(false);
                T result = work.apply(session.sql());
                session.connection().commit();
                session.connection().setAutoCommit(true);
                return result;
            } catch (SQLException failure) {
                throw new DataAccessResourceFailureException(String.valueOf(failure.getMessage()), failure);
            } catch (DataIntegrityViolationException | IllegalArgumentException refused) {
                rollBack(session, refused);
                throw refused;
            }
        });
    }

    /** So that the connection can be used on; all other failures discard it, and with it what was begun. */
    private void rollBack(Open session, RuntimeException refused) {
        try {
            session.connection().rollback();
            session.connection().setAutoCommit(true);
        } catch (SQLException failure) {
            refused.addSuppressed(failure);
            discard();
        }
    }

    private <T extends @Nullable Object> T use(Function<Open, T> work) {
        lock.lock();
        try {
            Open session = connected();
            try {
                return work.apply(session);
            } catch (DataIntegrityViolationException | IllegalArgumentException refused) {
                throw refused; // the connection is as good as before
            } catch (RuntimeException failure) {
                discard();
                throw failure;
            }
        } finally {
            lock.unlock();
        }
    }

    private Open connected() {
        if (open != null) {
            return open;
        }
        if (unreachable != null && nanoTime.getAsLong() - retryAtNanos < 0) {
            throw new DataAccessResourceFailureException(String.valueOf(unreachable.getMessage()), unreachable);
        }
        try {
            open = Open.of(opening.open());
            unreachable = null;
            return open;
        } catch (SQLException failure) {
            unreachable = new DataAccessResourceFailureException(String.valueOf(failure.getMessage()), failure);
            retryAtNanos = nanoTime.getAsLong() + RETRY_NANOS;
            throw unreachable;
        }
    }

    /** Runs something while no connection is open and none can be made. */
    <T> T whileClosed(ClosedWork<T> work) throws SQLException {
        lock.lock();
        try {
            discard();
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Something that may fail as JDBC does. */
    @FunctionalInterface
    interface ClosedWork<T> {
        T run() throws SQLException;
    }

    private void discard() {
        if (open != null) {
            open.source().destroy();
            open = null;
        }
    }

    /** Closes the connection, unless another thread does not let go of it. */
    @Override
    public void close() {
        try {
            if (!lock.tryLock(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("a connection of the history was left open: it is in use");
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            discard();
        } finally {
            lock.unlock();
        }
    }
}

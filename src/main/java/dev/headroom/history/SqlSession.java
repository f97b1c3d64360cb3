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
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

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

    private record Open(SingleConnectionDataSource connection, JdbcClient sql, TransactionTemplate transaction) {
        static Open of(Connection connection) {
            SingleConnectionDataSource source = new SingleConnectionDataSource(connection, true);
            return new Open(
                    source, JdbcClient.create(source), new TransactionTemplate(new JdbcTransactionManager(source)));
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
            T result = session.transaction().execute(status -> work.apply(session.sql()));
            if (result == null) {
                throw new IllegalStateException("a transaction gave no result");
            }
            return result;
        });
    }

    private <T extends @Nullable Object> T use(Function<Open, T> work) {
        lock.lock();
        try {
            Open session = connected();
            try {
                return work.apply(session);
            } catch (DataIntegrityViolationException refused) {
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
            open.connection().destroy();
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

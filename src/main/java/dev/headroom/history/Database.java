// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Where a history is kept, and all in which one kind of database differs from another. */
sealed interface Database extends AutoCloseable permits SqliteDatabase, PostgresDatabase {
    /**
     * A connection for writing, to tables of the form this program knows. No other connection may be open meanwhile.
     *
     * @throws SQLException when the database cannot be used now
     * @throws HistoryRefusedException when it must not be used at all
     */
    Connection openForWriting() throws SQLException;

    /** A connection for reading only. */
    Connection openForReading() throws SQLException;

    /** What people call it, for messages. */
    String place();

    /** What to do where it cannot be used now, as a sentence. */
    String remedy();

    /** True when this failure means that the data itself is damaged; the next opening then looks at all of it. */
    boolean isDamagedAfter(SQLException failure);

    /** How many bytes it takes where it is kept. */
    long bytes(JdbcClient sql);

    /** Gives the room of what was deleted back to where it is kept. */
    void reclaim(JdbcClient sql);

    /** How often what was found damaged, or not to be ours, was set aside. */
    long recoveries();

    /** True when the process before this one did not close it. */
    boolean uncleanStart();

    /** Gives it free for another process; the connections are closed. */
    @Override
    void close();
}

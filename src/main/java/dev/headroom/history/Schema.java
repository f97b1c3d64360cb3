// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The form of the tables, by version. Flyway makes and upgrades them; where there is nothing to do, which is at all starts but the first
 * after an upgrade, it is not even loaded.
 */
final class Schema {
    /** The version this program works with: that of the newest migration. */
    static final int VERSION = 3;

    private static final String LEDGER = "flyway_schema_history";

    private Schema() {}

    /**
     * Brings the tables to this program's version.
     *
     * @param connection to look with
     * @param source to migrate with
     * @param folder the migrations, beside this class
     * @param place what people call the database
     * @throws HistoryRefusedException when the tables are newer than this program
     * @throws SQLException when they could not be brought there; they are as they were
     */
    static void migrate(Connection connection, DataSource source, String folder, String place) throws SQLException {
        int found = version(connection);
        if (found > VERSION) {
            throw new HistoryRefusedException(
                    "The history in " + place + " is of version " + found + ", and this Headroom knows versions up to "
                            + VERSION + ".",
                    "Start the newer Headroom that made it, or give this one another place in headroom.history.directory"
                            + " or headroom.history.url.",
                    null);
        }
        if (found == VERSION) {
            return;
        }
        try {
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(source)
                    .locations("classpath:dev/headroom/history/" + folder)
                    .load()
                    .migrate();
        } catch (FlywayException failure) {
            throw new SQLException("its tables could not be made: " + failure.getMessage(), failure);
        }
    }

    /** The version of the tables; 0 where there are none. */
    private static int version(Connection connection) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        try (ResultSet ledger = metadata.getTables(null, connection.getSchema(), LEDGER, null)) {
            if (!ledger.next()) {
                return 0;
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery(
                        "select max(cast(version as integer)) from " + LEDGER + " where success")) {
            return newest.next() ? newest.getInt(1) : 0;
        }
    }
}

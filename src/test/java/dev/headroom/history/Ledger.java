// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a process said it has kept, to be held against what is there afterwards. */
final class Ledger {
    private final Set<String> deploys = new HashSet<>();
    private final Set<String> bursts = new HashSet<>();

    /** Takes a line of its output; what is no acknowledgement is passed over. */
    void note(String line) {
        if (line.startsWith("deploy ")) {
            deploys.add(line.substring("deploy ".length()));
        } else if (line.startsWith("burst ")) {
            bursts.add(line.substring("burst ".length()));
        }
    }

    int deploys() {
        return deploys.size();
    }

    int bursts() {
        return bursts.size();
    }

    /** Fails unless the file is sound and has all of it once, whatever it has besides. */
    void assertKept(Path directory, String when) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("history.db"))) {
            assertThat(column(connection, "pragma integrity_check")).as(when).containsExactly("ok");
            assertHas(connection, "select id from deploy", deploys, when);
            assertHas(connection, "select external_id from deploy_report", deploys, when);
            assertHas(connection, "select id from burst", bursts, when);
            assertHas(connection, "select burst from clip", bursts, when);
            assertThat(column(
                            connection,
                            "select id from deploy where not exists (select 1 from deploy_report"
                                    + " where deploy_report.external_id = deploy.id)"))
                    .as("deploys without their report, %s", when)
                    .isEmpty();
        }
    }

    private static void assertHas(Connection connection, String question, Set<String> acknowledged, String when)
            throws SQLException {
        List<String> found = column(connection, question);
        Set<String> distinct = new HashSet<>(found);
        assertThat(distinct).as("%s: %s: twice", when, question).hasSameSizeAs(found);
        if (!distinct.containsAll(acknowledged)) { // told only then: thousands of images are looked at
            assertThat(distinct).as("%s: %s", when, question).containsAll(acknowledged);
        }
    }

    private static List<String> column(Connection connection, String question) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What people say of bursts in SQL, the same for every database. At most one row for each burst, which leaves with it. */
final class LabelTable {
    private static final String UPSERT = """
            insert into burst_label (burst, label, blamed, note, labelled_at)
            select id, :label, :blamed, :note, :labelledAt from burst where id = :burst
            on conflict (burst) do update set
                label = excluded.label, blamed = excluded.blamed, note = excluded.note, labelled_at = excluded.labelled_at
            """;

    private LabelTable() {}

    /**
     * Keeps what was said of a burst, in the place of what was said before.
     *
     * @return false when the burst is not kept, and so neither is this
     */
    static boolean save(JdbcClient sql, String burst, LabelRecord label) {
        return sql.sql(UPSERT)
                        .param("burst", burst)
                        .param("label", label.label())
                        .param("blamed", label.deploy())
                        .param("note", label.note())
                        .param("labelledAt", SortableTime.text(label.at()))
                        .update()
                > 0;
    }

    /** Takes back what was said of a burst; true where something was. */
    static boolean delete(JdbcClient sql, String burst) {
        return sql.sql("delete from burst_label where burst = :burst")
                        .param("burst", burst)
                        .update()
                > 0;
    }

    /** What was said of these bursts, by their ids. */
    static Map<String, LabelRecord> of(JdbcClient sql, Collection<String> bursts) {
        Map<String, LabelRecord> labels = new HashMap<>();
        if (!bursts.isEmpty()) {
            sql.sql("select * from burst_label where burst in (:bursts)")
                    .param("bursts", bursts)
                    .query(row -> {
                        labels.put(row.getString("burst"), label(row));
                    });
        }
        return labels;
    }

    /** Of a row that was joined with this table: null where nothing was said. */
    static @Nullable LabelRecord labelOrNull(ResultSet row) throws SQLException {
        return row.getString("label") == null ? null : label(row);
    }

    private static LabelRecord label(ResultSet row) throws SQLException {
        return new LabelRecord(
                row.getString("label"),
                row.getString("blamed"),
                row.getString("note"),
                SortableTime.instant(row.getString("labelled_at")));
    }
}

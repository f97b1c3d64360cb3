// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Deletes what is too old or too much, always what arrived first. The clock only says when to stop: what arrived after something that is
 * young enough stays, whatever its own time; and a twentieth at most goes in one turn, so that a clock that is wrong for a while costs
 * little. Not thread safe.
 */
final class Retention {
    private static final int SHARE = 20;

    /** Begins early, so that what is written while it deletes still fits. */
    private static final double FULL = 0.9;

    private static final int MOST_ROUNDS = 40;

    private final Database database;
    private final HistoryLimits limits;
    private final InstantSource clock;

    Retention(Database database, HistoryLimits limits, InstantSource clock) {
        this.database = database;
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * One turn.
     *
     * @return what the history takes afterwards, in bytes
     */
    long turn(SqlSession session) {
        Instant oldest = clock.instant().minus(limits.age());
        boolean aged = session.write(sql -> deleteOlder(sql, "burst", oldest) | deleteOlder(sql, "deploy", oldest));
        long bytes = session.ask(database::bytes);
        for (int round = 0; bytes > limits.bytes() * FULL && round < MOST_ROUNDS; round++) {
            boolean less = session.write(sql -> deleteFirst(sql, "burst") | deleteFirst(sql, "deploy"));
            bytes = reclaimed(session);
            if (!less) {
                break;
            }
        }
        return aged ? reclaimed(session) : bytes;
    }

    private long reclaimed(SqlSession session) {
        return session.ask(sql -> {
            database.reclaim(sql);
            return database.bytes(sql);
        });
    }

    private static boolean deleteOlder(JdbcClient sql, String table, Instant oldest) {
        Optional<Long> tooOld = sql.sql("select sequence from " + table
                        + " where sequence = (select min(sequence) from " + table + ") and kept_at < :oldest")
                .param("oldest", SortableTime.text(oldest))
                .query(Long.class)
                .optional();
        if (tooOld.isEmpty()) {
            return false;
        }
        long youngEnough = sql.sql("select coalesce(min(sequence), " + Long.MAX_VALUE + ") from " + table
                        + " where kept_at >= :oldest")
                .param("oldest", SortableTime.text(oldest))
                .query(Long.class)
                .single();
        return delete(sql, table, Math.min(youngEnough, endOfFirst(sql, table)));
    }

    private static boolean deleteFirst(JdbcClient sql, String table) {
        return delete(sql, table, endOfFirst(sql, table));
    }

    /** The sequence after the first twentieth, one row at least. */
    private static long endOfFirst(JdbcClient sql, String table) {
        return sql.sql("select sequence from " + table + " order by sequence limit 1 offset 1 + (select count(*) from "
                        + table + ") / " + SHARE)
                .query(Long.class)
                .optional()
                .orElse(Long.MAX_VALUE);
    }

    private static boolean delete(JdbcClient sql, String table, long end) {
        if (table.equals("deploy")) {
            sql.sql("""
                            delete from deploy_report where exists (
                                select 1 from deploy where deploy.sequence < :end
                                and deploy.source = deploy_report.source and deploy.external_id = deploy_report.external_id)
                            """).param("end", end).update();
        }
        return sql.sql("delete from " + table + " where sequence < :end")
                        .param("end", end)
                        .update()
                > 0;
    }
}

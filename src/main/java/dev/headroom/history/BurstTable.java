// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.history.BurstRecord.Coarse;
import dev.headroom.history.BurstRecord.VerdictRecord;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.Position;
import dev.headroom.sampling.SampleClip;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Bursts and their flight recordings in SQL, the same for every database. */
final class BurstTable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<Coarse>> VIEWS = new TypeReference<>() {};

    private static final String UPSERT = """
            insert into burst (id, target, signal, device, started_at, ended_at, duration_seconds, peak, mean, saturated_seconds,
                               level_before, samples, coarse_samples, interrupted, unobserved_seconds, hidden, coarse, deploy, verdict,
                               kept_at)
            values (:id, :target, :signal, :device, :startedAt, :endedAt, :durationSeconds, :peak, :mean, :saturatedSeconds,
                    :levelBefore, :samples, :coarseSamples, :interrupted, :unobservedSeconds, :hidden, :coarse, :deploy, :verdict,
                    :keptAt)
            on conflict (id) do update set
                target = excluded.target, signal = excluded.signal, device = excluded.device,
                started_at = excluded.started_at, ended_at = excluded.ended_at, duration_seconds = excluded.duration_seconds,
                peak = excluded.peak, mean = excluded.mean, saturated_seconds = excluded.saturated_seconds,
                level_before = excluded.level_before, samples = excluded.samples, coarse_samples = excluded.coarse_samples,
                interrupted = excluded.interrupted, unobserved_seconds = excluded.unobserved_seconds, hidden = excluded.hidden, coarse = excluded.coarse,
                deploy = excluded.deploy, verdict = excluded.verdict
            """;

    private static final String SELECT = "select * from burst left join burst_label on burst_label.burst = burst.id";

    private static final String UPSERT_CLIP = """
            insert into clip (burst, samples) select id, :samples from burst where id = :burst
            on conflict (burst) do update set samples = excluded.samples
            """;

    private BurstTable() {}

    /** Adds a burst, or replaces what is known of the one with its id; its place in the order of arrival stays. */
    static void save(JdbcClient sql, BurstRecord burst, Instant now) {
        sql.sql(UPSERT)
                .param("id", burst.id())
                .param("target", burst.target())
                .param("signal", burst.signal())
                .param("device", burst.device())
                .param("startedAt", SortableTime.text(burst.start()))
                .param("endedAt", SortableTime.textOrNull(burst.end()))
                .param("durationSeconds", burst.durationSeconds())
                .param("peak", burst.peak())
                .param("mean", burst.mean())
                .param("saturatedSeconds", burst.saturatedSeconds())
                .param("levelBefore", burst.before())
                .param("samples", burst.samples())
                .param("coarseSamples", burst.coarseSamples())
                .param("interrupted", burst.interrupted())
                .param("unobservedSeconds", burst.unobservedSeconds())
                .param("hidden", burst.hidden())
                .param("coarse", JSON.writeValueAsString(burst.coarse()))
                .param("deploy", burst.verdict().deploy())
                .param("verdict", JSON.writeValueAsString(burst.verdict()))
                .param("keptAt", SortableTime.text(now))
                .update();
    }

    static Optional<BurstRecord> byId(JdbcClient sql, String id) {
        return sql.sql(SELECT + " where id = :id")
                .param("id", id)
                .query(BurstTable::burst)
                .optional();
    }

    /** At most so many bursts, in the order of {@link Position}. */
    static List<BurstRecord> find(JdbcClient sql, BurstQuery query, int limit, @Nullable Position after) {
        return new Conditions()
                .and("(ended_at is null or ended_at >= :since)", "since", SortableTime.textOrNull(query.since()))
                .and("started_at < :until", "until", SortableTime.textOrNull(query.until()))
                .and("target = :target", "target", query.target())
                .and("signal = :signal", "signal", query.signal())
                .and("hidden = :hidden", "hidden", query.hidden())
                .and("deploy in (select id from deploy where app = :app)", "app", query.app())
                .after(after)
                .newestFirst(sql, SELECT, limit)
                .query(BurstTable::burst)
                .list();
    }

    /**
     * Keeps a flight recording.
     *
     * @return false when its burst is not kept, and so neither is this
     */
    static boolean saveClip(JdbcClient sql, String burst, SampleClip clip) {
        return sql.sql(UPSERT_CLIP)
                        .param("burst", burst)
                        .param("samples", ClipFormat.bytes(clip))
                        .update()
                > 0;
    }

    static Optional<SampleClip> clip(JdbcClient sql, String burst) {
        return sql.sql("select samples from clip where burst = :burst")
                .param("burst", burst)
                .query((row, number) -> ClipFormat.clip(row.getBytes("samples")))
                .optional();
    }

    private static BurstRecord burst(ResultSet row, int number) throws SQLException {
        return new BurstRecord(
                row.getString("id"),
                row.getString("target"),
                row.getString("signal"),
                row.getString("device"),
                SortableTime.instant(row.getString("started_at")),
                SortableTime.instantOrNull(row.getString("ended_at")),
                optional(row, "duration_seconds"),
                row.getDouble("peak"),
                row.getDouble("mean"),
                row.getDouble("saturated_seconds"),
                optional(row, "level_before"),
                row.getInt("samples"),
                row.getBoolean("coarse_samples"),
                row.getBoolean("interrupted"),
                row.getDouble("unobserved_seconds"),
                JSON.readValue(row.getString("coarse"), VIEWS),
                JSON.readValue(row.getString("verdict"), VerdictRecord.class),
                LabelTable.labelOrNull(row));
    }

    private static @Nullable Double optional(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? null : value;
    }
}

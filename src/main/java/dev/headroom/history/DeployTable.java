// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.history.History.DeployQuery;
import dev.headroom.history.History.Position;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deploys and what was reported of them in SQL, the same for every database. */
final class DeployTable {
    private static final String UPSERT_REPORT = """
            insert into deploy_report (source, external_id, phase, cluster, namespace, kind, name, app, revision, actor,
                                       started_at, finished_at, size, parent_external_id, clock_uncertainty_seconds)
            values (:source, :externalId, :phase, :cluster, :namespace, :kind, :name, :app, :revision, :actor,
                    :startedAt, :finishedAt, :size, :parentExternalId, :clockUncertaintySeconds)
            on conflict (source, external_id, phase) do update set
                cluster = excluded.cluster, namespace = excluded.namespace, kind = excluded.kind, name = excluded.name,
                app = excluded.app, revision = excluded.revision, actor = excluded.actor,
                started_at = excluded.started_at, finished_at = excluded.finished_at, size = excluded.size,
                parent_external_id = excluded.parent_external_id,
                clock_uncertainty_seconds = excluded.clock_uncertainty_seconds
            """;

    private static final String UPSERT_DEPLOY = """
            insert into deploy (id, source, external_id, cluster, namespace, kind, name, app, revision, actor, phase,
                                started_at, finished_at, size, parent, clock_uncertainty_seconds, kept_at)
            values (:id, :source, :externalId, :cluster, :namespace, :kind, :name, :app, :revision, :actor, :phase,
                    :startedAt, :finishedAt, :size, :parent, :clockUncertaintySeconds, :keptAt)
            on conflict (id) do update set
                source = excluded.source, external_id = excluded.external_id, cluster = excluded.cluster,
                namespace = excluded.namespace, kind = excluded.kind, name = excluded.name, app = excluded.app,
                revision = excluded.revision, actor = excluded.actor, phase = excluded.phase,
                started_at = excluded.started_at, finished_at = excluded.finished_at, size = excluded.size,
                parent = excluded.parent, clock_uncertainty_seconds = excluded.clock_uncertainty_seconds
            """;

    private static final String SELECT_RECORD = """
            select deploy.*,
                   (select count(*) from burst where burst.deploy = deploy.id) as bursts,
                   (select coalesce(sum(saturated_seconds), 0) from burst where burst.deploy = deploy.id) as cost_seconds
            from deploy""";

    private DeployTable() {}

    /** Adds a report, or replaces the one of the same source, id and phase. */
    static void save(JdbcClient sql, DeployReport report) {
        sql.sql(UPSERT_REPORT)
                .param("source", report.source())
                .param("externalId", report.externalId())
                .param("phase", report.phase().id())
                .param("cluster", report.cluster())
                .param("namespace", report.namespace())
                .param("kind", report.kind())
                .param("name", report.name())
                .param("app", report.app())
                .param("revision", report.revision())
                .param("actor", report.actor())
                .param("startedAt", SortableTime.text(report.startedAt()))
                .param("finishedAt", SortableTime.textOrNull(report.finishedAt()))
                .param("size", report.size())
                .param("parentExternalId", report.parentExternalId())
                .param("clockUncertaintySeconds", report.clockUncertaintySeconds())
                .update();
    }

    /** Adds a deploy, or replaces what is known of the one with its id; its place in the order of arrival stays. */
    static void save(JdbcClient sql, Deploy deploy, Instant now) {
        sql.sql(UPSERT_DEPLOY)
                .param("id", deploy.id())
                .param("source", deploy.source())
                .param("externalId", deploy.externalId())
                .param("cluster", deploy.cluster())
                .param("namespace", deploy.namespace())
                .param("kind", deploy.kind())
                .param("name", deploy.name())
                .param("app", deploy.app())
                .param("revision", deploy.revision())
                .param("actor", deploy.actor())
                .param("phase", deploy.phase().id())
                .param("startedAt", SortableTime.text(deploy.startedAt()))
                .param("finishedAt", SortableTime.textOrNull(deploy.finishedAt()))
                .param("size", deploy.size())
                .param("parent", deploy.parent())
                .param("clockUncertaintySeconds", deploy.clockUncertaintySeconds())
                .param("keptAt", SortableTime.text(now))
                .update();
    }

    static List<DeployReport> reportsSince(JdbcClient sql, Instant since) {
        return sql.sql("select * from deploy_report where started_at >= :since order by sequence")
                .param("since", SortableTime.text(since))
                .query(DeployTable::report)
                .list();
    }

    static List<Deploy> since(JdbcClient sql, Instant since) {
        return sql.sql("select * from deploy where started_at >= :since order by started_at, id")
                .param("since", SortableTime.text(since))
                .query(DeployTable::deploy)
                .list();
    }

    static Optional<DeployRecord> byId(JdbcClient sql, String id) {
        return sql.sql(SELECT_RECORD + " where id = :id")
                .param("id", id)
                .query(DeployTable::record)
                .optional();
    }

    /** At most so many deploys, in the order of {@link Position}. */
    static List<DeployRecord> find(JdbcClient sql, DeployQuery query, int limit, @Nullable Position after) {
        Phase phase = query.phase();
        return new Conditions()
                .and("(finished_at is null or finished_at >= :since)", "since", SortableTime.textOrNull(query.since()))
                .and("started_at < :until", "until", SortableTime.textOrNull(query.until()))
                .and("source = :source", "source", query.source())
                .and("app = :app", "app", query.app())
                .and("namespace = :namespace", "namespace", query.namespace())
                .and("phase = :phase", "phase", phase == null ? null : phase.id())
                .after(after)
                .newestFirst(sql, SELECT_RECORD, limit)
                .query(DeployTable::record)
                .list();
    }

    private static DeployReport report(ResultSet row, int number) throws SQLException {
        return new DeployReport(
                row.getString("source"),
                row.getString("external_id"),
                row.getString("cluster"),
                row.getString("namespace"),
                row.getString("kind"),
                row.getString("name"),
                row.getString("app"),
                row.getString("revision"),
                row.getString("actor"),
                phase(row),
                SortableTime.instant(row.getString("started_at")),
                SortableTime.instantOrNull(row.getString("finished_at")),
                size(row),
                row.getString("parent_external_id"),
                uncertainty(row));
    }

    private static Deploy deploy(ResultSet row, int number) throws SQLException {
        Double uncertainty = uncertainty(row);
        return new Deploy(
                row.getString("id"),
                row.getString("source"),
                row.getString("external_id"),
                row.getString("cluster"),
                row.getString("namespace"),
                row.getString("kind"),
                row.getString("name"),
                row.getString("app"),
                row.getString("revision"),
                row.getString("actor"),
                phase(row),
                SortableTime.instant(row.getString("started_at")),
                SortableTime.instantOrNull(row.getString("finished_at")),
                size(row),
                row.getString("parent"),
                uncertainty == null ? 0 : uncertainty);
    }

    private static DeployRecord record(ResultSet row, int number) throws SQLException {
        return DeployRecord.of(deploy(row, number), row.getInt("bursts"), row.getDouble("cost_seconds"));
    }

    private static Phase phase(ResultSet row) throws SQLException {
        String id = row.getString("phase");
        return Arrays.stream(Phase.values())
                .filter(phase -> phase.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no phase of a deploy is named " + id));
    }

    private static @Nullable Integer size(ResultSet row) throws SQLException {
        int size = row.getInt("size");
        return row.wasNull() ? null : size;
    }

    private static @Nullable Double uncertainty(ResultSet row) throws SQLException {
        double seconds = row.getDouble("clock_uncertainty_seconds");
        return row.wasNull() ? null : seconds;
    }
}

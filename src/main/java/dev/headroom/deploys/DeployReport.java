// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a source tells of a deploy at one moment: that it started, or how it ended. One deploy is told of in several reports, which
 * {@link DeployMerge} joins.
 *
 * @param source who tells ("kubernetes", "scap", "github")
 * @param externalId the deploy's id there; with the source it names the deploy
 * @param phase how far it is
 * @param startedAt when it began
 * @param finishedAt when it ended, null while it runs or where not told
 * @param size pods to be replaced, null where not told
 * @param parentExternalId the externalId of the deploy this one is a part of, null where not told
 * @param clockUncertaintySeconds how far the source's clock may be off, 0 or more; null where not told
 */
public record DeployReport(
        String source,
        String externalId,
        @Nullable String cluster,
        @Nullable String namespace,
        @Nullable String kind,
        @Nullable String name,
        @Nullable String app,
        @Nullable String revision,
        @Nullable String actor,
        Deploy.Phase phase,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Integer size,
        @Nullable String parentExternalId,
        @Nullable Double clockUncertaintySeconds) {

    /**
     * What is known once a later report of the same deploy is in: its phase, and everything else it tells; what it leaves out stays.
     * The start is what the report of the start tells: some sources tell with the end only when the deploy was asked for, or the end
     * once more. Among reports of one kind, or where it would follow the end, it is the earliest told of.
     */
    DeployReport followedBy(DeployReport later) {
        return new DeployReport(
                source,
                externalId,
                latest(cluster, later.cluster),
                latest(namespace, later.namespace),
                latest(kind, later.kind),
                latest(name, later.name),
                latest(app, later.app),
                latest(revision, later.revision),
                latest(actor, later.actor),
                later.phase,
                startOf(later),
                latest(finishedAt, later.finishedAt),
                latest(size, later.size),
                latest(parentExternalId, later.parentExternalId),
                latest(clockUncertaintySeconds, later.clockUncertaintySeconds));
    }

    /** The same as it was known while the deploy ran. */
    DeployReport begun() {
        return new DeployReport(
                source,
                externalId,
                cluster,
                namespace,
                kind,
                name,
                app,
                revision,
                actor,
                Deploy.Phase.STARTED,
                startedAt,
                null,
                size,
                parentExternalId,
                clockUncertaintySeconds);
    }

    private Instant startOf(DeployReport later) {
        Instant earliest = startedAt.isBefore(later.startedAt) ? startedAt : later.startedAt;
        boolean toldByStart = phase == Deploy.Phase.STARTED && later.phase != Deploy.Phase.STARTED;
        boolean inOrder = later.finishedAt == null || !startedAt.isAfter(later.finishedAt);
        return toldByStart && inOrder ? startedAt : earliest;
    }

    private static <T> @Nullable T latest(@Nullable T earlier, @Nullable T later) {
        return later == null ? earlier : later;
    }
}

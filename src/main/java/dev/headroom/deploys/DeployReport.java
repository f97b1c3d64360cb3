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
     * The start is the earliest told of, so that it never follows the end.
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
                startedAt.isBefore(later.startedAt) ? startedAt : later.startedAt,
                latest(finishedAt, later.finishedAt),
                latest(size, later.size),
                latest(parentExternalId, later.parentExternalId),
                latest(clockUncertaintySeconds, later.clockUncertaintySeconds));
    }

    private static <T> @Nullable T latest(@Nullable T earlier, @Nullable T later) {
        return later == null ? earlier : later;
    }
}

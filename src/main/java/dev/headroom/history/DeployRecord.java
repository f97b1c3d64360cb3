// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.deploys.Deploy;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A deploy as users and their programs see it, with what it has cost: contract.md's record, field by field.
 *
 * @param bursts the bursts attributed to it
 * @param saturatedSeconds the saturated time inside them
 */
public record DeployRecord(
        String id,
        String source,
        String externalId,
        @Nullable String cluster,
        @Nullable String namespace,
        @Nullable String kind,
        @Nullable String name,
        @Nullable String app,
        @Nullable String revision,
        @Nullable String actor,
        String phase,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Integer size,
        @Nullable String parent,
        int bursts,
        double saturatedSeconds) {

    /** Joins a deploy and the bursts attributed to it. */
    public static DeployRecord of(Deploy deploy, int bursts, double saturatedSeconds) {
        return new DeployRecord(
                deploy.id(),
                deploy.source(),
                deploy.externalId(),
                deploy.cluster(),
                deploy.namespace(),
                deploy.kind(),
                deploy.name(),
                deploy.app(),
                deploy.revision(),
                deploy.actor(),
                deploy.phase().id(),
                deploy.startedAt(),
                deploy.finishedAt(),
                deploy.size(),
                deploy.parent(),
                bursts,
                saturatedSeconds);
    }
}

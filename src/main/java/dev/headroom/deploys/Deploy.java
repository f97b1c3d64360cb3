// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One change to what runs in a cluster, in canonical form, whatever source told of it.
 *
 * @param id 26 characters, ordered by time, derived from source and externalId
 * @param source who told of it ("kubernetes", "scap", "github")
 * @param externalId its id there; with the source it names the deploy
 * @param phase how far it is
 * @param startedAt when it began
 * @param finishedAt when it ended, null while it runs
 * @param size pods to be replaced, null where not told
 * @param parent the id of the deploy this one is a part of, null where it is none
 * @param clockUncertaintySeconds how far the source's clock may be off, 0 or more
 */
public record Deploy(
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
        Phase phase,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable Integer size,
        @Nullable String parent,
        double clockUncertaintySeconds) {

    /** How far a deploy is. */
    public enum Phase {
        STARTED("started"),
        SUCCEEDED("succeeded"),
        FAILED("failed"),
        ROLLED_BACK("rolled-back");

        private final String id;

        Phase(String id) {
            this.id = id;
        }

        /** The public name. */
        public String id() {
            return id;
        }
    }

    /** The same deploy under other ids. */
    Deploy named(String otherId, @Nullable String otherParent) {
        return new Deploy(
                otherId,
                source,
                externalId,
                cluster,
                namespace,
                kind,
                name,
                app,
                revision,
                actor,
                phase,
                startedAt,
                finishedAt,
                size,
                otherParent,
                clockUncertaintySeconds);
    }
}

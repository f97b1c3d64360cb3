// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one object says of a workload and of its latest rollout.
 *
 * @param resourceVersion the version of the object
 * @param observed its controller has seen that generation: what the object tells besides is of it
 * @param revision which template its pods are to have: changes with each rollout and never with the scale. Of a Deployment its revision annotation,
 *     of a DaemonSet the generation of its template, of a StatefulSet the name of the update revision; null while its controller has not seen it
 * @param templateHash the same for templates that are the same
 * @param progress how far its rollout is
 * @param rollingOut its pods are being replaced: not so while it is only scaled, or is unwell
 * @param desired pods it is to have
 * @param templateChangedAt when its template was last written, whole seconds; null where not told
 * @param progressedAt when its rollout last got on, or ended, whole seconds; null where not told (DaemonSet, StatefulSet)
 * @param app what it is a part of
 * @param actor the program that last wrote the template ("kubectl-set", "helm")
 * @param group what is deployed together with it, null where nothing tells
 */
record Workload(
        WorkloadKind kind,
        String uid,
        String namespace,
        String name,
        String resourceVersion,
        long generation,
        boolean observed,
        @Nullable String revision,
        int templateHash,
        Progress progress,
        boolean rollingOut,
        int desired,
        @Nullable Instant createdAt,
        @Nullable Instant templateChangedAt,
        @Nullable Instant progressedAt,
        String app,
        @Nullable String actor,
        @Nullable DeployGroup group) {

    /** How far the rollout of a workload is, by the rules of {@code kubectl rollout status}. */
    enum Progress {
        RUNNING,
        COMPLETE,
        /** It exceeded its progress deadline. */
        FAILED
    }

    /**
     * What is deployed together.
     *
     * @param kind who groups ("HelmRelease", "Application", "Kustomization")
     * @param namespace of the group's own object, null where not told
     */
    record DeployGroup(String kind, @Nullable String namespace, String name) {}

    /** What names the rollout that it is in or was in last. */
    String rolloutId() {
        String id = uid + ":" + revision;
        // the update revision of a StatefulSet has the same name again after a rollback
        return kind == WorkloadKind.STATEFUL_SET ? id + ":" + generation : id;
    }

    /** Namespace and name, which name it among its kind. */
    String key() {
        return namespace + "/" + name;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import dev.headroom.kubernetes.Workload.Progress;
import org.jspecify.annotations.Nullable;

/**
 * When a rollout is complete, by the rules of {@code kubectl rollout status} (k8s.io/kubectl, polymorphichelpers/rollout_status.go). Pure
 * functions over what objects say.
 */
final class RolloutRules {
    private RolloutRules() {}

    /**
     * What a Deployment says.
     *
     * @param deadlineExceeded its condition Progressing has the reason ProgressDeadlineExceeded
     */
    record DeploymentState(
            long generation,
            long observedGeneration,
            int desired,
            int replicas,
            int updated,
            int available,
            boolean deadlineExceeded) {}

    /** What a DaemonSet says. */
    record DaemonSetState(long generation, long observedGeneration, int desired, int updated, int available) {}

    /**
     * What a StatefulSet says.
     *
     * @param partition pods below this ordinal keep the old template, null where there is none
     */
    record StatefulSetState(
            long generation,
            long observedGeneration,
            int desired,
            int updated,
            int ready,
            @Nullable Integer partition,
            String currentRevision,
            String updateRevision) {}

    static Progress of(DeploymentState state) {
        if (state.generation > state.observedGeneration) {
            return Progress.RUNNING;
        }
        if (state.deadlineExceeded) {
            return Progress.FAILED;
        }
        return complete(
                state.updated >= state.desired && state.replicas <= state.updated && state.available >= state.updated);
    }

    static Progress of(DaemonSetState state) {
        return complete(state.generation <= state.observedGeneration
                && state.updated >= state.desired
                && state.available >= state.desired);
    }

    static Progress of(StatefulSetState state) {
        if (state.generation > state.observedGeneration || state.ready < state.desired) {
            return Progress.RUNNING;
        }
        if (state.partition != null && state.partition > 0) {
            return complete(state.updated >= state.desired - state.partition);
        }
        return complete(state.updateRevision.equals(state.currentRevision));
    }

    private static Progress complete(boolean complete) {
        return complete ? Progress.COMPLETE : Progress.RUNNING;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static dev.headroom.kubernetes.Workload.Progress.COMPLETE;
import static dev.headroom.kubernetes.Workload.Progress.FAILED;
import static dev.headroom.kubernetes.Workload.Progress.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.kubernetes.RolloutRules.DaemonSetState;
import dev.headroom.kubernetes.RolloutRules.DeploymentState;
import dev.headroom.kubernetes.RolloutRules.StatefulSetState;
import org.junit.jupiter.api.Test;

/** The cases that kubectl's own rules tell apart. */
class RolloutRulesTest {
    @Test
    void aDeploymentIsCompleteWhenOldPodsAreGoneAndAllNewOnesAreAvailable() {
        assertThat(RolloutRules.of(new DeploymentState(2, 1, 3, 3, 3, 3, false)))
                .isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new DeploymentState(2, 2, 3, 3, 2, 3, false)))
                .isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new DeploymentState(2, 2, 3, 4, 3, 3, false)))
                .isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new DeploymentState(2, 2, 3, 3, 3, 2, false)))
                .isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new DeploymentState(2, 2, 3, 3, 3, 3, false)))
                .isEqualTo(COMPLETE);
        assertThat(RolloutRules.of(new DeploymentState(2, 2, 3, 3, 2, 3, true))).isEqualTo(FAILED);
        assertThat(RolloutRules.of(new DeploymentState(3, 2, 3, 3, 2, 3, true))).isEqualTo(RUNNING);
    }

    @Test
    void aDaemonSetIsCompleteWhenEachNodeHasTheNewPodAndItIsAvailable() {
        assertThat(RolloutRules.of(new DaemonSetState(2, 1, 4, 4, 4))).isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new DaemonSetState(2, 2, 4, 3, 4))).isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new DaemonSetState(2, 2, 4, 4, 3))).isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new DaemonSetState(2, 2, 4, 4, 4))).isEqualTo(COMPLETE);
    }

    @Test
    void aStatefulSetIsCompleteWhenItsRevisionIsCurrentOrThePartitionIsUpdated() {
        assertThat(RolloutRules.of(new StatefulSetState(2, 1, 3, 3, 3, null, "b", "b")))
                .isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new StatefulSetState(2, 2, 3, 3, 2, null, "b", "b")))
                .isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new StatefulSetState(2, 2, 3, 3, 3, null, "a", "b")))
                .isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new StatefulSetState(2, 2, 3, 3, 3, 0, "b", "b")))
                .isEqualTo(COMPLETE);
        assertThat(RolloutRules.of(new StatefulSetState(2, 2, 3, 0, 3, 2, "a", "b")))
                .isEqualTo(RUNNING);
        assertThat(RolloutRules.of(new StatefulSetState(2, 2, 3, 1, 3, 2, "a", "b")))
                .isEqualTo(COMPLETE);
    }
}

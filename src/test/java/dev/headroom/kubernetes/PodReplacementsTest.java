// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.kubernetes.Workload.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When replaced pods are a restart. */
class PodReplacementsTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<String> told = new ArrayList<>();
    private final PodReplacements replacements = new PodReplacements(
            loop,
            (restart, startedAt, finishedAt) -> told.add(restart.pods() + " pods of " + restart.workloads() + " in "
                    + restart.namespaces() + (finishedAt == null ? "" : " over")));

    private void replaced(String namespace, String name, int pods, int desired) {
        Workload workload = new Workload(
                WorkloadKind.DEPLOYMENT,
                namespace + name,
                namespace,
                name,
                "1",
                1,
                true,
                "1",
                1,
                Progress.COMPLETE,
                false,
                desired,
                null,
                null,
                null,
                name,
                null,
                null);
        replacements.replaced(workload, pods, loop.now());
        loop.pass(Duration.ofSeconds(20));
    }

    @Test
    void podsOfThreeWorkloadsInTwoNamespacesAreOneRestartUntilTwoQuietMinutes() {
        replaced("red", "a", 3, 3);
        replaced("red", "b", 2, 3);
        assertThat(told).isEmpty();
        replaced("blue", "c", 1, 1);
        replaced("green", "d", 5, 5);
        loop.pass(Duration.ofMinutes(3));
        assertThat(told).containsExactly("6 pods of 3 in [blue, red]", "11 pods of 4 in [blue, green, red] over");
    }

    @Test
    void aFewPodsOfManyOrOneNamespaceOrLongPausesAreNone() {
        replaced("red", "a", 1, 30);
        replaced("blue", "b", 1, 30);
        replaced("green", "c", 1, 30);
        loop.pass(Duration.ofMinutes(3));
        replaced("red", "a", 3, 3);
        replaced("red", "b", 3, 3);
        replaced("red", "c", 3, 3);
        loop.pass(Duration.ofMinutes(3));
        replaced("red", "a", 3, 3);
        loop.pass(Duration.ofMinutes(3));
        replaced("blue", "b", 3, 3);
        replaced("green", "c", 3, 3);
        loop.pass(Duration.ofMinutes(3));
        assertThat(told).isEmpty();
    }
}

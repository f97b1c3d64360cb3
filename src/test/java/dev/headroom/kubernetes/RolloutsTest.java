// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.kubernetes.Rollouts.Seen;
import dev.headroom.kubernetes.Workload.Progress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a sequence of looks at workloads says of rollouts. */
class RolloutsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final List<String> told = new ArrayList<>();
    private final Rollouts rollouts = new Rollouts((workload, phase, startedAt, finishedAt) -> told.add(workload.name()
            + " " + workload.revision() + " " + phase.id() + " " + seconds(startedAt) + " " + seconds(finishedAt)));

    private static String seconds(@Nullable Instant time) {
        return time == null ? "-" : String.valueOf(time.getEpochSecond() - NOON.getEpochSecond());
    }

    private static Instant at(long second) {
        return NOON.plusSeconds(second);
    }

    private static Workload web(
            String uid, @Nullable String revision, int template, Progress progress, long writtenAt) {
        return new Workload(
                WorkloadKind.DEPLOYMENT,
                uid,
                "shop",
                "web",
                "1",
                1,
                true,
                revision,
                template,
                progress,
                progress == Progress.RUNNING,
                3,
                at(-9_000),
                at(writtenAt),
                progress == Progress.RUNNING ? null : at(writtenAt + 40),
                "web",
                null,
                null);
    }

    private static Workload old() {
        return web("u", "1", 1, Progress.COMPLETE, -9_000);
    }

    private void list(Workload... workloads) {
        rollouts.listed(WorkloadKind.DEPLOYMENT, List.of(workloads), at(0));
    }

    private static Seen seen(long changed, @Nullable Long settled, long looked) {
        return new Seen(at(changed), settled == null ? null : at(settled), at(looked));
    }

    @Test
    void anewRevisionStartsARolloutAtTheFirstRowAndItEndsAtTheRowThatSettledIt() {
        list(old());
        rollouts.seen(web("u", "2", 2, Progress.RUNNING, 10), seen(10, null, 11));
        rollouts.seen(web("u", "2", 2, Progress.COMPLETE, 10), seen(12, 60L, 63));
        assertThat(told).containsExactly("web 2 started 10 -", "web 2 succeeded 10 60");
    }

    @Test
    void whatEndedLongAgoAndScalingAreNoRollouts() {
        list(old());
        rollouts.seen(web("u", "1", 1, Progress.RUNNING, 10), seen(10, null, 11));
        rollouts.seen(web("u", "1", 1, Progress.COMPLETE, 10), seen(12, 60L, 63));
        assertThat(told).isEmpty();
    }

    @Test
    void aRolloutUnderWayAtTheStartIsToldWithTheTimeItsTemplateWasWritten() {
        list(web("u", "7", 2, Progress.RUNNING, -30));
        assertThat(told).containsExactly("web 7 started -30 -");
    }

    @Test
    void aRolloutThatBeganAndEndedUnwatchedIsToldWithTheTimesOfTheObject() {
        list(old());
        list(web("u", "2", 2, Progress.COMPLETE, -300));
        assertThat(told).containsExactly("web 2 started -300 -", "web 2 succeeded -300 -260");
    }

    @Test
    void aRolloutThatTheNextReplacesHasFailed() {
        list(old());
        rollouts.seen(web("u", "2", 2, Progress.RUNNING, 10), seen(10, null, 11));
        rollouts.seen(web("u", "3", 3, Progress.RUNNING, 20), seen(20, null, 21));
        assertThat(told).containsExactly("web 2 started 10 -", "web 2 failed 10 20", "web 3 started 20 -");
    }

    @Test
    void aTemplateOfBeforeTakesTheRolloutBack() {
        list(old());
        rollouts.seen(web("u", "2", 2, Progress.COMPLETE, 10), seen(10, 15L, 16));
        rollouts.seen(web("u", "3", 1, Progress.COMPLETE, 20), seen(20, 25L, 26));
        assertThat(told)
                .containsExactly(
                        "web 2 started 10 -",
                        "web 2 succeeded 10 15",
                        "web 2 rolled-back 10 20",
                        "web 3 started 20 -",
                        "web 3 succeeded 20 25");
    }

    @Test
    void anExceededDeadlineFailsAndSoDoesADeletion() {
        list(old());
        rollouts.seen(web("u", "2", 2, Progress.RUNNING, 10), seen(10, null, 11));
        rollouts.seen(web("u", "2", 2, Progress.FAILED, 10), seen(50, null, 51));
        rollouts.seen(web("u", "3", 3, Progress.RUNNING, 60), seen(60, null, 61));
        list();
        assertThat(told)
                .containsExactly(
                        "web 2 started 10 -", "web 2 failed 10 50", "web 3 started 60 -", "web 3 failed 60 60");
        assertThat(rollouts.namespacesOf(WorkloadKind.DEPLOYMENT, "web")).isEmpty();
    }

    @Test
    void aWorkloadThatIsMadeAnewUnderItsNameIsAnother() {
        list(old());
        rollouts.seen(web("v", "1", 1, Progress.RUNNING, 10), seen(10, null, 11));
        assertThat(told).containsExactly("web 1 started 10 -");
        assertThat(rollouts.isRunning(WorkloadKind.DEPLOYMENT, "web")).isTrue();
    }
}

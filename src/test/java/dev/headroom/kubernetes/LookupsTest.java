// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.deploys.DeployReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How often the object of a rollout is asked for, row by row. */
class LookupsTest {
    private static final int DESIRED = 50;

    private final ManualLoop loop = new ManualLoop();
    private final ScriptedServer server = new ScriptedServer();
    private final List<DeployReport> told = new ArrayList<>();
    private final Map<WorkloadKind, WatchTotals> totals = new EnumMap<>(WorkloadKind.class);
    private final RolloutReports reports = new RolloutReports(null, told::add);
    private final Rollouts rollouts = new Rollouts(reports);
    private final Lookups lookups = new Lookups(
            loop, server, new OutageGate(loop, new Random(1)), rollouts, new PodReplacements(loop, reports), totals);
    private int version = 1;

    @BeforeEach
    void begin() {
        totals.put(WorkloadKind.DEPLOYMENT, new WatchTotals(WorkloadKind.DEPLOYMENT));
        JsonNode before = new JsonMapper().readTree(object(1, DESIRED, DESIRED));
        rollouts.listed(
                WorkloadKind.DEPLOYMENT, List.of(WorkloadJson.read(WorkloadKind.DEPLOYMENT, before)), loop.now());
        server.answers = path -> ScriptedServer.json(object(2, 10, DESIRED));
    }

    private static String object(int revision, int updated, int replicas) {
        return """
                {"metadata":{"uid":"u","namespace":"shop","name":"web","resourceVersion":"9","generation":%1$d,
                   "annotations":{"deployment.kubernetes.io/revision":"%1$d"}},
                 "spec":{"replicas":50,"template":{"image":"a:%1$d"}},
                 "status":{"observedGeneration":%1$d,"replicas":%3$d,"updatedReplicas":%2$d,"readyReplicas":50,"availableReplicas":50}}
                """.formatted(revision, updated, replicas);
    }

    /** Another template is written, and the controller has done nothing about it. */
    private static String unobserved() {
        return object(1, DESIRED, DESIRED).replace("\"generation\":1", "\"generation\":2");
    }

    private void row(int ready, int upToDate) {
        lookups.changed(
                WorkloadKind.DEPLOYMENT,
                WatchLine.Type.MODIFIED,
                new Row("web", String.valueOf(version++), DESIRED, ready, upToDate, ready));
    }

    private void after(double seconds) {
        loop.pass(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    @Test
    void aRolloutWhoseRowsKeepChangingIsLookedAtOnceAtItsStartAndOnceAtItsEnd() {
        row(50, 0);
        after(1);
        for (int pod = 1; pod < DESIRED; pod++) {
            row(48, pod);
            after(5);
        }
        assertThat(server.asked).as("in four minutes of progress").hasSize(1);

        server.answers = path -> ScriptedServer.json(object(2, DESIRED, DESIRED));
        row(50, 50);
        after(60);
        assertThat(server.asked).hasSize(2);
        assertThat(told).extracting(report -> report.phase().id()).containsExactly("started", "succeeded");
        assertThat(told.getLast().finishedAt()).isEqualTo(loop.now().minusSeconds(60));
    }

    @Test
    void aRolloutBeganWithTheRowOfItsTemplateHoweverLateItsControllerComesToIt() {
        server.answers = path -> ScriptedServer.json(unobserved());
        Instant written = loop.now();
        row(50, 50);
        after(2);
        assertThat(server.asked).hasSize(1);
        server.answers = path -> ScriptedServer.json(object(2, 0, DESIRED));
        row(50, 0);
        after(1);
        assertThat(told).extracting(DeployReport::startedAt).containsExactly(written);
    }

    @Test
    void aRowThatComesWhileTheObjectIsAskedForCountsForTheNextLook() {
        server.answers = path -> {
            loop.pass(Duration.ofMillis(100));
            row(50, 50);
            return ScriptedServer.json(object(1, DESIRED, DESIRED));
        };
        row(50, 50);
        Instant written = loop.now().plusMillis(1600);
        after(2);
        server.answers = path -> ScriptedServer.json(object(2, 0, DESIRED));
        row(50, 0);
        after(1);
        assertThat(told).extracting(DeployReport::startedAt).containsExactly(written);
    }

    @Test
    void theObjectIsNotAskedForBeforeItsControllerHasBegun() {
        row(50, 50);
        after(1);
        assertThat(server.asked).isEmpty();
        row(50, 50);
        row(48, 0);
        after(0.5);
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void aRolloutIsToldSoonAlsoWhereItsControllerBeginsWhileTheObjectIsAskedFor() {
        server.answers = path -> {
            server.answers = later -> ScriptedServer.json(object(2, 10, DESIRED));
            loop.pass(Duration.ofMillis(100));
            row(50, 0);
            return ScriptedServer.json(unobserved());
        };
        Instant written = loop.now();
        row(50, 50);
        after(2.1);
        assertThat(told).extracting(DeployReport::startedAt).containsExactly(written);
        for (int pod = 1; pod < 20; pod++) {
            row(48, pod);
            after(2);
        }
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void aRowThatComesWhileTheObjectIsAskedForIsNoReasonToAskAgain() {
        server.answers = path -> {
            row(48, 0);
            return ScriptedServer.json(object(2, 0, DESIRED));
        };
        row(50, 0);
        for (int pod = 1; pod < 20; pod++) {
            after(1);
            row(48, pod);
        }
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void aRolloutThatBeginsWhileTheObjectIsAskedForIsToldSoon() {
        server.answers = path -> {
            server.answers = later -> ScriptedServer.json(object(2, 10, DESIRED));
            row(50, 50);
            row(50, 0);
            return ScriptedServer.json(object(1, DESIRED, DESIRED));
        };
        row(50, 50);
        after(2.5);
        assertThat(told).extracting(report -> report.phase().id()).containsExactly("started");
        for (int pod = 1; pod < 20; pod++) {
            row(48, pod);
            after(2);
        }
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void oldPodsThatGoAfterTheEndAreNoReasonToAsk() {
        rollOut();
        for (int pod = 0; pod < 7; pod++) {
            after(7);
            row(50, 50);
        }
        assertThat(server.asked).as("a start and an end").hasSize(2);
        after(20);
        row(50, 50);
        after(2);
        assertThat(server.asked).as("a write long after").hasSize(3);
    }

    @Test
    void aRolloutSoonAfterAnotherBeganWithTheRowOfItsTemplate() {
        rollOut();
        after(7);
        row(50, 50);
        after(4);
        Instant written = loop.now();
        row(50, 50);
        after(1.2);
        row(50, 50);
        server.answers = path -> ScriptedServer.json(object(3, 0, DESIRED));
        after(1);
        row(50, 0);
        after(1);
        assertThat(told.getLast().startedAt()).isEqualTo(written);
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void aRolloutSoonAfterAnotherIsToldSoonAlsoWhereItScalesAtOnce() {
        rollOut();
        server.answers = path -> ScriptedServer.json(object(3, 0, DESIRED));
        after(5);
        for (int pod = 0; pod < 20; pod++) {
            lookups.changed(
                    WorkloadKind.DEPLOYMENT,
                    WatchLine.Type.MODIFIED,
                    new Row("web", String.valueOf(version++), DESIRED + 10, DESIRED, pod, DESIRED));
            after(1);
        }
        assertThat(server.asked).hasSize(3);
        assertThat(told).extracting(report -> report.phase().id()).containsExactly("started", "succeeded", "started");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1.4, 1.6, 1.8, 2, 4, 59.4, 59.6, 59.8, 60})
    void aRolloutThatBeginsAtAnyTimeAfterAnotherIsToldWithinASecond(double seconds) {
        rollOut();
        server.answers = path -> ScriptedServer.json(object(3, 0, DESIRED));
        after(seconds);
        Instant written = loop.now();
        row(50, 50);
        row(50, 0);
        for (int pod = 1; pod < 20; pod++) {
            after(1);
            row(48, pod);
            assertThat(told.getLast().phase().id()).isEqualTo("started");
        }
        assertThat(told.getLast().startedAt()).isEqualTo(written);
        assertThat(server.asked).hasSize(3);
    }

    @Test
    void aPodThatIsLostAfterTheEndIsLookedAtWhateverComesAfterIt() {
        rollOut();
        row(49, 50);
        after(1);
        row(50, 50);
        row(50, 50);
        after(4);
        assertThat(server.asked).hasSize(3);
    }

    private void rollOut() {
        row(50, 0);
        after(1);
        server.answers = path -> ScriptedServer.json(object(2, DESIRED, DESIRED));
        row(50, 50);
        after(1.1);
        assertThat(told).extracting(report -> report.phase().id()).containsExactly("started", "succeeded");
    }

    @Test
    void aRowThatLooksDoneForAMomentIsNotLookedAt() {
        row(50, 0);
        after(1);
        row(50, 50);
        after(0.9);
        row(48, 50);
        after(3);
        assertThat(server.asked).hasSize(1);
    }

    @Test
    void aRowThatLooksDoneAndKeepsChangingIsLookedAtAfterTwoSeconds() {
        row(50, 0);
        after(1);
        for (int i = 0; i < 4; i++) {
            row(50, 50);
            after(0.6);
        }
        assertThat(server.asked).hasSize(2);
    }

    @Test
    void aRowAfterALongPauseIsLookedAtOnceItIsQuiet() {
        row(50, 0);
        after(120);
        assertThat(server.asked).as("while nothing is told").hasSize(1);
        row(48, 10);
        after(9);
        assertThat(server.asked).hasSize(1);
        after(2);
        assertThat(server.asked).as("it may have failed").hasSize(2);
    }

    @Test
    void nothingIsLookedAtOnceTheWatchHasEnded() {
        row(50, 0);
        lookups.clear();
        after(60);
        assertThat(server.asked).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployEvent;
import dev.headroom.deploys.DeployInbox.Receipt;
import dev.headroom.deploys.DeployNotKeptException;
import dev.headroom.deploys.DeployReport;
import dev.headroom.detection.Burst;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.History;
import dev.headroom.history.HistoryUnavailableException;
import dev.headroom.history.HistoryUnreadableException;
import dev.headroom.history.KnownDeploys;
import dev.headroom.history.SqlHistory;
import dev.headroom.history.TemporaryHistory;
import dev.headroom.metrics.DeployFigures.Attributed;
import dev.headroom.metrics.DeployFigures.Saturated;
import dev.headroom.metrics.DeployFigures.Told;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deploys and bursts as they meet in the service: what is kept, what is judged, what is counted. */
class DeployDeskTest {
    private static final Instant START = Instant.parse("2024-05-28T12:23:00Z");
    private static final Duration RETRY = Duration.ofMillis(10);
    private static final SignalKey CPU = new SignalKey("node-1", SignalKind.CPU, "");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private final InstantSource clock = now::get;
    private final BlockingQueue<Object> published = new LinkedBlockingQueue<>();
    private final SqlHistory history;
    private final VerdictCounts counts = new VerdictCounts();
    private Service service;

    DeployDeskTest(@TempDir Path directory) {
        history = TemporaryHistory.in(directory);
        service = new Service(history);
    }

    /** The parts as the service joins them. */
    private final class Service {
        private final Facts facts = new Facts(published::add);
        private final Verdicts verdicts;
        private final DeployDesk desk;
        private final BurstRecorder recorder;

        Service(History history) {
            verdicts = new Verdicts(history, facts, counts, clock, RETRY);
            desk = new DeployDesk(history, verdicts, facts, clock);
            recorder = new BurstRecorder(history, verdicts, facts);
            verdicts.start();
        }

        void stop() {
            verdicts.close();
            facts.close();
        }
    }

    @AfterEach
    void stop() {
        service.stop();
        history.close();
    }

    @Test
    void aBurstRightAfterADeployIsNamedAtItsEndAndTheDeployIsChargedForIt() throws Exception {
        Deploy deploy = service.desk.accept(started("run-1", "mediawiki")).deploy();
        now.set(START.plusSeconds(8));
        service.recorder.closed(burst("B1", 4, 7));

        Judged judged = next(Judged.class);
        assertThat(judged.verdict().decision()).isEqualTo(Decision.CAUSED);
        assertThat(judged.verdict().deploy()).isEqualTo(deploy.id());
        assertThat(verdict("B1").deploy()).isEqualTo(deploy.id());
        assertThat(history.flush(Duration.ofSeconds(10))).isTrue();
        assertThat(history.deploy(deploy.id())).hasValueSatisfying(record -> {
            assertThat(record.bursts()).isEqualTo(1);
            assertThat(record.saturatedSeconds()).isEqualTo(3);
        });
        assertThat(counts.attributed())
                .as("before the window closes: there, so that the first one is seen to be one more")
                .containsExactlyInAnyOrder(
                        new Attributed("mediawiki", "caused", 0), new Attributed("mediawiki", "likely", 0));
        assertThat(counts.saturated()).containsExactly(new Saturated("mediawiki", 0));

        now.set(START.plusSeconds(300));
        untilCounted();
        assertThat(counts.attributed())
                .containsExactlyInAnyOrder(
                        new Attributed("mediawiki", "caused", 1), new Attributed("mediawiki", "likely", 0));
        assertThat(counts.saturated()).containsExactly(new Saturated("mediawiki", 3));
        assertThat(counts.unexplained(CPU)).isZero();
    }

    @Test
    void aBurstFarFromAnyDeployIsPendingAtFirstAndUnexplainedInTheEnd() throws Exception {
        service.recorder.closed(burst("B1", 4, 7));
        assertThat(next(Judged.class).verdict().decision()).isEqualTo(Decision.PENDING);
        now.set(START.plusSeconds(300));
        assertThat(next(Judged.class).verdict().decision()).isEqualTo(Decision.UNEXPLAINED);
        assertThat(verdict("B1").decision()).isEqualTo("unexplained");
        assertThat(counts.unexplained(CPU)).isEqualTo(1);
    }

    @Test
    void aDeployReportedAfterTheBurstIsStillNamed() throws Exception {
        now.set(START.plusSeconds(8));
        service.recorder.closed(burst("B1", 4, 7));
        assertThat(next(Judged.class).verdict().decision()).isEqualTo(Decision.PENDING);
        Deploy deploy = service.desk.accept(started("run-1", "mediawiki")).deploy();
        assertThat(next(Judged.class).verdict().deploy()).isEqualTo(deploy.id());
    }

    @Test
    void whatDashboardsWouldHaveShownComesLaterAndLeavesTheVerdict() throws Exception {
        service.desk.accept(started("run-1", "mediawiki"));
        now.set(START.plusSeconds(8));
        Burst burst = burst("B1", 4, 7);
        service.recorder.closed(burst);
        next(Judged.class);
        service.recorder.settled(new Burst(
                "B1",
                CPU,
                burst.startNanos(),
                burst.endNanos(),
                false,
                false,
                1,
                0.99,
                3,
                0.2,
                30,
                false,
                0,
                List.of(),
                true));
        service.verdicts.close();
        assertThat(history.burst("B1")).hasValueSatisfying(record -> {
            assertThat(record.mean()).isEqualTo(0.99);
            assertThat(record.verdict().decision()).isEqualTo("caused");
        });
    }

    @Test
    void theSameReportAgainIsADuplicateAndChangesNothing() throws Exception {
        Receipt first = service.desk.accept(started("run-1", "mediawiki"));
        Receipt again = service.desk.accept(started("run-1", "mediawiki"));
        assertThat(first.duplicate()).isFalse();
        assertThat(again.duplicate()).isTrue();
        assertThat(again.deploy()).isEqualTo(first.deploy());
        assertThat(service.desk.told()).containsExactly(new Told("scap", "started", 1));
    }

    @Test
    void aDeployRunsFromItsStartToItsEnd() throws Exception {
        service.desk.accept(started("run-1", "mediawiki"));
        assertThat(service.desk.running()).extracting(Deploy::externalId).containsExactly("run-1");
        Receipt end = service.desk.accept(report("scap", "run-1", "mediawiki", Phase.SUCCEEDED, START.plusSeconds(60)));
        assertThat(end.deploy().finishedAt()).isEqualTo(START.plusSeconds(60));
        assertThat(service.desk.running()).isEmpty();
    }

    @Test
    void ofVeryManyDeploysThoseToldOfLastAreRememberedAndAThousandPublished() throws Exception {
        history.save(
                KnownDeploys.report("app-0"),
                IntStream.range(0, 2_100)
                        .mapToObj(i -> KnownDeploys.deploy("D%04d".formatted(i), "app-" + i))
                        .toList());
        service.desk.accept(started("run-1", "mediawiki"));
        assertThat(service.desk.running())
                .hasSize(1_000)
                .first()
                .extracting(Deploy::id)
                .isEqualTo("D0101");
        assertThat(service.desk.recent("D0100")).isEmpty();
        assertThat(service.desk.recent()).hasSize(100);
    }

    @Test
    void aDeployIsOfInterestUntilTenMinutesAfterItsEnd() throws Exception {
        service.desk.accept(started("run-1", "mediawiki"));
        service.desk.accept(report("scap", "run-1", "mediawiki", Phase.FAILED, START.plusSeconds(60)));
        now.set(START.plusSeconds(60 + 599));
        assertThat(service.desk.recent()).extracting(Deploy::externalId).containsExactly("run-1");
        now.set(START.plusSeconds(60 + 601));
        assertThat(service.desk.recent()).isEmpty();
    }

    @Test
    void aDeployThatEndedShortlyBeforeARestartIsStillOfInterest() throws Exception {
        service.desk.accept(report("scap", "run-1", "mediawiki", Phase.SUCCEEDED, START.plusSeconds(60)));
        service.stop();
        now.set(START.plusSeconds(300));
        service = new Service(history);
        service.desk.start();
        await().untilAsserted(() ->
                assertThat(service.desk.recent()).extracting(Deploy::externalId).containsExactly("run-1"));
    }

    @Test
    void theLastBurstIsLaidAtTheDoorOfItsDeployForAQuarterOfAnHour() throws Exception {
        LastBlame blame = new LastBlame(service.desk, clock);
        Deploy deploy = service.desk.accept(started("run-1", "mediawiki")).deploy();
        now.set(START.plusSeconds(8));
        service.recorder.closed(burst("B1", 4, 7));
        blame.judged(next(Judged.class));
        assertThat(blame.all()).singleElement().satisfies(blamed -> {
            assertThat(blamed.signal()).isEqualTo(CPU);
            assertThat(blamed.deploy().id()).isEqualTo(deploy.id());
            assertThat(blamed.probability()).isBetween(0.7, 1.0);
        });
        now.set(START.plusSeconds(7 + 901));
        assertThat(blame.all()).isEmpty();
    }

    @Test
    void aLaterBurstThatNothingExplainsTakesTheBlameAway() throws Exception {
        LastBlame blame = new LastBlame(service.desk, clock);
        service.desk.accept(started("run-1", "mediawiki"));
        now.set(START.plusSeconds(8));
        service.recorder.closed(burst("B1", 4, 7));
        Judged first = next(Judged.class);
        Burst later = burst("B2", 600, 602);
        blame.judged(first);
        blame.judged(new Judged(later, Verdict.unexplained("nothing ran"), true));
        assertThat(blame.all()).isEmpty();
        blame.judged(first);
        assertThat(blame.all()).as("word of an earlier burst").isEmpty();
    }

    @Test
    void anEndThatOvertookItsStartIsStillTheEnd() throws Exception {
        service.desk.accept(report("scap", "run-1", "mediawiki", Phase.SUCCEEDED, START.plusSeconds(60)));
        Receipt start = service.desk.accept(started("run-1", "mediawiki"));
        assertThat(start.deploy().phase()).isEqualTo(Phase.SUCCEEDED);
        assertThat(service.desk.running()).isEmpty();
    }

    @Test
    void aDeployOfAnotherSourceOfTheSameAppBecomesAChild() throws Exception {
        Deploy parent = service.desk.accept(started("run-1", "mediawiki")).deploy();
        now.set(START.plusSeconds(5));
        Receipt child = service.desk.accept(new DeployReport(
                "kubernetes",
                "uid/2",
                null,
                "mw",
                "Deployment",
                "mw-web",
                "mediawiki",
                null,
                null,
                Phase.STARTED,
                START.plusSeconds(5),
                null,
                30,
                null,
                null));
        assertThat(child.deploy().parent()).isEqualTo(parent.id());
    }

    @Test
    void anIdOnceToldStaysWhenAnEarlierStartIsReported() throws Exception {
        Deploy first = service.desk
                .accept(report("scap", "run-1", "mediawiki", Phase.SUCCEEDED, START.plusSeconds(60)))
                .deploy();
        DeployReport earlier = new DeployReport(
                "scap",
                "run-1",
                null,
                null,
                null,
                null,
                "mediawiki",
                null,
                null,
                Phase.STARTED,
                START.minusSeconds(9),
                null,
                null,
                null,
                null);
        Deploy later = service.desk.accept(earlier).deploy();
        assertThat(later.id()).isEqualTo(first.id());
        assertThat(later.startedAt()).isEqualTo(START.minusSeconds(9));
    }

    @Test
    void afterARestartTheSameReportIsStillADuplicateAndPendingVerdictsAreGiven() throws Exception {
        now.set(START.plusSeconds(8));
        service.recorder.closed(burst("B1", 4, 7));
        next(Judged.class);
        Deploy before = service.desk.accept(started("run-1", "mediawiki")).deploy();
        next(Judged.class);
        service.recorder.closed(burst("B2", 600, 601));
        next(Judged.class);
        service.stop();

        now.set(START.plusSeconds(2_000));
        published.clear();
        service = new Service(history);
        Receipt again = service.desk.accept(started("run-1", "mediawiki"));
        assertThat(again.duplicate()).isTrue();
        assertThat(again.deploy().id()).isEqualTo(before.id());
        assertThat(next(Judged.class).burst().id()).isEqualTo("B2");
        assertThat(verdict("B2").decision()).isEqualTo("unexplained");
    }

    @Test
    void whereTheHistoryCannotBeReadYetVerdictsGoOnAndThePastIsTakenUpLater() throws Exception {
        Deploy deploy = service.desk.accept(started("run-1", "mediawiki")).deploy();
        service.recorder.closed(burst("B1", -9, -8));
        next(Judged.class);
        service.stop();

        AtomicBoolean readable = new AtomicBoolean();
        AtomicInteger refusals = new AtomicInteger();
        service = new Service(unreadableUntil(readable, refusals));
        now.set(START.plusSeconds(20));
        service.recorder.closed(burst("B2", 15, 17));
        Judged without = next(Judged.class);
        assertThat(without.burst().id()).isEqualTo("B2");
        assertThat(without.verdict().decision()).as("no deploy is known of").isEqualTo(Decision.PENDING);
        await().until(() -> refusals.get() > 1);

        readable.set(true);
        Judged with = next(Judged.class);
        assertThat(with.burst().id()).isEqualTo("B2");
        assertThat(with.verdict().deploy()).isEqualTo(deploy.id());
        now.set(START.plusSeconds(300));
        assertThat(next(Judged.class).burst().id()).isEqualTo("B1");
        assertThat(verdict("B1").decision()).isEqualTo("unexplained");
    }

    private History unreadableUntil(AtomicBoolean readable, AtomicInteger refusals) {
        return (History) Proxy.newProxyInstance(
                History.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("deploysSince") && !readable.get()) {
                        refusals.incrementAndGet();
                        throw new HistoryUnreadableException("the server is away", new java.io.IOException("refused"));
                    }
                    return method.invoke(history, arguments);
                });
    }

    @Test
    void whatCannotBeKeptIsRefusedAndNothingHasChanged() throws Exception {
        History full = unwritable();
        service.stop();
        service = new Service(full);
        assertThatThrownBy(() -> service.desk.accept(started("run-1", "mediawiki")))
                .isInstanceOf(DeployNotKeptException.class)
                .hasMessageContaining("run-1")
                .hasMessageContaining("the disk is full");
        assertThat(service.desk.running()).isEmpty();
        assertThat(service.desk.told()).isEmpty();
        assertThat(published).noneMatch(DeployEvent.class::isInstance);
    }

    private History unwritable() {
        return (History) Proxy.newProxyInstance(
                History.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("save") && arguments[0] instanceof DeployReport) {
                        throw new HistoryUnavailableException("the disk is full", new java.io.IOException("ENOSPC"));
                    }
                    return method.invoke(history, arguments);
                });
    }

    private static DeployReport started(String externalId, String app) {
        return report("scap", externalId, app, Phase.STARTED, null);
    }

    private static DeployReport report(
            String source, String externalId, String app, Phase phase, @Nullable Instant finishedAt) {
        return new DeployReport(
                source,
                externalId,
                null,
                null,
                null,
                null,
                app,
                null,
                null,
                phase,
                START,
                finishedAt,
                null,
                null,
                null);
    }

    private static Burst burst(String id, double fromSeconds, double toSeconds) {
        long start = START.getEpochSecond() * 1_000_000_000L;
        return new Burst(
                id,
                CPU,
                start + (long) (fromSeconds * 1e9),
                start + (long) (toSeconds * 1e9),
                false,
                false,
                1,
                0.98,
                toSeconds - fromSeconds,
                0.2,
                30,
                false,
                0,
                List.of(),
                false);
    }

    private BurstRecord.VerdictRecord verdict(String id) {
        return history.burst(id).orElseThrow().verdict();
    }

    /** The next fact of this kind; the judge's thread works by itself, once a second at most. */
    private <T> T next(Class<T> kind) throws Exception {
        while (true) {
            Object fact = published.poll(10, TimeUnit.SECONDS);
            if (fact == null) {
                throw new TimeoutException("no " + kind.getSimpleName() + " within 10 s");
            }
            if (kind.isInstance(fact)) {
                return kind.cast(fact);
            }
        }
    }

    /** Stops the judge after a round of settling has been due. */
    private void untilCounted() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (counts.attributed().stream().allMatch(one -> one.bursts() == 0)) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException("no verdict became final within 10 s");
            }
            Thread.onSpinWait();
        }
    }
}

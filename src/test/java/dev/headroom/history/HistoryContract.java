// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static dev.headroom.history.KnownBursts.burst;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headroom.correlation.Verdict;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.history.BurstRecord.Coarse;
import dev.headroom.history.BurstRecord.VerdictRecord;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.DeployPage;
import dev.headroom.history.History.DeployQuery;
import dev.headroom.history.History.Page;
import dev.headroom.history.History.Position;
import dev.headroom.sampling.SampleClip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a history answers, whatever database it is in. */
abstract class HistoryContract {
    static final Instant START = KnownBursts.START;
    static final BurstQuery ALL = new BurstQuery(null, null, null, null, null, null);
    private static final DeployQuery ALL_DEPLOYS = new DeployQuery(null, null, null, null, null, null);

    private SqlHistory history;

    /** An empty history. */
    abstract SqlHistory open();

    @BeforeEach
    void begin() {
        history = open();
    }

    @AfterEach
    void end() {
        written();
        history.close();
        assertThat(history.status().pending()).isZero();
    }

    /** The history with all that was saved in its database: what is asked of it now is answered in SQL. */
    private History written() {
        assertThat(history.flush(Duration.ofSeconds(20))).isTrue();
        return history;
    }

    @Test
    void burstsComeNewestFirst() {
        save(burst("A", 1), burst("C", 3), burst("B", 2));

        assertThat(ids(written().bursts(ALL, 10, null))).containsExactly("C", "B", "A");
    }

    @Test
    void burstsOfTheSameInstantAreTwoAndKeepOneOrder() {
        save(burst("A", 1), burst("B", 1));

        Page first = written().bursts(ALL, 1, null);
        Page second = history.bursts(ALL, 1, first.next());

        assertThat(ids(first)).containsExactly("B");
        assertThat(ids(second)).containsExactly("A");
        assertThat(second.next()).isNull();
    }

    @Test
    void aBurstSavedAgainReplacesWhatWasKnown() {
        save(KnownBursts.open("A", 1));
        written();
        save(burst("A", 2));

        assertThat(ids(written().bursts(ALL, 10, null))).containsExactly("A");
        assertThat(history.burst("A")).contains(burst("A", 2));
    }

    @Test
    void everyFieldOfABurstComesBackAsItWas() {
        BurstRecord full = new BurstRecord(
                "01HYZ0000000000000000000AB",
                "node'); drop table burst; --",
                "network_transmit",
                "eth0:\u00e4\ud83d\ude80",
                Instant.parse("2024-05-28T09:00:00.123456789Z"),
                Instant.parse("2024-05-28T09:00:01.000000001Z"),
                0.1 + 0.2,
                Math.nextUp(1.0),
                Double.MIN_VALUE,
                1.0 / 3,
                0.25,
                17,
                true,
                true,
                0.1,
                List.of(
                        new Coarse("60s/rate[5m]/60s", 60, "rate", 300, 60, 0.41, 0.3, 1.0 / 7, true),
                        new Coarse("15s/irate[20s]/15s", 15, "irate", 20, 15, null, null, null, true)),
                new VerdictRecord(
                        "D1",
                        List.of("D1", "D2"),
                        0.7500000000000001,
                        Decision.CAUSED.id(),
                        List.of("It began 3 s before.", "\"Quoted\" and \\ escaped\n"),
                        List.of(new Verdict.Rival("D2", null, 0.2), new Verdict.Rival(null, "background", 0.05))),
                null);
        save(full, KnownBursts.open("OPEN", 5));

        written();

        assertThat(history.burst(full.id())).contains(full);
        assertThat(history.burst("OPEN")).contains(KnownBursts.open("OPEN", 5));
        assertThat(history.burst("UNKNOWN")).isEmpty();
    }

    @Test
    void aPageGoesOnWhereTheOneBeforeEndedWhileBurstsCome() {
        save(burst("A", 1), burst("B", 2), burst("C", 3), burst("D", 4));

        Page first = written().bursts(ALL, 2, null);
        save(burst("E", 5), burst("F", 6));

        assertThat(ids(first)).containsExactly("D", "C");
        assertThat(ids(written().bursts(ALL, 2, first.next()))).containsExactly("B", "A");
    }

    @Test
    void theLastFullPageHasNoNext() {
        save(burst("A", 1), burst("B", 2));

        assertThat(written().bursts(ALL, 2, null).next()).isNull();
        assertThat(history.bursts(ALL, 1, null).next()).isEqualTo(new Position(START.plusSeconds(2), "B"));
    }

    @Test
    void aPageWithoutRoomIsRefused() {
        assertThatThrownBy(() -> history.bursts(ALL, 0, null)).hasMessage("a page holds 1 burst or more, not 0");
    }

    @Test
    void everyBurstIsPagedExactlyOnceWhileAnotherThreadSaves() throws InterruptedException {
        for (int second = 0; second < 500; second++) {
            save(burst("OLD" + second, second));
        }
        written();
        AtomicBoolean done = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; !done.get() && i < 4_000; i++) {
                save(burst("NEW" + i, 1_000 + i), burst("OLD" + i % 500, i % 500));
            }
        });

        List<String> seen = new ArrayList<>();
        Position after = null;
        do {
            Page page = history.bursts(until(1_000), 7, after);
            seen.addAll(ids(page));
            after = page.next();
        } while (after != null);
        done.set(true);
        writer.join();

        assertThat(seen)
                .hasSize(500)
                .doesNotHaveDuplicates()
                .startsWith("OLD499")
                .endsWith("OLD0");
    }

    @Test
    void eachFilterOfBurstsKeepsExactlyWhatItAsksFor() throws HistoryUnavailableException {
        history.save(KnownDeploys.report("web"), List.of(KnownDeploys.deploy("D1", "web")));
        history.save(KnownDeploys.report("db"), List.of(KnownDeploys.deploy("D2", "db")));
        Random random = new Random(20_240_528);
        List<BurstRecord> all = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            all.add(KnownBursts.any("B" + i, random));
        }
        all.forEach(history::save);
        written();
        all.sort(Comparator.comparing(Position::of));

        for (int question = 0; question < 200; question++) {
            BurstQuery query = KnownBursts.anyQuery(random);
            List<BurstRecord> expected = all.stream()
                    .filter(burst -> query.matches(burst, this::app))
                    .toList();
            List<BurstRecord> paged = new ArrayList<>();
            Position after = null;
            do {
                Page page = history.bursts(query, 1 + random.nextInt(40), after);
                paged.addAll(page.bursts());
                after = page.next();
            } while (after != null);
            assertThat(paged).as("%s", query).isEqualTo(expected);
        }
    }

    private Optional<String> app(String deploy) {
        return history.deploy(deploy).map(DeployRecord::app);
    }

    @Test
    void aClipComesBackToTheLastBitAndIsReplacedByALaterOne() {
        save(burst("A", 1));
        history.saveClip("A", clip(3));
        written();
        history.saveClip("A", clip(240));
        save(burst("A", 1));

        SampleClip kept = written().clip("A").orElseThrow();

        assertThat(kept.startNanos()).isEqualTo(clip(240).startNanos());
        assertThat(kept.endNanos()).isEqualTo(clip(240).endNanos());
        assertThat(kept.usage()).isEqualTo(clip(240).usage());
        assertThat(kept.capacity()).isEqualTo(clip(240).capacity());
    }

    @Test
    void aClipOfNoKnownBurstIsCountedAndNotKept() {
        history.saveClip("UNKNOWN", clip(1));

        assertThat(written().clip("UNKNOWN")).isEmpty();
        assertThat(history.status().dropped()).isEqualTo(1);
    }

    private static LabelRecord label(String label, int second) {
        return new LabelRecord(
                label,
                "D\u00e4'); --",
                "\"quoted\" \ud83d\ude80",
                START.plusSeconds(second).plusNanos(1));
    }

    @Test
    void whatIsSaidOfABurstComesBackWithItAndIsReplacedByWhatIsSaidLater() throws HistoryUnavailableException {
        save(burst("A", 1), burst("B", 2));

        assertThat(history.label("A", label("wrong", 1))).isTrue();
        assertThat(history.burst("A")).contains(burst("A", 1).labelled(label("wrong", 1)));
        assertThat(history.label("A", new LabelRecord("confirmed", null, null, START)))
                .isTrue();

        assertThat(written().bursts(ALL, 10, null).bursts())
                .containsExactly(
                        burst("B", 2), burst("A", 1).labelled(new LabelRecord("confirmed", null, null, START)));
    }

    @Test
    void whatIsSaidOfABurstOutlastsItsNextVerdictWrittenOrWaiting() throws HistoryUnavailableException {
        save(burst("A", 1));
        history.label("A", label("other", 1));

        save(burst("A", 2));
        assertThat(history.burst("A").orElseThrow().label())
                .as("while it waits")
                .isEqualTo(label("other", 1));
        assertThat(history.bursts(ALL, 10, null).bursts())
                .extracting(BurstRecord::label)
                .containsExactly(label("other", 1));

        assertThat(written().burst("A")).contains(burst("A", 2).labelled(label("other", 1)));
    }

    @Test
    void whatIsTakenBackIsGoneAndTakingBackNothingIsFine() throws HistoryUnavailableException {
        save(burst("A", 1));
        history.label("A", label("wrong", 1));

        history.unlabel("A");
        history.unlabel("A");
        history.unlabel("NOBODY");

        assertThat(written().burst("A")).contains(burst("A", 1));
    }

    @Test
    void ofABurstThatIsNotKeptNothingIsKept() throws HistoryUnavailableException {
        assertThat(history.label("NOBODY", label("wrong", 1))).isFalse();

        save(burst("NOBODY", 1));
        assertThat(written().burst("NOBODY")).contains(burst("NOBODY", 1));
    }

    @Test
    void everyFieldOfADeployAndItsReportComesBackAsItWas() throws HistoryUnavailableException {
        Instant start = Instant.parse("2024-05-28T09:00:00.123456789Z");
        Instant end = start.plusNanos(1);
        DeployReport full = new DeployReport(
                "github",
                "run/1'\"",
                "eqiad",
                "ns",
                "Deployment",
                "web",
                "w\u00e9b",
                "abc",
                "me",
                Phase.ROLLED_BACK,
                start,
                end,
                30,
                "p-1",
                0.25);
        Deploy fullDeploy = new Deploy(
                "D1",
                "github",
                "run/1'\"",
                "eqiad",
                "ns",
                "Deployment",
                "web",
                "w\u00e9b",
                "abc",
                "me",
                Phase.ROLLED_BACK,
                start,
                end,
                30,
                "D0",
                0.25);

        history.save(full, List.of(fullDeploy));
        history.save(KnownDeploys.report("bare"), List.of(KnownDeploys.deploy("D2", "bare")));

        assertThat(history.deployReports(Instant.EPOCH)).containsExactly(full, KnownDeploys.report("bare"));
        assertThat(history.deploysSince(Instant.EPOCH)).containsExactly(KnownDeploys.deploy("D2", "bare"), fullDeploy);
        assertThat(history.deploysSince(start)).containsExactly(fullDeploy);
        assertThat(history.deployReports(start)).containsExactly(full);
        assertThat(history.deployReports(start.plusNanos(1))).isEmpty();
        assertThat(history.deploy("D1")).contains(DeployRecord.of(fullDeploy, 0, 0));
        assertThat(history.deploy("D3")).isEmpty();
    }

    @Test
    void aReportOfTheSamePhaseIsKeptOnceAndTheLastCounts() throws HistoryUnavailableException {
        DeployReport first = KnownDeploys.report("web");
        DeployReport again = new DeployReport(
                "plain", "web", null, null, null, null, "web", "r2", null, Phase.STARTED, START, null, 9, null, null);
        DeployReport ended = new DeployReport(
                "plain",
                "web",
                null,
                null,
                null,
                null,
                "web",
                null,
                null,
                Phase.SUCCEEDED,
                START,
                START.plusSeconds(9),
                null,
                null,
                null);

        history.save(first, List.of(KnownDeploys.deploy("D1", "web")));
        history.save(ended, List.of());
        history.save(again, List.of(KnownDeploys.deploy("D1", "shop")));

        assertThat(history.deployReports(START)).containsExactly(again, ended);
        assertThat(history.deploysSince(START)).containsExactly(KnownDeploys.deploy("D1", "shop"));
    }

    @Test
    void aReportThatCannotBeKeptChangesNothing() {
        Deploy beyond = new Deploy(
                "D1",
                "plain",
                "web",
                null,
                null,
                null,
                null,
                "web",
                null,
                null,
                Phase.STARTED,
                Instant.parse("+12024-05-28T09:00:00Z"),
                null,
                null,
                null,
                0);

        assertThatThrownBy(() -> history.save(KnownDeploys.report("web"), List.of(beyond)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("years 0 to 9999");

        assertThat(history.deployReports(Instant.EPOCH)).isEmpty();
        assertThat(history.status().writable()).isTrue();
    }

    @Test
    void aDeployCostsTheSaturatedTimeOfTheBurstsAttributedToIt() throws HistoryUnavailableException {
        history.save(KnownDeploys.report("web"), List.of(KnownDeploys.deploy("D1", "web")));
        save(
                KnownBursts.attributed("A", 1, "D1", 0.5),
                KnownBursts.attributed("B", 2, "D1", 1.25),
                KnownBursts.attributed("C", 3, "D2", 4),
                burst("D", 4));
        written();

        assertThat(history.deploy("D1")).contains(DeployRecord.of(KnownDeploys.deploy("D1", "web"), 2, 1.75));
        assertThat(history.deploys(ALL_DEPLOYS, 5, null).deploys())
                .containsExactly(DeployRecord.of(KnownDeploys.deploy("D1", "web"), 2, 1.75));

        save(burst("A", 1));
        written();
        assertThat(history.deploy("D1")).contains(DeployRecord.of(KnownDeploys.deploy("D1", "web"), 1, 1.25));
    }

    @Test
    void eachFilterOfDeploysKeepsExactlyWhatItAsksFor() throws HistoryUnavailableException {
        Random random = new Random(20_210_715);
        List<Deploy> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Deploy deploy = KnownDeploys.any("D" + i, random);
            all.add(deploy);
            history.save(KnownDeploys.report(deploy.externalId()), List.of(deploy));
        }
        List<DeployRecord> records = all.stream()
                .map(deploy -> DeployRecord.of(deploy, 0, 0))
                .sorted(Comparator.comparing(Position::of))
                .toList();

        for (int question = 0; question < 100; question++) {
            DeployQuery query = KnownDeploys.anyQuery(random);
            List<String> expected = records.stream()
                    .map(DeployRecord::id)
                    .filter(id -> query.matches(all.get(Integer.parseInt(id.substring(1)))))
                    .toList();
            List<String> paged = new ArrayList<>();
            Position after = null;
            do {
                DeployPage page = history.deploys(query, 1 + random.nextInt(20), after);
                page.deploys().forEach(deploy -> paged.add(deploy.id()));
                after = page.next();
            } while (after != null);
            assertThat(paged).as("%s", query).isEqualTo(expected);
        }
    }

    private void save(BurstRecord... bursts) {
        for (BurstRecord burst : bursts) {
            history.save(burst);
        }
    }

    private static BurstQuery until(int second) {
        return new BurstQuery(null, START.plusSeconds(second), null, null, null, null);
    }

    static List<String> ids(Page page) {
        return page.bursts().stream().map(BurstRecord::id).toList();
    }

    static SampleClip clip(int size) {
        SampleClip clip = new SampleClip(new long[size], new long[size], new double[size], new double[size]);
        for (int i = 0; i < size; i++) {
            clip.startNanos()[i] = 1_716_886_800_000_000_000L + i * 100_000_137L;
            clip.endNanos()[i] = clip.startNanos()[i] + 100_000_000L + i % 3;
            clip.usage()[i] = Math.sin(i) + 1;
            clip.capacity()[i] = i < 100 ? 2 : 2.5;
        }
        return clip;
    }

    /** The history under test, for what only one kind of database has. */
    SqlHistory history() {
        return history;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import static dev.headroom.correlation.Given.burst;
import static dev.headroom.correlation.Given.deploy;
import static dev.headroom.correlation.Given.observed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.correlation.Verdict.Rival;
import dev.headroom.deploys.Deploy;
import dev.headroom.detection.Burst;
import dev.headroom.sampling.SignalKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttributionTest {
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);

    @Test
    void inATwoMinuteRecordingTheOnlyDeployIsNamedForEveryBurstThatFollows() {
        List<Burst> bursts =
                List.of(burst(14), burst(SignalKind.NETWORK_TRANSMIT, 30), burst(SignalKind.TCP_RETRANSMIT, 75));
        List<Deploy> deploys = List.of(deploy("run", "mediawiki", 10, null));
        AttributionModel model = Attribution.fit(bursts, deploys, observed(TWO_MINUTES));
        for (Burst burst : bursts) {
            Verdict verdict = model.judge(burst);
            assertThat(verdict.decision()).isEqualTo(Decision.CAUSED);
            assertThat(verdict.deploy()).isEqualTo("run");
            assertThat(verdict.group()).containsExactly("run");
            assertSumsToOne(verdict);
        }
        assertThat(model.judge(bursts.getFirst()).evidence())
                .anySatisfy(sentence -> assertThat(sentence).contains("4.0 s after mediawiki (scap run) started"))
                .anySatisfy(sentence -> assertThat(sentence).startsWith("No history yet"));
    }

    @Test
    void theSameHoldsForARolloutOfSevenMinutesOfWhichTheRecordingSeesTwo() {
        List<Burst> bursts = List.of(burst(14));
        Verdict verdict = Attribution.fit(bursts, List.of(deploy("run", "mediawiki", 10, 430.0)), observed(TWO_MINUTES))
                .judge(bursts.getFirst());
        assertThat(verdict.decision()).isEqualTo(Decision.CAUSED);
        assertThat(verdict.evidence().getFirst()).contains("while it was running");
    }

    @Test
    void aBurstInTheSixthMinuteOfALongRolloutBelongsToIt() {
        List<Burst> bursts = List.of(burst(350), burst(400));
        AttributionModel model = Attribution.fit(
                bursts, List.of(deploy("run", "mediawiki", 10, 430.0)), observed(Duration.ofMinutes(10)));
        assertThat(model.judge(bursts.getFirst()).decision()).isEqualTo(Decision.CAUSED);
    }

    @Test
    void aBurstThatBeganBeforeTheDeployIsNotItsUnlessTheClockMayBeOff() {
        List<Burst> bursts = List.of(burst(8));
        Verdict exact = Attribution.fit(bursts, List.of(deploy("run", "mediawiki", 10, null)), observed(TWO_MINUTES))
                .judge(bursts.getFirst());
        assertThat(exact.decision()).isEqualTo(Decision.UNEXPLAINED);
        assertThat(exact.deploy()).isNull();
        assertThat(exact.probability()).isZero();
        assertThat(exact.evidence())
                .anySatisfy(
                        sentence -> assertThat(sentence).contains("2.0 s after it began, so it cannot be the cause"));
        assertSumsToOne(exact);

        Verdict vague = Attribution.fit(
                        bursts, List.of(deploy("run", "mediawiki", 10, null, null, 3)), observed(TWO_MINUTES))
                .judge(bursts.getFirst());
        assertThat(vague.decision()).isEqualTo(Decision.CAUSED);
        assertThat(vague.evidence()).anySatisfy(sentence -> assertThat(sentence).contains("may be off by 3.0 s"));
    }

    @Test
    void aBurstHoursAfterTheLastDeployIsUnexplained() {
        List<Burst> bursts = List.of(burst(12), burst(18_000));
        Verdict verdict = Attribution.fit(
                        bursts, List.of(deploy("run", "mediawiki", 10, 100.0)), observed(Duration.ofHours(6)))
                .judge(bursts.getLast());
        assertThat(verdict.decision()).isEqualTo(Decision.UNEXPLAINED);
        assertThat(verdict.group()).isEmpty();
        assertThat(verdict.rivals()).containsExactly(new Rival(null, "background", 1));
        assertThat(verdict.evidence().getFirst()).contains("mediawiki (scap run), started 5.0 h before");
    }

    @Test
    void aDeployOfAnotherAppTenMinutesLaterTakesNothingFromTheFirst() {
        List<Burst> bursts = List.of(burst(14), burst(30), burst(75));
        List<Deploy> deploys = List.of(deploy("run", "mediawiki", 10, 200.0), deploy("other", "citoid", 610, 650.0));
        AttributionModel model = Attribution.fit(bursts, deploys, observed(Duration.ofMinutes(20)));
        assertThat(bursts).allSatisfy(burst -> {
            assertThat(model.judge(burst).deploy()).isEqualTo("run");
            assertThat(model.judge(burst).group()).containsExactly("run");
        });
    }

    @Test
    void deploysThatStartTogetherAreJudgedTogetherAndSaidNotToBeSeparable() {
        List<Burst> bursts = List.of(burst(60));
        List<Deploy> deploys =
                List.of(deploy("a", "one", 10, null), deploy("b", "two", 35, null), deploy("c", "three", 65, null));
        Verdict verdict = Attribution.fit(bursts, deploys, observed(Duration.ofMinutes(5)))
                .judge(bursts.getFirst());
        assertThat(verdict.group())
                .as("a start joins the one at most 30 s before")
                .containsExactly("a", "b", "c");
        assertThat(verdict.deploy()).isIn("a", "b");
        assertThat(verdict.decision()).isEqualTo(Decision.CAUSED);
        assertThat(verdict.evidence())
                .anySatisfy(sentence -> assertThat(sentence).startsWith("Cannot separate"));
        assertSumsToOne(verdict);
    }

    @Test
    void ofTwoThatStartTogetherTheOneWithAHistoryOfBurstsIsNamed() {
        List<Deploy> deploys = new ArrayList<>();
        List<Burst> bursts = new ArrayList<>();
        for (int day = 0; day < 8; day++) {
            double start = day * 86_400 + 3_600 * day;
            deploys.add(deploy("heavy" + day, "heavy", start, null));
            bursts.add(burst(start + 5 + 3 * day));
            deploys.add(deploy("light" + day, "light", start + 20_000, null));
        }
        deploys.add(deploy("heavy9", "heavy", 800_000, null));
        deploys.add(deploy("light9", "light", 800_003, null));
        bursts.add(burst(800_009));
        Verdict verdict =
                Attribution.fit(bursts, deploys, observed(Duration.ofDays(10))).judge(bursts.getLast());
        assertThat(verdict.deploy()).isEqualTo("heavy9");
        assertThat(verdict.evidence())
                .anySatisfy(sentence ->
                        assertThat(sentence).isEqualTo("Bursts are attributed to 8 of the 8 other deploys of heavy."));
    }

    @Test
    void aParentAndItsChildrenAreOneCauseNamedByTheParent() {
        List<Burst> bursts = List.of(burst(320));
        List<Deploy> deploys = List.of(
                deploy("run", "mediawiki", 10, 400.0),
                deploy("web", "mediawiki", 300, 390.0, "run", 0),
                deploy("api", "mediawiki", 100, 200.0, "run", 0));
        Verdict verdict = Attribution.fit(bursts, deploys, observed(Duration.ofMinutes(10)))
                .judge(bursts.getFirst());
        assertThat(verdict.deploy()).isEqualTo("run");
        assertThat(verdict.decision()).isEqualTo(Decision.CAUSED);
        assertThat(verdict.rivals()).extracting(Rival::deploy).containsOnlyNulls();
        assertThat(verdict.evidence().getFirst()).contains("20.0 s after its part mediawiki (scap web) started");
    }

    @Test
    void aBurstThatComesEveryHourIsNamedAsSuchAndNotBlamedOnADeploy() {
        List<Burst> bursts = new ArrayList<>(IntStream.range(0, 7 * 24)
                .mapToObj(hour -> burst(hour * 3600 + 300 + hour % 20))
                .toList());
        List<Deploy> deploys = List.of(deploy("run", "mediawiki", 50 * 3600 + 290, null));
        AttributionModel model = Attribution.fit(bursts, deploys, observed(Duration.ofDays(7)));
        Verdict verdict = model.judge(bursts.get(50));
        assertThat(verdict.decision()).isEqualTo(Decision.UNEXPLAINED);
        assertThat(verdict.rivals().getFirst().name()).isEqualTo("hourly at :05");
        assertThat(verdict.evidence()).contains("Bursts come hourly at :05: in 100% of the hours without a deploy.");
        assertSumsToOne(verdict);
    }

    @Test
    void aDeployTrainThatLeavesAtTheSameMinuteEveryDayIsNoCronJob() {
        List<Deploy> deploys = IntStream.range(0, 28)
                .mapToObj(day -> deploy("train" + day, "mediawiki", day * 86_400 + 3_600, null))
                .toList();
        List<Burst> bursts = IntStream.range(0, 28)
                .mapToObj(day -> burst(day * 86_400 + 3_600 + 10 + day))
                .toList();
        AttributionModel model = Attribution.fit(bursts, deploys, observed(Duration.ofDays(28)));
        assertThat(bursts)
                .allSatisfy(burst -> assertThat(model.judge(burst).decision()).isEqualTo(Decision.CAUSED));
    }

    @Test
    void theOrderOfBurstsAndDeploysChangesNothing() {
        Random random = new Random(7);
        List<Burst> bursts = new ArrayList<>();
        List<Deploy> deploys = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double start = random.nextDouble() * 86_400;
            deploys.add(deploy("d" + i, "app" + i % 5, start, start + random.nextDouble() * 300));
            bursts.add(burst(start + random.nextDouble() * 200));
        }
        AttributionModel one = Attribution.fit(bursts, deploys, observed(Duration.ofDays(1)));
        AttributionModel other = Attribution.fit(bursts.reversed(), deploys.reversed(), observed(Duration.ofDays(1)));
        assertThat(bursts).allSatisfy(burst -> {
            assertThat(other.judge(burst).deploy()).isEqualTo(one.judge(burst).deploy());
            assertThat(other.judge(burst).probability())
                    .isCloseTo(one.judge(burst).probability(), within(1e-9));
        });
    }

    @Test
    void withoutAnyDeployEveryBurstIsUnexplained() {
        Verdict verdict = Attribution.fit(List.of(burst(5)), List.of(), observed(Duration.ZERO))
                .judge(burst(5));
        assertThat(verdict.decision()).isEqualTo(Decision.UNEXPLAINED);
        assertSumsToOne(verdict);
    }

    private static void assertSumsToOne(Verdict verdict) {
        double sum = verdict.probability()
                + verdict.rivals().stream().mapToDouble(Rival::probability).sum();
        assertThat(sum).isCloseTo(1, within(1e-9));
    }
}

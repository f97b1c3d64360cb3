// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import static dev.headroom.alerting.Given.CPU;
import static dev.headroom.alerting.Given.LINK;
import static dev.headroom.alerting.Given.SETTINGS;
import static dev.headroom.alerting.Given.at;
import static dev.headroom.alerting.Given.deploy;
import static dev.headroom.alerting.Given.ended;
import static dev.headroom.alerting.Given.judged;
import static dev.headroom.alerting.Given.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlertBoardTest {
    private static final double KEEP_FIRING = Given.KEEP_FIRING.toSeconds();

    private final KnownDeploys deploys = new KnownDeploys();
    private final AlertBoard board = new AlertBoard(SETTINGS, deploys);

    private Alert only(double seconds) {
        List<Alert> alerts = board.alerts(at(seconds));
        assertThat(alerts).hasSize(1);
        return alerts.getFirst();
    }

    @Test
    void burstsThatAreShortAndFewWakeNobody() {
        board.see(ended(CPU, "A", 0, 4));
        board.judge(judged(ended(CPU, "A", 0, 4), Decision.CAUSED, "D"));
        board.see(ended(CPU, "B", 20, 44));
        assertThat(board.alerts(at(45))).isEmpty();
    }

    @Test
    void thirtySecondsOfSaturationAreAnAlertWithTheStartOfTheBurst() {
        board.see(open(CPU, "A", 0.25, 0.5));
        board.refresh(List.of(open(CPU, "A", 0.25, 30)));
        assertThat(board.alerts(at(30))).isEmpty();
        board.refresh(List.of(open(CPU, "A", 0.25, 30.5)));

        Alert alert = only(30.5);
        assertThat(alert.startsAt()).isEqualTo(at(0.25));
        assertThat(alert.endsAt()).isNull();
        assertThat(alert.labels())
                .isEqualTo(Map.of(
                        "alertname", "HeadroomBurst",
                        "severity", "warning",
                        "cluster", "prod",
                        "target", "api-1",
                        "signal", "cpu"));
        assertThat(alert.annotations())
                .containsEntry(
                        "description",
                        "cpu of api-1 was saturated for 30.3 s in one burst since 12:23:00 UTC (peak 100%) and still is."
                                + " Deploy: none known, no verdict yet.")
                .containsEntry("runbook_url", "http://headroom.example.net:19847/runbooks/headroomburst.md");
        assertThat(alert.link()).isEqualTo("http://headroom.example.net:19847/bursts/A");
    }

    @Test
    void burstsAddUpWithinAQuarterOfAnHourAndThoseBeforeAreForgotten() {
        board.see(ended(CPU, "A", 0, 12));
        board.see(ended(CPU, "B", 500, 512));
        assertThat(board.alerts(at(512))).isEmpty();
        board.see(ended(CPU, "C", 1000, 1012));
        assertThat(board.alerts(at(1012)))
                .as("A ended more than 15 minutes before C")
                .isEmpty();
        board.see(ended(CPU, "D", 1100, 1112));
        assertThat(only(1112).startsAt()).isEqualTo(at(500));
    }

    @Test
    void threeBurstsThatOneDeployCausedAreAnAlertThatNamesIt() {
        deploys.put(deploy("D", Phase.STARTED, null));
        for (int i = 0; i < 3; i++) {
            assertThat(board.alerts(at(i * 10))).isEmpty();
            board.see(ended(CPU, "B" + i, i * 10, i * 10 + 1));
            board.judge(judged(ended(CPU, "B" + i, i * 10, i * 10 + 1), Decision.CAUSED, "D"));
        }

        Alert alert = only(22);
        assertThat(alert.startsAt()).isEqualTo(at(0));
        assertThat(alert.annotations())
                .containsEntry("deploy", "web r42 of mediawiki (helm) caused it (probability 0.84)")
                .containsEntry("deploy_url", "http://headroom.example.net:19847/deploys/D")
                .containsEntry(
                        "description",
                        "cpu of api-1 was saturated for 3.0 s in 3 bursts, the longest of 1.0 s, since 12:23:00 UTC"
                                + " (peak 100%). Deploy: web r42 of mediawiki (helm) caused it (probability 0.84).");
    }

    @Test
    void threeBurstsOfThreeDeploysOrOfNoneAreNone() {
        for (int i = 0; i < 3; i++) {
            board.see(ended(CPU, "B" + i, i * 10, i * 10 + 1));
            board.judge(judged(ended(CPU, "B" + i, i * 10, i * 10 + 1), Decision.LIKELY, "D" + i));
        }
        for (int i = 3; i < 9; i++) {
            board.see(ended(CPU, "B" + i, i * 10, i * 10 + 1));
            board.judge(judged(ended(CPU, "B" + i, i * 10, i * 10 + 1), Decision.UNEXPLAINED, null));
        }
        assertThat(board.alerts(at(100))).isEmpty();
    }

    @Test
    void untilAVerdictIsGivenTheDeploysThatRunAreNamed() {
        deploys.put(deploy("D", Phase.STARTED, null));
        board.see(ended(LINK, "A", 0, 40));
        Alert before = only(40);
        assertThat(before.labels()).containsEntry("device", "eth0");
        assertThat(before.annotations())
                .containsEntry("deploy", "web r42 of mediawiki (helm) running now, no verdict names one yet");

        deploys.put(deploy("D", Phase.SUCCEEDED, 41.0));
        board.judge(judged(ended(LINK, "A", 0, 40), Decision.UNEXPLAINED, null));
        assertThat(only(42).annotations()).containsEntry("deploy", "none explains it");
        assertThat(only(42).stage()).isNotEqualTo(before.stage());
    }

    @Test
    void itIsResolvedWithTheRealEndOnceTheSignalWasQuietAndToldForFiveMinutesMore() {
        board.see(ended(CPU, "A", 0, 40));
        board.see(ended(CPU, "B", 300, 302));
        assertThat(only(302 + KEEP_FIRING - 0.1).endsAt()).isNull();
        assertThat(only(302 + KEEP_FIRING).endsAt()).isEqualTo(at(302));
        assertThat(only(302 + KEEP_FIRING + 299).endsAt()).isEqualTo(at(302));
        assertThat(board.alerts(at(302 + KEEP_FIRING + 300))).isEmpty();
    }

    @Test
    void aSmallBurstAfterTheEndDoesNotReviveTheAlertAndALargeOneIsANewOne() {
        board.see(ended(CPU, "A", 0, 40));
        double later = 40 + KEEP_FIRING + 10;
        board.see(ended(CPU, "B", later, later + 1));
        assertThat(only(later + 2).endsAt()).isEqualTo(at(40));
        board.see(ended(CPU, "C", later + 10, later + 50));
        assertThat(only(later + 51).startsAt()).isEqualTo(at(later));
        assertThat(only(later + 51).endsAt()).isNull();
    }

    @Test
    void whoReadsTheSameBurstsFromTheHistoryComesToTheSameAlert() {
        List<Judged> past = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            double from = i * 45;
            Judged judged = judged(ended(CPU, "B" + i, from, from + 3 + i % 4), Decision.CAUSED, "D" + i);
            board.see(open(CPU, "B" + i, from, from + 0.2));
            board.refresh(List.of(open(CPU, "B" + i, from, from + 2.5)));
            board.see(judged.burst());
            board.judge(judged);
            past.add(judged);
        }
        AlertBoard restarted = new AlertBoard(SETTINGS, deploys);
        restarted.restore(past);

        assertThat(restarted.alerts(at(1800))).isEqualTo(board.alerts(at(1800)));
        assertThat(only(1800).startsAt()).isEqualTo(at(0));
        restarted.see(ended(CPU, "NEW", 1805, 1810));
        restarted.restore(past);
        assertThat(restarted.alerts(at(1811)).getFirst().annotations().get("description"))
                .as("what was seen since is not counted twice")
                .contains("in 41 bursts");
    }

    @Test
    void anEndNobodyToldOfIsNoticedAndCountsOnceWhenItIsToldAfterAll() {
        board.see(open(CPU, "A", 0, 31));
        assertThat(board.hasOpen()).isTrue();
        board.refresh(List.of());
        assertThat(board.hasOpen()).isFalse();
        assertThat(only(31 + KEEP_FIRING).endsAt()).isEqualTo(at(31));

        board.see(ended(CPU, "A", 0, 33));
        board.refresh(List.of(open(CPU, "A", 0, 32)));
        assertThat(board.hasOpen()).as("that was how it stood before").isFalse();
        Alert alert = only(33 + KEEP_FIRING);
        assertThat(alert.endsAt()).isEqualTo(at(33));
        assertThat(alert.annotations().get("description")).contains("saturated for 33.0 s in one burst");
    }

    @Test
    void signalsBeyondThoseFollowedAreCountedAndTakeNoMemory() {
        IntStream.range(0, AlertBoard.MOST_SIGNALS + 7)
                .forEach(i -> board.see(ended(new SignalKey("host-" + i, SignalKind.CPU, ""), "B" + i, 0, 40)));
        assertThat(board.alerts(at(41))).hasSize(AlertBoard.MOST_SIGNALS);
        assertThat(board.refused()).isEqualTo(7);
        assertThat(board.alerts(at(41 + KEEP_FIRING + 301))).isEmpty();
        board.see(ended(CPU, "LATER", 2000, 2040));
        assertThat(board.alerts(at(2041))).as("those that are over make room").hasSize(1);
    }

    @Test
    void aSignalThatFlapsForHoursIsAddedUpWithoutRememberingEachBurst() {
        for (int i = 0; i < 5_000; i++) {
            board.see(ended(CPU, "B" + i, i, i + 0.5));
        }
        assertThat(only(5_000).startsAt()).isEqualTo(at(0));
        assertThat(only(5_000).annotations().get("description")).contains("saturated for 2500.0 s in 5000 bursts");
    }
}

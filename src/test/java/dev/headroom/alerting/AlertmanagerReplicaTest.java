// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import static dev.headroom.alerting.Given.CPU;
import static dev.headroom.alerting.Given.SETTINGS;
import static dev.headroom.alerting.Given.at;
import static dev.headroom.alerting.Given.ended;
import static dev.headroom.alerting.Given.judged;
import static dev.headroom.alerting.Given.open;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.alerting.FakeServer.Fault;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.exposition.Scraper;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Telling one Alertmanager, on a clock moved by hand, against a server that does what it is told to. */
@Timeout(60)
class AlertmanagerReplicaTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AlertBoard board = new AlertBoard(SETTINGS, new KnownDeploys());
    private final FakeServer server;
    private final Scraper scraper = new Scraper(System::nanoTime, this::now);
    private final AlertmanagerReplica replica;

    AlertmanagerReplicaTest() throws Exception {
        server = new FakeServer();
        replica = replica(server.address());
    }

    @AfterEach
    void close() throws Exception {
        scraper.close();
        server.close();
    }

    private AlertmanagerReplica replica(String url) {
        Destination destination = Destination.of(url, null, null);
        return new AlertmanagerReplica(
                SETTINGS, board, scraper.client(destination.endpoint()), destination, nanos::get, this::now);
    }

    private Instant now() {
        return at(nanos.get() / 1e9);
    }

    /** A turn at this time, in seconds. */
    private void turn(double seconds) throws InterruptedException {
        nanos.set(Math.round(seconds * 1e9));
        replica.take();
    }

    private JsonNode lastAlert() {
        return new JsonMapper().readTree(server.last().body()).get(0);
    }

    @Test
    void aFiringAlertIsToldAtOnceAndAgainEachMinuteAndEndsByItselfAfterFour() throws Exception {
        board.see(open(CPU, "A", 0, 31));
        turn(31);
        assertThat(server.requests()).hasSize(1);
        assertThat(server.last().method()).isEqualTo("POST");
        assertThat(server.last().pathAndQuery()).isEqualTo("/api/v2/alerts");
        assertThat(lastAlert().path("startsAt").stringValue()).isEqualTo(at(0).toString());
        assertThat(lastAlert().path("endsAt").stringValue())
                .isEqualTo(at(31 + 240).toString());
        assertThat(lastAlert().path("generatorURL").stringValue())
                .isEqualTo("http://headroom.example.net:19847/bursts/A");

        board.refresh(List.of(open(CPU, "A", 0, 60)));
        turn(60);
        assertThat(server.requests()).as("longer is no news").hasSize(1);
        turn(91);
        assertThat(server.requests()).hasSize(2);
        assertThat(lastAlert().path("annotations").path("description").stringValue())
                .contains("for 60.0 s");
        assertThat(replica.status().sent()).isEqualTo(2);
        assertThat(replica.status().pending()).isZero();
    }

    @Test
    void aVerdictIsToldAtOnceAndSoIsTheEnd() throws Exception {
        board.see(ended(CPU, "A", 0, 40));
        turn(41);
        board.judge(judged(ended(CPU, "A", 0, 40), Decision.CAUSED, "D"));
        turn(42);
        assertThat(server.requests()).hasSize(2);
        assertThat(lastAlert().path("annotations").path("deploy").stringValue()).startsWith("D caused it");

        double resolved = 40 + Given.KEEP_FIRING.toSeconds();
        turn(resolved);
        assertThat(lastAlert().path("endsAt").stringValue()).isEqualTo(at(40).toString());
        int before = server.requests().size();
        for (double seconds = resolved + 1; seconds < resolved + 400; seconds++) {
            turn(seconds);
        }
        assertThat(server.requests()).as("told again for five minutes").hasSize(before + 4);
        assertThat(replica.status().dropped()).isZero();
    }

    @Test
    void aServerInTroubleIsTriedAgainEverMoreSeldomAndThenHasTheAlertAsItIs() throws Exception {
        board.see(open(CPU, "A", 0, 31));
        server.fail(Fault.status(500), Fault.status(409), Fault.Kind.HANGS, Fault.Kind.DRIPS, Fault.status(503));
        int tries = 0;
        double seconds = 31;
        while (replica.status().sent() == 0) {
            turn(seconds++);
            tries++;
        }
        assertThat(replica.status().failures())
                .containsEntry("server_error", 2L)
                .containsEntry("status", 1L)
                .containsEntry("timeout", 2L);
        assertThat(tries).as("1 + 2 + 4 + 8 + 16 s, half as much more or less").isBetween(15, 60);
        assertThat(replica.status().pending()).isZero();
    }

    @Test
    void theWaitIsNeverLongerThanTheResend() throws Exception {
        board.see(open(CPU, "A", 0, 31));
        for (int i = 0; i < 50; i++) {
            server.fail(Fault.status(500));
        }
        for (int seconds = 31; seconds < 631; seconds++) {
            turn(seconds);
        }
        assertThat(server.requests().size()).as("in ten minutes").isBetween(15, 40);
    }

    @Test
    void whoeverRedirectsIsNotTakenForAnAlertmanager() throws Exception {
        board.see(ended(CPU, "A", 0, 40));
        server.fail(Fault.status(302));
        turn(41);
        assertThat(replica.status().failures()).containsEntry("redirect", 1L);
        assertThat(replica.status().pending()).isOne();
    }

    @Test
    void aMetadataServiceIsNeverContacted() throws Exception {
        board.see(ended(CPU, "A", 0, 40));
        AlertmanagerReplica other = replica("http://169.254.169.254/latest");
        nanos.set(41_000_000_000L);
        other.take();
        assertThat(other.status().failures()).containsEntry("forbidden_address", 1L);
    }

    @Test
    void whatIsOverBeforeTheServerHadItIsCountedAsDropped() throws Exception {
        board.see(ended(CPU, "A", 0, 40));
        for (int i = 0; i < 1_000; i++) {
            server.fail(Fault.status(500));
        }
        for (int seconds = 41; seconds < 41 + 910; seconds++) {
            turn(seconds);
        }
        assertThat(replica.status().dropped()).isOne();
        assertThat(replica.status().pending()).isZero();
    }

    @Test
    void manyAlertsGoInRequestsOfAHundred() throws Exception {
        for (int i = 0; i < 250; i++) {
            board.see(ended(new SignalKey("host-" + i, SignalKind.CPU, ""), "B" + i, 0, 40));
        }
        turn(41);
        assertThat(server.requests()).hasSize(3);
        assertThat(replica.status().sent()).isEqualTo(250);
    }

    @Test
    void whereTheServersClockIsAheadAnAlertThatFiresIsNotTakenForResolved() throws Exception {
        Duration ahead = Duration.ofHours(1);
        server.date(
                DateTimeFormatter.RFC_1123_DATE_TIME.format(at(31).plus(ahead).atOffset(ZoneOffset.UTC)));
        board.see(open(CPU, "A", 0, 31));
        turn(31);
        turn(31);
        assertThat(server.requests()).hasSize(2);
        assertThat(Instant.parse(lastAlert().path("endsAt").stringValue()))
                .isEqualTo(at(31).plus(ahead).plusSeconds(240));
        turn(32);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void afterARestartTheSameLabelsAndStartAreTold() throws Exception {
        board.see(ended(CPU, "A", 0, 40));
        turn(41);
        JsonNode before = lastAlert();

        AlertBoard restored = new AlertBoard(SETTINGS, new KnownDeploys());
        restored.restore(List.of(judged(ended(CPU, "A", 0, 40), Decision.PENDING, null)));
        Destination destination = Destination.of(server.address(), null, null);
        new AlertmanagerReplica(
                        SETTINGS, restored, scraper.client(destination.endpoint()), destination, nanos::get, this::now)
                .take();
        assertThat(server.requests()).hasSize(2);
        assertThat(lastAlert()).isEqualTo(before);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.api.EventReader.Event;
import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict;
import dev.headroom.deploys.DeployEvent;
import dev.headroom.detection.Burst;
import dev.headroom.detection.BurstEvent;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.KnownDeploys;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SignalGap;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.JsonNode;

/** The stream over real sockets. */
@Timeout(180)
class StreamTest extends ApiTest {
    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    LiveStreams streams;

    /** What one test opened the next must not find: a client that is gone is noticed at the next write. */
    @AfterEach
    void noStreamIsLeft() {
        await().untilAsserted(() -> assertThat(streams.count()).isZero());
    }

    @Test
    void aStreamIsNeitherKeptNorHeldBackOnItsWay() throws Exception {
        try (EventReader client = EventReader.open(port)) {
            assertThat(client.next("retry").data()).isEqualTo("2000");
            JsonNode hello = client.next("hello").json();

            assertThat(client.head())
                    .contains(
                            "HTTP/1.1 200 ",
                            "Content-Type: text/event-stream;charset=UTF-8",
                            "Cache-Control: no-store",
                            "X-Accel-Buffering: no");
            assertThat(hello.path("version").asString()).isEqualTo("1.2.3");
            assertThat(hello.path("start").asString()).hasSize(8);
            assertThat(hello.path("now").asString()).endsWith("Z");
            assertThat(get("/api/v1/about").path("streams").toString()).isEqualTo("{\"open\":1,\"max\":16}");
        }
    }

    @Test
    void aBurstIsToldAsTheApiGivesIt() throws Exception {
        Burst burst = detected("B7", CPU, 5, false);
        try (EventReader client = EventReader.open(port)) {
            client.next("hello");
            events.publishEvent(new BurstEvent.Opened(detected("B7", CPU, 5, true)));
            JsonNode opened = client.next("burst-opened").json();
            assertThat(opened.path("end").isNull()).isTrue();
            assertThat(opened.path("verdict").path("decision").asString()).isEqualTo("pending");

            history().save(BurstRecord.of(burst, Verdict.BURST_JUST_ENDED));
            events.publishEvent(new BurstEvent.Closed(burst));
            assertThat(client.next("burst-closed").json()).isEqualTo(get("/api/v1/bursts/B7"));

            Verdict verdict = Verdict.unexplained("No deploy ran.");
            history().save(BurstRecord.of(burst, verdict));
            events.publishEvent(new Judged(BurstRecord.of(burst, verdict).remembered(), verdict, true));
            JsonNode judged = client.next("verdict").json();
            assertThat(judged).isEqualTo(get("/api/v1/bursts/B7"));
            assertThat(judged.path("coarse")).hasSize(1);

            events.publishEvent(new BurstEvent.Settled(burst));
            assertThat(client.next("burst-settled").json()).isEqualTo(get("/api/v1/bursts/B7"));
        }
    }

    @Test
    void aDeployAndAGapAreToldToo() throws Exception {
        try (EventReader client = EventReader.open(port)) {
            client.next("hello");
            events.publishEvent(new DeployEvent(KnownDeploys.deploy("D1", "web")));
            assertThat(client.next("deploy").json()).isEqualTo(get("/api/v1/deploys/D1"));

            events.publishEvent(new SignalGap(CPU, nanos(START), nanos(START.plusSeconds(7))));
            assertThat(client.next("gap").data())
                    .isEqualTo("{\"target\":\"node-1\",\"signal\":\"cpu\",\"device\":\"\","
                            + "\"start\":\"2024-05-28T09:00:00.000Z\",\"end\":\"2024-05-28T09:00:07.000Z\"}");
        }
    }

    @Test
    void whereTheHistoryCannotBeReadFactsAreToldAllTheSame() throws Exception {
        Burst burst = detected("B8", CPU, 5, false);
        try (EventReader client = EventReader.open(port)) {
            client.next("hello");
            currentHistory.set(unreadable());

            events.publishEvent(new Judged(burst, Verdict.unexplained("No deploy ran."), true));
            events.publishEvent(new DeployEvent(KnownDeploys.deploy("D1", "web")));

            assertThat(client.next("verdict").json().path("id").asString()).isEqualTo("B8");
            assertThat(client.next("deploy").json().path("id").asString()).isEqualTo("D1");
        }
    }

    @Test
    void whatWasSampledComesOnceASecond() throws Exception {
        live.signals.add(status(CPU, new Limit.Known(2), null));
        live.clips.put(
                CPU,
                new SampleClip(
                        new long[] {nanos(START)},
                        new long[] {nanos(START) + 100_000_000L},
                        new double[] {0.1},
                        new double[] {0.2}));
        try (EventReader client = EventReader.open(port)) {
            for (int frame = 0; frame < 2; frame++) {
                Event samples = client.next("samples");
                assertThat(samples.id()).isEmpty();
                assertThat(samples.json().path("signals").path(0).toString())
                        .isEqualTo("{\"target\":\"node-1\",\"signal\":\"cpu\",\"device\":\"\","
                                + "\"start\":\"2024-05-28T09:00:00.000Z\",\"end\":\"2024-05-28T09:00:00.100Z\","
                                + "\"min\":0.5,\"mean\":0.5,\"max\":0.5,\"openBurst\":null}");
            }
        }
    }

    @Test
    void whoComesBackGoesOnWhereItWas() throws Exception {
        String last;
        try (EventReader client = EventReader.open(port)) {
            last = client.next("hello").id();
        }
        gap(1);
        try (EventReader client = EventReader.open(port, "Last-Event-ID: " + last)) {
            Event missed = client.nextFact();
            assertThat(missed.json().path("start").asString()).isEqualTo("2024-05-28T09:00:01.000Z");
            last = missed.id();
        }
        gap(2);
        gap(3);
        try (EventReader client = EventReader.open(port, "Last-Event-ID: " + last)) {
            assertThat(client.next("hello").id()).isEqualTo(last);
            assertThat(client.nextFact().json().path("start").asString()).isEqualTo("2024-05-28T09:00:02.000Z");
            assertThat(client.nextFact().json().path("start").asString()).isEqualTo("2024-05-28T09:00:03.000Z");
        }
    }

    @Test
    void whoCannotGoOnIsToldToBeginAnew() throws Exception {
        try (EventReader client = EventReader.open(port, "Last-Event-ID: another-5")) {
            client.next("hello");
            assertThat(client.next("reset").json().path("reason").asString()).isEqualTo("the service was started anew");
        }
    }

    @Test
    void theSeventeenthStreamIsRefusedUntilOneOfTheOthersEnds() throws Exception {
        List<EventReader> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                clients.add(EventReader.open(port));
                clients.getLast().next("hello");
            }

            var refused = send("GET", "/api/v1/stream", "Accept", "text/event-stream");
            JsonNode problem = problem(503, refused);
            assertThat(problem.path("type").asString()).isEqualTo("urn:headroom:problem:too-many-streams");
            assertThat(problem.path("remedy").asString()).isNotBlank();
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");

            clients.removeLast().close();
            AtomicReference<EventReader> next = new AtomicReference<>();
            await().until(() -> streams.count() < 16);
            next.set(EventReader.open(port));
            clients.add(next.get());
            next.get().next("hello");
        } finally {
            for (EventReader client : clients) {
                client.close();
            }
        }
    }

    /** Its sockets are full after some megabytes; from then on the other alone is told. */
    @Test
    void whoReadsNothingIsCutOffAndTheOthersAreToldEverything() throws Exception {
        try (Socket idle = EventReader.openAndReadNothing(port);
                EventReader client = EventReader.open(port)) {
            await().until(() -> streams.count() == 2);
            client.next("hello");
            int told = 0;
            while (streams.count() == 2) {
                assertThat(told).as("facts of 100 kB").isLessThan(5_000);
                streams.fact("deploy", "x".repeat(100_000));
                told++;
                assertThat(client.nextFact().data()).hasSize(100_002);
            }
            assertThat(idle.isConnected()).isTrue();
            gap(9);
            assertThat(client.next("gap").json().path("start").asString()).contains("09:00:09");
        }
    }

    @Test
    void aHeadOpensNothing() {
        assertThat(send("HEAD", "/api/v1/stream").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsNoRequestForAStreamIsRefused() {
        assertThat(problem(400, send("GET", "/api/v1/stream?since=0"))
                        .path("parameter")
                        .asString())
                .isEqualTo("since");
        problem(406, send("GET", "/api/v1/stream", "Accept", "application/json"));
    }

    private void gap(int second) {
        events.publishEvent(new SignalGap(CPU, nanos(START.plusSeconds(second)), nanos(START.plusSeconds(second + 7))));
    }
}

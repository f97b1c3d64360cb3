// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.api.EventReader;
import dev.headroom.realparts.HeadroomJar;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The stream of the service as it runs: on this machine, and over a recording. */
@Timeout(180)
class StreamIT {
    private static final Path RECORDING =
            Path.of("docs/demo/2024-05-28-wikikube/recording.om.gz").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path folder;

    @Test
    void stoppingDoesNotWaitForStreams() throws Exception {
        ConfigurableApplicationContext service = SpringApplication.run(
                HeadroomApplication.class,
                "--server.port=0",
                "--headroom.host.target=under-test",
                "--headroom.history.directory=" + folder);
        int port = Integer.parseInt(String.valueOf(service.getEnvironment().getProperty("local.server.port")));
        try (EventReader one = EventReader.open(port);
                EventReader other = EventReader.open(port)) {
            one.next("samples");
            other.next("samples");

            long began = System.nanoTime();
            service.close();
            Duration took = Duration.ofNanos(System.nanoTime() - began);

            one.next("end");
            other.next("end");
            assertThat(took).isLessThan(Duration.ofSeconds(2));
        } finally {
            service.close();
        }
    }

    @Test
    void thisMachineIsToldOnceASecondWithoutHolesBetweenTheFrames() throws Exception {
        HeadroomJar service = HeadroomJar.start(folder, "--headroom.host.target=under-test");
        try (service) {
            ready(service);
            try (EventReader client = EventReader.open(service.port())) {
                assertThat(client.next("hello").json().path("version").asString())
                        .isEqualTo(service.api("about").path("version").asString());
                Instant end = cpu(client).end();
                for (int frame = 0; frame < 3; frame++) {
                    Frame next = cpu(client);
                    assertThat(next.start()).isEqualTo(end);
                    end = next.end();
                }
                assertThat(service.api("about").path("streams").path("open").asInt())
                        .isEqualTo(1);
            }
        }
        assertThat(service.log()).doesNotContain("ERROR").doesNotContain("\tat ");
    }

    private record Frame(Instant start, Instant end) {}

    private static Frame cpu(EventReader client) throws InterruptedException {
        JsonNode frame = client.next("samples")
                .json()
                .path("signals")
                .valueStream()
                .filter(signal -> signal.path("signal").asString().equals("cpu"))
                .findFirst()
                .orElseThrow();
        return new Frame(
                Instant.parse(frame.path("start").asString()),
                Instant.parse(frame.path("end").asString()));
    }

    /** The clock is the recording's; what is told of a burst comes in the order of what happens to it. */
    @Test
    void aRecordingIsToldAsItIsPlayed() throws Exception {
        HeadroomJar service = HeadroomJar.play(folder, RECORDING, "--speed", "60", "--at", "2024-05-28T12:12:00Z");
        try (service) {
            ready(service);
            try (EventReader client = EventReader.open(service.port())) {
                assertThat(client.next("hello").json().path("now").asString()).startsWith("2024-05-28T12:");
                assertThat(client.next("samples").json().path("now").asString()).startsWith("2024-05-28T12:");
                Set<String> seen = new HashSet<>();
                String last = "";
                while (!seen.contains("verdict") || !seen.contains("deploy")) {
                    EventReader.Event fact = client.nextFact();
                    seen.add(fact.name());
                    last = fact.id();
                    if (fact.name().startsWith("burst-")) {
                        assertThat(service.api("bursts/"
                                                + fact.json().path("id").asString())
                                        .path("start"))
                                .isEqualTo(fact.json().path("start"));
                    }
                }
                assertThat(seen).contains("burst-closed").doesNotContain("gap");
                try (EventReader again = EventReader.open(service.port(), "Last-Event-ID: " + last)) {
                    assertThat(again.next("hello").id()).isEqualTo(last);
                    assertThat(again.nextFact().id())
                            .isEqualTo(client.nextFact().id());
                }
            }
        }
        assertThat(service.log()).doesNotContain("ERROR").doesNotContain("\tat ");
    }

    private static void ready(HeadroomJar service) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> service.get("/readyz").statusCode() == 200);
    }
}

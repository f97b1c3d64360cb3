// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.HeadroomJar;
import dev.headroom.realparts.Spinners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that users start, on this very machine. */
class ServiceIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aRealBurstIsCountedListedAndToldInTheLog() throws Exception {
        HeadroomJar service = HeadroomJar.start(directory, "--headroom.host.target=under-test");
        try (service) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> service.get("/readyz").statusCode() == 200);
            double before = service.cpuMetric("headroom_saturated_seconds_total");
            Spinners.spinAllCores(Duration.ofMillis(1500));
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(service.cpuMetric("headroom_saturated_seconds_total") - before)
                        .isGreaterThan(1.0);
                assertThat(service.get("/api/v1/bursts?signal=cpu").body()).contains("\"target\":\"under-test\"");
                assertThat(service.get("/api/v1/samples?target=under-test&signal=cpu&since=0&until=9999-01-01")
                                .body())
                        .as("what the flight recorder has")
                        .contains("\"points\":[{");
            });
        }
        assertThat(service.log())
                .contains("samples under-test every 100 ms. Bursts: http://127.0.0.1:" + service.port()
                        + "/api/v1/bursts")
                .contains("cpu of under-test was saturated for ")
                .doesNotContain("ERROR")
                .doesNotContain("\tat ");
    }

    @Test
    void aBadConfigurationEndsTheStartWithExitCodeTwoAndNoStackTrace() throws Exception {
        HeadroomJar service = HeadroomJar.start(directory, "--headroom.sampling.interval=5ms");
        try (service) {
            assertThat(service.exitCode()).isEqualTo(2);
        }
        assertThat(service.log())
                .contains("headroom.sampling.interval is '5ms', expected a duration from 10ms to 10s.")
                .contains("for example 100ms")
                .doesNotContain("WARN")
                .doesNotContain("\tat ");
    }

    @Test
    void aConfigurationThatIsNoYamlEndsTheStartTheSameWay() throws Exception {
        Files.writeString(directory.resolve("application.yaml"), "headroom:\n  host: {target: [}\n");
        HeadroomJar service = HeadroomJar.start(directory);
        try (service) {
            assertThat(service.exitCode()).isEqualTo(2);
        }
        assertThat(service.log())
                .contains("application.yaml")
                .contains("is no YAML: line 2, column 19")
                .doesNotContain("\tat ");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fuzz.Fuzzer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Any text as the lines of a log: each tells of a deploy or of none. */
class DeployLogFuzzTest {
    private static final Instant NOON = Instant.parse("2024-05-28T12:00:00Z");

    @Test
    void anyLineTellsOfADeployOrOfNone() throws IOException {
        Fuzzer.of("log").run(DeployLogFuzzTest::read);
    }

    static void read(byte[] bytes) {
        DeployLog log = new DeployLog();
        new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .flatMap(line -> log.read(line, NOON).stream())
                .forEach(report -> {
                    assertThat(report.source()).isIn("helmfile", "scap");
                    assertThat(report.externalId()).isNotBlank();
                });
    }
}

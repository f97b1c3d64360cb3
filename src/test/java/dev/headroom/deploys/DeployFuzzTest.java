// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fuzz.Fuzzer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Any bytes as deploys: they are read, or refused with the line or the field. */
class DeployFuzzTest {
    @Test
    void anyBytesAreLinesOfDeploysOrRefused() throws IOException {
        Fuzzer.of("deploys").run(DeployFuzzTest::lines);
    }

    @Test
    void anyTextIsARecordOrRefused() throws IOException {
        Fuzzer.of("deploys").run(DeployFuzzTest::record);
    }

    static void lines(byte[] bytes) throws IOException {
        try {
            DeployLines.read(new ByteArrayInputStream(bytes), "deploys.ndjson");
        } catch (DeployFormatException e) {
            assertThat(e.getMessage()).contains("deploys.ndjson");
        }
    }

    static void record(byte[] bytes) {
        try {
            DeployJson.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (InvalidDeployException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}

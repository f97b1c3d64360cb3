// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.deploys.InvalidDeployException;
import dev.headroom.fuzz.Fuzzer;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Any bytes as the body of any tool's webhook: it tells of deploys, or says why of none, or is refused. */
class WebhookFuzzTest {
    @Test
    void anyBodyIsUnderstoodIgnoredOrRefusedByEachSource() throws IOException {
        Fuzzer.of("webhook").run(WebhookFuzzTest::read);
    }

    static void read(byte[] body) {
        for (WebhookSource source : WebhookSource.values()) {
            try {
                Told told = source.read(body, name -> "deployment_status");
                assertThat(told.reports().isEmpty()).as("%s: %s", source, told).isEqualTo(told.ignored() != null);
                assertThat(told.reports())
                        .allSatisfy(report -> assertThat(report.source()).isEqualTo(source.id()));
            } catch (InvalidDeployException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.webhook;

import dev.headroom.fuzz.Fuzzed;
import dev.headroom.fuzz.Fuzzer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as the body of a webhook. */
class WebhookFuzz {
    static Stream<byte[]> seeds() throws IOException {
        return Fuzzer.seeds("webhook").stream();
    }

    @MethodSource("seeds")
    @Fuzzed
    void anyBodyIsUnderstoodIgnoredOrRefused(byte[] bytes) {
        WebhookFuzzTest.read(bytes);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.fuzz.Fuzzed;
import dev.headroom.fuzz.Fuzzer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a page of OpenMetrics. */
class OpenMetricsPageFuzz {
    static Stream<byte[]> seeds() throws IOException {
        return Fuzzer.seeds("exposition").stream();
    }

    @MethodSource("seeds")
    @Fuzzed
    void anyOpenMetricsAreTakenWholeOrRefused(byte[] bytes) throws IOException {
        ExpositionFuzzTest.check(ExpositionFormat.OPEN_METRICS, bytes);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import dev.headroom.fuzz.Fuzzed;
import dev.headroom.fuzz.Fuzzer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as one record of a deploy. */
class DeployRecordFuzz {
    static Stream<byte[]> seeds() throws IOException {
        return Fuzzer.seeds("deploys").stream();
    }

    @MethodSource("seeds")
    @Fuzzed
    void anyTextIsARecordOrRefused(byte[] bytes) {
        DeployFuzzTest.record(bytes);
    }
}

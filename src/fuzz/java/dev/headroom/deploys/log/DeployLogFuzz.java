// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.log;

import dev.headroom.fuzz.Fuzzed;
import dev.headroom.fuzz.Fuzzer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any text as the lines of a log. */
class DeployLogFuzz {
    static Stream<byte[]> seeds() throws IOException {
        return Fuzzer.seeds("log").stream();
    }

    @MethodSource("seeds")
    @Fuzzed
    void anyLineTellsOfADeployOrOfNone(byte[] bytes) {
        DeployLogFuzzTest.read(bytes);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys;

import dev.headroom.fuzz.Fuzzed;
import dev.headroom.fuzz.Fuzzer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as lines of deploys. */
class DeployLinesFuzz {
    static Stream<byte[]> seeds() throws IOException {
        return Fuzzer.seeds("deploys").stream();
    }

    @MethodSource("seeds")
    @Fuzzed
    void anyBytesAreLinesOfDeploysOrRefused(byte[] bytes) throws IOException {
        DeployFuzzTest.lines(bytes);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import dev.headroom.fuzz.Fuzzed;
import dev.headroom.fuzz.Fuzzer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as gzip. */
class GunzipFuzz {
    static Stream<byte[]> seeds() throws IOException {
        return Fuzzer.seeds("recording").stream();
    }

    @MethodSource("seeds")
    @Fuzzed
    void anyPackedBytesAreUnpackedOrRefused(byte[] bytes) {
        ExpositionFuzzTest.unpack(bytes);
    }
}

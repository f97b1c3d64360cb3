// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.fuzz.Fuzzed;
import dev.headroom.fuzz.Fuzzer;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes as a recording. */
class RecordingFuzz {
    static Stream<byte[]> seeds() throws IOException {
        return Fuzzer.seeds("recording").stream();
    }

    @MethodSource("seeds")
    @Fuzzed
    void anyBytesAreReadOrRefused(byte[] bytes) throws IOException {
        RecordingFuzzTest.read(bytes);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fuzz.Fuzzer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Any bytes as a recording on standard input: it is read or refused with its line, packed or not. */
class RecordingFuzzTest {
    @Test
    void anyBytesAreReadOrRefused() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("node_cpu_seconds_total{instance=\"a\",cpu=\"0\",mode=\"idle\"} 1 1716898990.1\n# EOF\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        Fuzzer.of("recording").with(packed.toByteArray()).run(RecordingFuzzTest::read);
    }

    static void read(byte[] bytes) throws IOException {
        try {
            RecordedCalls calls = new RecordedCalls();
            new RecordingReader(calls::sinkOf, ReadProgress.NONE).read(new ByteArrayInputStream(bytes));
        } catch (RecordingException e) {
            assertThat(e.getMessage()).contains("expected");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The demo is what its generator builds. With -Ddemo.rebuild=true the files are built anew. */
class DemoRecordingTest {
    private static final Path FOLDER = Path.of("docs/demo/2024-05-28-wikikube");
    private static final Path RECORDING = FOLDER.resolve("recording.om.gz");
    private static final Path DEPLOYS = FOLDER.resolve("deploys.ndjson");
    private static final long LARGEST_BYTES = 1_500_000;

    @Test
    void theShippedRecordingIsWhatTheGeneratorBuilds() throws IOException {
        StringBuilder text = new StringBuilder(64 << 20);
        DemoIncident.writeRecording(text);
        byte[] built = text.toString().getBytes(StandardCharsets.US_ASCII);
        if (Boolean.getBoolean("demo.rebuild")) {
            Files.write(RECORDING, compressed(built));
            Files.writeString(DEPLOYS, DemoIncident.deploys());
        }

        try (InputStream shipped = new GZIPInputStream(Files.newInputStream(RECORDING))) {
            assertThat(shipped.readAllBytes()).isEqualTo(built);
        }
        assertThat(DEPLOYS).hasContent(DemoIncident.deploys());
        assertThat(Files.size(RECORDING)).isLessThan(LARGEST_BYTES);
    }

    private static byte[] compressed(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}

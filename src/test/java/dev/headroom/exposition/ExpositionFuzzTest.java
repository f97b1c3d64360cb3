// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.fuzz.Fuzzer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any bytes as a page: it is taken whole or refused with its line, the same however its bytes arrive. */
class ExpositionFuzzTest {
    private static final PageLimits LIMITS = new PageLimits(1 << 16, 1_000, 8, 64, 1 << 14);

    @Test
    void anyTextIsTakenWholeOrRefused() throws IOException {
        Fuzzer.of("exposition").run(page -> check(ExpositionFormat.TEXT, page));
    }

    @Test
    void anyOpenMetricsAreTakenWholeOrRefused() throws IOException {
        Fuzzer.of("exposition").run(page -> check(ExpositionFormat.OPEN_METRICS, page));
    }

    @Test
    void anyPackedBytesAreUnpackedOrRefused() throws IOException {
        byte[] text = "a_total 1\n".repeat(40).getBytes(StandardCharsets.UTF_8);
        Fuzzer.of("exposition").with(ScriptedServer.gzip(text)).run(ExpositionFuzzTest::unpack);
    }

    static void unpack(byte[] packed) {
        List<String> results = new ArrayList<>();
        for (int step : new int[] {1, packed.length + 1}) {
            try (InputStream stream = new LimitedInput(new GunzipStream(dripping(packed, step)), 1 << 16)) {
                results.add(String.valueOf(Arrays.hashCode(stream.readAllBytes())));
            } catch (IOException e) {
                results.add(String.valueOf(e.getMessage()));
            }
        }
        assertThat(results.get(1)).isEqualTo(results.get(0));
    }

    static void check(ExpositionFormat format, byte[] page) throws IOException {
        assertThat(read(format, page, 1)).isEqualTo(read(format, page, page.length + 1));
    }

    private static List<String> read(ExpositionFormat format, byte[] page, int step) throws IOException {
        List<String> seen = new ArrayList<>();
        try {
            PageReader reader = new PageReader(MetricNames.of("a_total", "g", "up"), LIMITS);
            PageSummary summary = reader.read(
                    dripping(page, step),
                    format,
                    (series, value, timeNanos) -> seen.add(series + " " + value + " " + timeNanos));
            assertThat(summary.samples()).isEqualTo(seen.size());
            assertThat(seen).hasSizeLessThanOrEqualTo((int) summary.lines());
            seen.add(summary.toString());
        } catch (PageException e) {
            assertThat(seen).as("samples of a refused page").isEmpty();
            assertThat(e.line()).isBetween(0L, page.length + 1L);
            assertThat(e.getMessage()).contains("expected").doesNotContain("\n");
            seen.add(e.getMessage());
        }
        return seen;
    }

    private static InputStream dripping(byte[] bytes, int step) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, step));
            }
        };
    }
}

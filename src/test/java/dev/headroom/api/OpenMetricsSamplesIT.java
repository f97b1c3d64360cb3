// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.Verdict;
import dev.headroom.history.BurstRecord;
import dev.headroom.realparts.RealPart;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Prometheus takes every flight recording in. */
class OpenMetricsSamplesIT {
    private static final long TICK_NANOS = 100_000_000L;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(SignalKind.class)
    void promtoolMakesBlocksOfIt(SignalKind kind) throws Exception {
        Path promtool = RealPart.require("promtool");
        Path clip = folder.resolve("clip.om");
        SignalKey key = new SignalKey("no\"de\\1", kind, "eth0");
        try (OutputStream out = Files.newOutputStream(clip)) {
            BurstRecord burst = BurstRecord.of(ApiTest.detected("B1", key, 0, false), Verdict.unexplained(""));
            OpenMetricsSamples.write(new FlightRecording(burst, kind, clipWithAGap()), out);
        }

        Process process = new ProcessBuilder(
                        promtool.toString(),
                        "tsdb",
                        "create-blocks-from",
                        "openmetrics",
                        clip.toString(),
                        folder.resolve("blocks").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("NUM SAMPLES");
    }

    private static SampleClip clipWithAGap() {
        SampleClip clip = new SampleClip(new long[100], new long[100], new double[100], new double[100]);
        for (int i = 0; i < clip.size(); i++) {
            clip.startNanos()[i] = ApiTest.nanos(ApiTest.START) + (i < 50 ? i : i + 20) * TICK_NANOS;
            clip.endNanos()[i] = clip.startNanos()[i] + TICK_NANOS;
            clip.capacity()[i] = 0.4;
            clip.usage()[i] = 0.4 / (i + 1);
        }
        return clip;
    }
}

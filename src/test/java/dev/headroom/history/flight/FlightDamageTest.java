// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the samples of seven seconds when their file is damaged. */
class FlightDamageTest {
    private static final SignalKey CPU = new SignalKey("node-1", SignalKind.CPU, "");
    private static final SignalKey ETCD = new SignalKey("node-1", SignalKind.PROCESS_CPU, "etcd");
    private static final int SECONDS = 7;

    @TempDir
    Path directory;

    private final Map<SignalKey, SampleClip> whole = new HashMap<>();
    private Path file = Path.of("");
    private byte[] bytes = {};

    @BeforeEach
    void record() throws IOException {
        FlightRecorder recorder = recorder();
        RecordedHost host = new RecordedHost("node-1", 1, recorder::sinkFor);
        for (int i = 0; i < SECONDS; i++) {
            host.run(10);
            recorder.write();
        }
        for (SignalKey key : List.of(CPU, ETCD)) {
            whole.put(key, recorder.clip(key, 0, Long.MAX_VALUE));
        }
        file = onlyFile("samples");
        bytes = Files.readAllBytes(file);
    }

    @Test
    void aFlippedByteLosesTheSecondItIsInAndNothingElse() throws IOException {
        int lost = 0;
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            Files.write(file, damaged);

            FlightFiles files = open();
            int kept = assertThatWhatIsReadIsTrue(files);
            assertThat(kept).as("byte %d", at).isGreaterThanOrEqualTo(10 * (SECONDS - 1));
            assertThat(files.damages()).as("byte %d", at).isEqualTo(1);
            lost += 10 * SECONDS - kept;
        }
        assertThat(lost).as("some bytes are those of samples").isGreaterThan(bytes.length);
    }

    @Test
    void aFileCutAnywhereLosesWhatIsBehindTheCut() throws IOException {
        int before = 0;
        for (int length = 0; length <= bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));

            FlightFiles files = open();
            int kept = assertThatWhatIsReadIsTrue(files);
            assertThat(kept % 10).as("a second is whole or absent").isZero();
            assertThat(kept).isGreaterThanOrEqualTo(before);
            assertThat(files.damages()).isLessThanOrEqualTo(1);
            before = kept;
        }
        assertThat(before).isEqualTo(10 * SECONDS);
    }

    @Test
    void noiseBeforeBetweenAndAfterBlocksIsPassedOver() throws IOException {
        byte[] noise = new byte[100_000];
        new Random(3).nextBytes(noise);
        byte[] both = Arrays.copyOf(noise, noise.length + bytes.length + noise.length);
        System.arraycopy(bytes, 0, both, noise.length, bytes.length);
        System.arraycopy(noise, 0, both, noise.length + bytes.length, noise.length);
        Files.write(file, both);

        FlightFiles files = open();
        assertThat(assertThatWhatIsReadIsTrue(files)).isEqualTo(10 * SECONDS);
        assertThat(files.damages()).isEqualTo(2);
    }

    @Test
    void aForeignFileAnEmptyOneAndOneOfNoiseDoNotPreventTheStart() throws IOException {
        byte[] noise = new byte[4096];
        new Random(4).nextBytes(noise);
        Path samples = file.resolveSibling(".");
        Files.writeString(samples.resolve("README"), "not ours");
        Files.write(samples.resolve("0000000002-000002-1716886900000.flight"), noise);
        Files.write(samples.resolve("0000000003-000003-1716886910000.flight"), new byte[0]);

        try (FlightRecorder next = recorder()) {
            next.write();
            assertThat(next.status().writable()).isTrue();
            assertThat(next.clip(CPU, 0, Long.MAX_VALUE).size()).isEqualTo(10 * SECONDS);
        }
        assertThat(samples.resolve("README")).hasContent("not ours");
        assertThat(samples.resolve("0000000002-000002-1716886900000.flight")).hasBinaryContent(noise);
    }

    @Test
    void damageToATierIsMadeGoodByTheSamplesOrLosesItsMinute() throws IOException {
        FlightRecorder recorder = recorder();
        RecordedHost host = new RecordedHost("node-1", 1, recorder::sinkFor);
        for (int i = 0; i < 200; i++) {
            host.run(10);
            recorder.write();
        }
        recorder.close();
        Path seconds = onlyFile("seconds");
        byte[] all = Files.readAllBytes(seconds);
        Random random = new Random(6);
        for (int round = 0; round < 100; round++) {
            byte[] damaged = all.clone();
            damaged[random.nextInt(damaged.length)] ^= 1;
            Files.write(seconds, damaged);
            try (FlightRecorder next = recorder()) {
                next.write();
                Summary summary = next.summary(CPU, RecordedHost.START_NANOS, host.nowNanos(), 190);
                assertThat(summary.size()).isGreaterThan(120);
                assertThat(summary.highest()).contains(1.0);
            }
            Files.write(seconds, all);
        }
    }

    /** How many samples of the CPU are left: every one as it was, with the process's beside it. */
    private int assertThatWhatIsReadIsTrue(FlightFiles files) throws IOException {
        FlightReader reader = new FlightReader(files);
        int kept = -1;
        for (SignalKey key : List.of(CPU, ETCD)) {
            ClipBuilder builder = new ClipBuilder();
            reader.samples(key, 0, Long.MAX_VALUE, builder);
            SampleClip clip = builder.build();
            SampleClip original = Objects.requireNonNull(whole.get(key));
            int at = 0;
            for (int i = 0; i < clip.size(); i++) {
                while (original.startNanos()[at] < clip.startNanos()[i]) {
                    at++;
                }
                boolean same = original.startNanos()[at] == clip.startNanos()[i]
                        && original.endNanos()[at] == clip.endNanos()[i]
                        && original.usage()[at] == clip.usage()[i]
                        && original.capacity()[at] == clip.capacity()[i];
                assertThat(same).isTrue();
            }
            assertThat(kept == -1 || kept == clip.size()).isTrue();
            kept = clip.size();
        }
        return kept;
    }

    /** The files as the next run of the program finds them, read and not written. */
    private FlightFiles open() throws IOException {
        FlightFiles files = new FlightFiles(settings());
        files.trackOf(Resolution.SAMPLES).open();
        return files;
    }

    private FlightRecorder recorder() {
        return new FlightRecorder(settings(), () -> 0);
    }

    private FlightSettings settings() {
        return new FlightSettings(directory, 1L << 30, Duration.ofMillis(100));
    }

    private Path onlyFile(String track) throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(track))) {
            return files.findFirst().orElseThrow();
        }
    }
}

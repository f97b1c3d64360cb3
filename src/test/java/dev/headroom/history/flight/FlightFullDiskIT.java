// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.history.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The flight recorder fills a disk to the last byte, and goes on once there is room again. */
class FlightFullDiskIT {
    private static final int TICKS_AT_ONCE = 200;

    /** As many samples of a signal as wait for a disk; then they are dropped. */
    private static final int WAITING = 256;

    @TempDir
    private Path disk;

    private long toldWhileFull;
    private long toldInAll;

    @Test
    void aFullDiskKeepsNobodyFromSamplingAndIsSaidAndWritingGoesOnWithinTenSecondsOfRoom() throws Exception {
        try (SmallDisk small = new SmallDisk(disk, "2m")) {
            Path filler = Files.write(disk.resolve("filler"), new byte[1 << 20]);
            fillAndMakeRoom(filler);
            try (FlightRecorder next = recorder()) {
                next.write();
                assertThatAllButTheDroppedIsThere(KnownSamples.ticksIn(next, 0));
                assertThat(next.status().damages())
                        .as("what was half written was taken off")
                        .isZero();
            }
        }
    }

    private FlightRecorder recorder() {
        return new FlightRecorder(KnownSamples.settings(disk.resolve("flight")), System::nanoTime);
    }

    private void fillAndMakeRoom(Path filler) throws Exception {
        try (FlightRecorder recorder = recorder()) {
            KnownSamples samples = new KnownSamples(recorder, 0);
            while (recorder.status().writable()) {
                samples.tell(TICKS_AT_ONCE);
                recorder.write();
            }
            recorder.start();
            samples.tell(10 * WAITING); // sampling does not wait, and what there is no room for is counted
            toldWhileFull = samples.tick();
            assertThat(recorder.status().writeFailures()).isPositive();
            assertThat(recorder.status().droppedSamples()).isBetween(2L * 9 * WAITING, 2L * 10 * WAITING);
            KnownSamples.ticksIn(recorder, 0); // what is there can be read meanwhile

            Files.delete(filler);

            long freed = System.nanoTime();
            await().atMost(Duration.ofSeconds(10)).until(() -> recorder.status().writable());
            System.out.printf(
                    "flight recorder: writes %.1f s after there was room%n", (System.nanoTime() - freed) / 1e9);
            samples.tell(WAITING / 2);
            toldInAll = samples.tick();
        }
    }

    /** One hole: what was told while the disk was full, but for what waited. */
    private void assertThatAllButTheDroppedIsThere(long[] ticks) {
        long hole = LongStream.range(0, ticks.length)
                .filter(i -> ticks[(int) i] != i)
                .findFirst()
                .orElseThrow();
        assertThat(toldWhileFull - hole).isBetween(9L * WAITING, 10L * WAITING);
        assertThat(ticks)
                .isEqualTo(LongStream.concat(LongStream.range(0, hole), LongStream.range(toldWhileFull, toldInAll))
                        .toArray());
    }
}

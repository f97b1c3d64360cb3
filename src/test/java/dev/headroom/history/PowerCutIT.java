// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.KnownSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut before each call by which a program that writes makes the disk keep something: of what was written since the last
 * one, any part may be lost, in pieces of 512 bytes. What was acknowledged by then is there, once; of the flight recorder nothing wrong
 * is read, and what is lost is young. A bounded number of disks in every build; more than 5,000 with -Dheadroom.faults=all.
 */
class PowerCutIT {
    private static final int IMAGES = "all".equals(System.getProperty("headroom.faults")) ? 6_000 : 300;
    private static final int ROUNDS = 70;
    private static final int LIVES = 2;

    /** The disk is made to keep samples every 5 s, and what came in the second before that was not yet written. */
    private static final double FLIGHT_LOSS_SECONDS = 5;

    @TempDir
    private Path folder;

    private final Ledger ledger = new Ledger();
    private long toldTick;
    private double flightLossSeconds;
    private int images;

    @Test
    void whatWasAcknowledgedBeforeAPowerCutIsThereOnceAfterItAndNothingWrongIsRead() throws Exception {
        long seed = Long.getLong("headroom.seed", System.nanoTime());
        Random random = new Random(seed);
        long began = System.nanoTime();
        Path directory = Files.createDirectory(folder.resolve("disk"));
        try (WriterProcess writer = new WriterProcess(FaultedWriter.class, folder.resolve("log"))) {
            live(writer, "W", 1, Files.createDirectory(folder.resolve("warm")));
            for (int life = 0; life < LIVES; life++) { // the first makes all, the next finds it
                TracedDisk disk = new TracedDisk(directory);
                Path log = folder.resolve("strace-" + life);
                Strace strace = Strace.attach(writer.pid(), log, TracedDisk.TRACE);
                try (strace) {
                    live(writer, "L" + life + "-", ROUNDS, directory);
                }
                cut(disk, strace.calls(), random, "seed " + seed + ", life " + life);
            }
        }
        System.out.printf(
                "power cut: %d images in %d s (seed %d), %d acknowledged deploys and %d bursts, none lost;"
                        + " samples lost of the last %.1f s at most%n",
                images,
                Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                seed,
                ledger.deploys(),
                ledger.bursts(),
                flightLossSeconds);
        assertThat(images).as("too few prove nothing").isGreaterThan(IMAGES * 9 / 10);
        assertThat(flightLossSeconds).isLessThanOrEqualTo(FLIGHT_LOSS_SECONDS);
    }

    private void live(WriterProcess writer, String prefix, int rounds, Path directory) throws IOException {
        Path used = directory.resolve("history");
        writer.order(new FaultedWriter.Order(prefix, rounds, 1, toldTick, false, used).line());
        writer.readUntil("written");
        writer.order("");
        writer.readUntil("closed");
    }

    /** Goes through a trace, and looks at what may be left at each of its syncs. */
    private void cut(TracedDisk disk, List<Strace.Call> calls, Random random, String when) throws Exception {
        // what was begun may have got to the disk, and somebody may have read it; what was synced is there once that
        // has ended
        List<Strace.Call> inOrder = new ArrayList<>(calls);
        inOrder.sort(Comparator.comparingInt(call -> disk.isSync(call) ? call.ended() : call.begun()));
        long syncs = calls.stream().filter(disk::isSync).count();
        double imagesPerSync = (double) IMAGES / LIVES / syncs;
        double due = 0;
        StringBuilder said = new StringBuilder();
        for (Strace.Call call : inOrder) {
            if (disk.isSync(call)) {
                for (due += imagesPerSync; due >= 1; due--) {
                    look(disk, random, when + ", before " + call.text().substring(0, 12) + " at line " + call.ended());
                }
            }
            disk.apply(call);
            said.append(TracedDisk.output(call));
            for (int end = said.indexOf("\n"); end >= 0; end = said.indexOf("\n")) {
                note(said.substring(0, end));
                said.delete(0, end + 1);
            }
        }
    }

    private void note(String line) {
        ledger.note(line);
        if (line.startsWith("flight ")) {
            toldTick = Long.parseLong(line.substring("flight ".length()));
        }
    }

    private void look(TracedDisk disk, Random random, String when) throws Exception {
        Path image = folder.resolve("image");
        disk.image(image, random);
        Path directory = image.resolve("history");
        try (SqlHistory history = TemporaryHistory.in(directory)) {
            assertThat(history.status().recoveries()).as(when).isZero();
        }
        ledger.assertKept(directory, when);
        lookAtFlight(directory.resolve("flight"), when);
        images++;
        delete(image);
    }

    private void lookAtFlight(Path directory, String when) throws IOException {
        try (FlightRecorder recorder = new FlightRecorder(KnownSamples.settings(directory), System::nanoTime)) {
            recorder.write();
            long[] ticks = KnownSamples.ticksIn(recorder, 0);
            long intact = 0; // up to the first that is lost
            while (intact < ticks.length && ticks[(int) intact] == intact) {
                intact++;
            }
            flightLossSeconds = Math.max(flightLossSeconds, (toldTick - intact) / 10.0);
            assertThat(flightLossSeconds).as(when).isLessThanOrEqualTo(FLIGHT_LOSS_SECONDS);
            assertThat(KnownSamples.secondsIn(recorder, toldTick + 10))
                    .as("whole seconds in the tiers, %s", when)
                    .isGreaterThanOrEqualTo((int) (intact / 10));
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

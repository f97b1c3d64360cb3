// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A recorder killed again and again in the middle of its writes: all it said it had written is there, once and as it was. */
class FlightCrashIT {
    private static final int CYCLES = "true".equals(System.getenv("CI")) ? 50 : 20;
    private static final int FEWEST_TICKS = 100 * CYCLES;

    @TempDir
    Path directory;

    private long next;

    @Test
    @Timeout(120)
    void everythingWrittenBeforeAKillIsReadBack() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long damages = 0;
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            long from = next;
            long acknowledged = kill(1 + random.nextInt(400), random.nextInt(2_000_000));

            FlightRecorder reader = new FlightRecorder(KnownSamples.settings(directory), System::nanoTime);
            reader.write();
            long[] ticks = KnownSamples.ticksIn(reader, from);
            assertThat(ticks.length).as("seed %d", seed).isGreaterThanOrEqualTo((int) (acknowledged - from));
            assertThat(ticks)
                    .as("seed %d", seed)
                    .isEqualTo(LongStream.range(from, from + ticks.length).toArray());
            damages += reader.status().damages();
            next = from + ticks.length;
            reader.close(); // writes what the killed one did not get to write of the tiers
        }
        assertThat(next).as("too little was written for this to say anything").isGreaterThan(FEWEST_TICKS);
        assertThatTheTiersHaveIt(seed);
        assertThat(damages).as("at most the last block of each run is torn").isLessThanOrEqualTo(CYCLES);
    }

    /** Runs the victim until it has written so often, and then for a moment longer: up to which tick it said it had written. */
    private long kill(int writes, int nanosMore) throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath(),
                        FlightVictim.class.getName(),
                        directory.toString(),
                        Long.toString(next)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long acknowledged = next;
        try (BufferedReader said = victim.inputReader()) {
            for (int i = 0; i < writes; i++) {
                String line = said.readLine();
                assertThat(line).as("the victim ended by itself").isNotNull();
                acknowledged = Long.parseLong(line);
            }
            TimeUnit.NANOSECONDS.sleep(nanosMore);
            victim.destroyForcibly().waitFor();
            for (String line = said.readLine(); line != null && line.matches("\\d+"); line = said.readLine()) {
                acknowledged = Math.max(acknowledged, Long.parseLong(line));
            }
        } catch (IOException closedByTheKill) {
            return acknowledged;
        }
        return acknowledged;
    }

    /** Where the recorder, the victim and the logger of both were loaded from: all they need. */
    private static String classPath() {
        return Stream.of(FlightRecorder.class, FlightVictim.class, Logger.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void assertThatTheTiersHaveIt(long seed) throws IOException {
        try (FlightRecorder reader = new FlightRecorder(KnownSamples.settings(directory), System::nanoTime)) {
            reader.write();
            for (int points : new int[] {(int) (next / 10), (int) (next / 600), 1}) {
                Summary summary = reader.summary(
                        KnownSamples.CPU, KnownSamples.at(0), KnownSamples.at(next), Math.max(1, points));
                double observed = 0;
                for (double seconds : summary.observedSeconds()) {
                    observed += seconds;
                }
                assertThat(observed).as("%d points, seed %d", points, seed).isCloseTo(next / 10.0, within(1e-3));
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.FlightStatus;
import dev.headroom.history.flight.KnownSamples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the tests of disks that fail watch: a program that keeps deploys, bursts and samples in a directory while its system calls fail,
 * then, told that they work again, what was refused, and says of each what is kept and how history and flight recorder are doing. It
 * does so for one {@link Order} after the other.
 */
final class FaultedWriter {
    static final int BURSTS_AT_ONCE = 3;

    private static final int TICKS_A_ROUND = 10;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int PR_SET_PTRACER = 0x59616d61;
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private final Order order;
    private final List<String> refused = new ArrayList<>();
    private final List<String> waiting = new ArrayList<>();
    private @Nullable SqlHistory history;
    private FlightRecorder recorder;
    private KnownSamples samples;
    private long flightNanos;

    /**
     * What to do.
     *
     * @param prefix of all ids
     * @param rounds how often to keep a deploy, some bursts and ten samples
     * @param secondsPerRound how much time passes for the flight recorder
     * @param firstTick the first of its samples
     * @param closing whether to end, and begin anew, while the calls fail
     */
    record Order(String prefix, int rounds, int secondsPerRound, long firstTick, boolean closing, Path directory) {
        static Order of(String line) {
            String[] parts = line.split(" ", 6);
            return new Order(
                    parts[0],
                    Integer.parseInt(parts[1]),
                    Integer.parseInt(parts[2]),
                    Long.parseLong(parts[3]),
                    Boolean.parseBoolean(parts[4]),
                    Path.of(parts[5]));
        }

        String line() {
            return "%s %d %d %d %s %s".formatted(prefix, rounds, secondsPerRound, firstTick, closing, directory);
        }
    }

    private FaultedWriter(Order order) {
        this.order = order;
        openFlight(order.firstTick());
    }

    public static void main(String[] arguments) throws IOException {
        letStraceIn();
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        OUT.println("ready");
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            FaultedWriter writer = new FaultedWriter(Order.of(line));
            writer.write();
            OUT.println("written");
            orders.readLine(); // the calls work again
            writer.recover();
            OUT.println("descriptors " + writer.descriptors());
            OUT.println("closed");
        }
    }

    /** Some kernels let only the parent of a process trace it, unless the process allows others to. */
    static void letStraceIn() {
        FunctionDescriptor prctl = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
        Linker linker = Linker.nativeLinker();
        try {
            int ignored = (int) linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("prctl"), prctl, Linker.Option.firstVariadicArg(1))
                    .invokeExact(PR_SET_PTRACER, -1L, 0L); // fails where there is no such rule
        } catch (Throwable failure) {
            throw new IllegalStateException("prctl cannot be called", failure);
        }
    }

    private void openFlight(long tick) {
        recorder = new FlightRecorder(KnownSamples.settings(order.directory().resolve("flight")), () -> flightNanos);
        samples = new KnownSamples(recorder, tick);
    }

    private boolean openHistory() {
        try {
            history = SqlHistory.inDirectory(
                    order.directory(),
                    new HistoryLimits(Duration.ofDays(30), 1 << 30),
                    InstantSource.system(),
                    System::nanoTime);
            return true;
        } catch (HistoryRefusedException failure) {
            OUT.println("refused " + failure.getMessage() + " " + failure.remedy());
            return false;
        }
    }

    private void write() {
        openHistory();
        for (int round = 0; round < order.rounds(); round++) {
            String id = order.prefix() + round;
            if (history == null || !keep(history, id)) {
                refused.add(id);
            }
            if (history != null) {
                keepBursts(history, id);
            }
            record();
        }
        sayStatus();
        if (order.closing()) {
            close();
        }
    }

    private static boolean keep(SqlHistory history, String id) {
        try {
            history.save(KnownDeploys.report(id), List.of(KnownDeploys.deploy(id, "web")));
            OUT.println("deploy " + id);
            return true;
        } catch (HistoryUnavailableException failure) {
            OUT.println("refused " + failure.getMessage());
            return false;
        }
    }

    private void keepBursts(SqlHistory history, String id) {
        for (int i = 0; i < BURSTS_AT_ONCE; i++) {
            String burst = id + "-" + i;
            history.save(KnownBursts.burst(burst, i));
            history.saveClip(burst, HistoryContract.clip(20));
            waiting.add(burst);
        }
        if (history.status().writable()) {
            flush(history, Duration.ofMillis(200));
        }
    }

    private void flush(SqlHistory history, Duration patience) {
        if (history.flush(patience)) {
            waiting.forEach(burst -> OUT.println("burst " + burst));
            waiting.clear();
        }
    }

    private void record() {
        samples.tell(TICKS_A_ROUND);
        flightNanos += TimeUnit.SECONDS.toNanos(order.secondsPerRound());
        recorder.write();
        if (recorder.status().writable()) {
            OUT.println("flight " + samples.tick());
        }
        samples.skip((order.secondsPerRound() - 1) * TICKS_A_ROUND);
    }

    /** Does what was refused, as whoever was refused would. */
    private void recover() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (history == null && !openHistory() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        SqlHistory opened = history;
        if (opened != null) {
            for (String id : refused) {
                while (!keep(opened, id) && System.nanoTime() - deadline < 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
            }
            keepBursts(opened, order.prefix() + "-late");
            flush(opened, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
        do {
            record();
        } while (!recorder.status().writable() && samples.tick() < order.firstTick() + 5_000);
        sayStatus();
        close();
    }

    private void sayStatus() {
        if (history != null) {
            HistoryStatus status = history.status();
            OUT.printf(
                    "status writable=%s failures=%d waiting=%d dropped=%d recoveries=%d%n",
                    status.writable(), status.writeFailures(), status.pending(), status.dropped(), status.recoveries());
        }
        FlightStatus flight = recorder.status();
        OUT.printf(
                "flightStatus writable=%s failures=%d dropped=%d%n",
                flight.writable(), flight.writeFailures(), flight.droppedSamples());
    }

    private void close() {
        if (history != null) {
            history.close();
            history = null;
            waiting.clear(); // what it could not write by now is lost
        }
        recorder.close();
        openFlight(samples.tick());
    }

    /** How many files of the directory it has open. */
    private long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(fd -> target(fd).startsWith(order.directory())).count();
        }
    }

    private static Path target(Path link) {
        try {
            return Files.readSymbolicLink(link);
        } catch (IOException closedMeanwhile) {
            return link;
        }
    }
}

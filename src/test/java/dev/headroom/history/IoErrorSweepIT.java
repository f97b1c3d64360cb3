// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.KnownSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every system call on the files of the history and of the flight recorder fails in its turn, once or from then on: the k-th of each
 * kind, in each {@link Scene}. What was acknowledged is there afterwards, once; what failed was not acknowledged and is said; and
 * writing goes on by itself as soon as it can. Some of the points in every build, chosen evenly; all of them, until no call is the
 * k-th, with -Dheadroom.faults=all.
 */
class IoErrorSweepIT {
    private static final boolean ALL = "all".equals(System.getProperty("headroom.faults"));
    private static final int POINTS = 100;
    private static final int PROCESSES = 4;
    private static final int ROUNDS = 4;
    private static final int SECONDS_PER_ROUND = 20;
    private static final long TICKS_BEFORE = 900;
    private static final long FIRST_TICK = 1_000;
    private static final List<Fault> FAULTS = List.of(
            new Fault("pwrite64", "EIO"),
            new Fault("pwrite64", "ENOSPC"),
            new Fault("fsync", "EIO"),
            new Fault("fdatasync", "EIO"),
            new Fault("ftruncate", "EIO"),
            new Fault("rename", "EIO"),
            new Fault("unlink", "EIO"),
            new Fault("openat", "EIO"),
            new Fault("openat", "ENOSPC"),
            new Fault("mkdir", "ENOSPC"),
            new Fault("getdents64", "EIO"),
            new Fault("pread64", "EIO"));

    /** Calls that the same threads make on other files too. */
    private static final Set<String> NOT_OURS_ALONE = Set.of("openat", "mkdir", "getdents64", "pread64");

    @TempDir
    private Path folder;

    /** What the calls fail in the middle of. */
    private enum Scene {
        /** The first start of all: the tables are made. */
        FRESH,
        /** The start after a crash: its log is read back, the tiers are made up, and what is too old is deleted. */
        GROWN,
        /** The end: the log is written back. Then another start. */
        ENDING
    }

    private record Fault(String call, String error) {}

    /** The k-th call of a kind, by each thread, and those after it where it fails for ever. */
    private record Point(Scene scene, Fault fault, boolean forEver, int k) {
        String injection() {
            return "inject=%s:error=%s:when=%d%s".formatted(fault.call, fault.error, k, forEver ? "+" : "");
        }
    }

    @Test
    void aCallThatFailsCostsNothingThatWasAcknowledgedAndIsSaidAndWritingGoesOnByItself() throws Exception {
        Map<Scene, Path> templates = new EnumMap<>(Scene.class);
        templates.put(Scene.FRESH, Files.createDirectory(folder.resolve("fresh")));
        templates.put(Scene.GROWN, grown(folder.resolve("grown"), true));
        templates.put(Scene.ENDING, grown(folder.resolve("ending"), false));
        ConcurrentLinkedQueue<List<Point>> series = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger points = new AtomicInteger();
        long seed = Long.getLong("headroom.seed", System.nanoTime());
        long began = System.nanoTime();
        try (Bench first = new Bench(0, templates);
                ExecutorService processes = Executors.newFixedThreadPool(PROCESSES)) {
            series.addAll(series(first, seed));
            List<Future<?>> running = new ArrayList<>();
            for (int process = 1; process <= PROCESSES; process++) {
                int number = process;
                running.add(processes.submit(() -> {
                    try (Bench bench = new Bench(number, templates)) {
                        for (List<Point> next = series.poll(); next != null; next = series.poll()) {
                            points.addAndGet(bench.run(next, wrong));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> process : running) {
                process.get();
            }
        }
        System.out.printf(
                "failing system calls: %d points in %d s (seed %d), %d of them wrong%n",
                points.get(), Duration.ofNanos(System.nanoTime() - began).toSeconds(), seed, wrong.size());
        assertThat(wrong).as("seed %d", seed).isEmpty();
        assertThat(points.get()).as("too few prove nothing").isGreaterThan(ALL ? 500 : POINTS * 4 / 5);
    }

    /** A directory that has been in use: much of what it keeps is too old by now. */
    private static Path grown(Path directory, boolean killed) throws Exception {
        Path used = directory.resolveSibling(directory.getFileName() + "-used");
        InstantSource longAgo = () -> KnownBursts.START;
        HistoryLimits limits = new HistoryLimits(Duration.ofDays(36_500), 1 << 30);
        try (SqlHistory history = SqlHistory.inDirectory(used, limits, longAgo, System::nanoTime)) {
            for (int i = 0; i < 40; i++) {
                history.save(KnownBursts.burst("old-" + i, i));
                history.saveClip("old-" + i, HistoryContract.clip(20));
            }
            assertThat(history.flush(Duration.ofSeconds(20))).isTrue();
            FlightRecorder recorder =
                    new FlightRecorder(KnownSamples.settings(used.resolve("flight")), System::nanoTime);
            KnownSamples samples = new KnownSamples(recorder, 0);
            for (int second = 0; second < TICKS_BEFORE / 10; second++) {
                samples.tell(10);
                recorder.write();
            }
            if (killed) {
                copy(used, directory); // as a kill would leave it
            }
            recorder.close();
        }
        if (!killed) {
            copy(used, directory);
        }
        return directory;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> paths = Files.walk(from)) {
            for (Path path : paths.toList()) {
                if (!path.toString().contains("sqlitejdbc")) {
                    Files.copy(path, to.resolve(from.relativize(path)));
                }
            }
        }
    }

    /** What to run one after the other: all points of a kind, or one of the few that are chosen. */
    private static List<List<Point>> series(Bench bench, long seed) throws Exception {
        List<List<Point>> all = new ArrayList<>();
        for (Scene scene : Scene.values()) {
            Map<String, Integer> calls = bench.count(scene);
            for (Fault fault : FAULTS) {
                int last = calls.getOrDefault(fault.call, 0);
                for (boolean forEver : new boolean[] {false, true}) {
                    // a call that failed may be made again: there are more of them than of those that work
                    all.add(IntStream.rangeClosed(1, ALL ? 2 * last + 10 : last)
                            .mapToObj(k -> new Point(scene, fault, forEver, k))
                            .toList());
                }
            }
        }
        if (ALL) {
            return all;
        }
        List<Point> every = all.stream().flatMap(List::stream).toList();
        double step = Math.max(1, (double) every.size() / POINTS);
        double first = new Random(seed).nextDouble() * step;
        List<List<Point>> some = new ArrayList<>();
        for (double at = first; at < every.size(); at += step) {
            some.add(List.of(every.get((int) at)));
        }
        return some;
    }

    /** One process at a time, to which one point after the other happens. */
    private final class Bench implements AutoCloseable {
        private final int number;
        private final Map<Scene, Path> templates;
        private WriterProcess writer;
        private int runs;

        Bench(int number, Map<Scene, Path> templates) throws Exception {
            this.number = number;
            this.templates = templates;
            this.writer = start();
        }

        private WriterProcess start() throws Exception {
            WriterProcess started = new WriterProcess(FaultedWriter.class, folder.resolve("log-" + number));
            Path directory = folder.resolve("warm-" + number + "-" + runs);
            started.order(new FaultedWriter.Order("W", 1, 1, FIRST_TICK, false, directory).line());
            started.readUntil("written");
            started.order("");
            started.readUntil("closed");
            return started;
        }

        /** How often the busiest thread makes each call when none fails. */
        Map<String, Integer> count(Scene scene) throws Exception {
            Path directory = directory(scene);
            Path log = directory.resolveSibling(directory.getFileName() + ".strace");
            Strace strace = Strace.attach(writer.pid(), log, List.of("-e", "trace=" + calls()));
            try (strace) {
                writer.order(order(scene, directory).line());
                writer.readUntil("written");
            }
            writer.order("");
            writer.readUntil("closed");
            Map<String, Map<String, Integer>> byThread = new HashMap<>();
            for (Strace.Call call : strace.calls()) {
                if (call.text().contains(directory.toString())) {
                    String name = call.text().substring(0, call.text().indexOf('('));
                    byThread.computeIfAbsent(name, any -> new HashMap<>()).merge(call.thread(), 1, Integer::sum);
                }
            }
            Map<String, Integer> most = new HashMap<>();
            byThread.forEach((name, counts) -> most.put(name, Collections.max(counts.values())));
            return most;
        }

        private static String calls() {
            return String.join(",", FAULTS.stream().map(Fault::call).distinct().toList());
        }

        private Path directory(Scene scene) throws IOException {
            Path directory = folder.resolve(number + "-" + runs++);
            copy(Objects.requireNonNull(templates.get(scene)), directory);
            return directory;
        }

        private static FaultedWriter.Order order(Scene scene, Path directory) {
            return new FaultedWriter.Order(
                    "A", ROUNDS, SECONDS_PER_ROUND, FIRST_TICK, scene == Scene.ENDING, directory);
        }

        /** Runs points until the call of one does not come: how many did. */
        int run(List<Point> points, ConcurrentLinkedQueue<String> wrong) throws Exception {
            int hit = 0;
            for (Point point : points) {
                boolean came = false;
                Path directory = directory(point.scene);
                try {
                    came = run(point, directory);
                } catch (AssertionError | IOException failure) {
                    wrong.add(point + ": " + failure.getMessage() + " in " + directory);
                    came = true;
                    writer.close();
                    writer = start();
                }
                if (!came) {
                    break;
                }
                hit++;
            }
            return hit;
        }

        private boolean run(Point point, Path directory) throws Exception {
            Path log = directory.resolveSibling(directory.getFileName() + ".strace");
            List<String> options =
                    new ArrayList<>(List.of("-e", "trace=fsync," + point.fault.call, "-e", point.injection()));
            if (NOT_OURS_ALONE.contains(point.fault.call)) {
                paths(directory).forEach(path -> options.addAll(List.of("-P", path.toString())));
            }
            Strace strace = Strace.attach(writer.pid(), log, options);
            List<String> faulted;
            try (strace) {
                writer.order(order(point.scene, directory).line());
                faulted = writer.readUntil("written");
            }
            writer.order("");
            List<String> healed = writer.readUntil("closed");
            List<Strace.Call> failed =
                    strace.calls().stream().filter(Strace.Call::failedByOrder).toList();
            assertThat(failed)
                    .as("failed calls are ours")
                    .allMatch(call -> call.text().contains(directory.toString()));
            assertSaid(faulted, directory);
            assertNothingAcknowledgedWithoutTheDisk(faulted, strace.calls());
            assertGoesOn(healed);
            Ledger ledger = new Ledger();
            faulted.forEach(ledger::note);
            healed.forEach(ledger::note);
            assertThat(ledger.deploys()).as("deploys acknowledged in the end").isEqualTo(ROUNDS);
            assertKept(ledger, directory, point);
            return !failed.isEmpty();
        }

        @Override
        public void close() {
            writer.close();
        }

        /** Those of ours, named beforehand. */
        private static List<Path> paths(Path directory) {
            long beforeMillis = KnownBursts.START.toEpochMilli();
            long firstMillis = beforeMillis + FIRST_TICK * 100;
            return Stream.of(
                            "",
                            "headroom.lock",
                            "history.db",
                            "history.db-wal",
                            "history.db-shm",
                            "history.db.new",
                            "history.db.new-journal",
                            "flight",
                            "flight/samples",
                            "flight/seconds",
                            "flight/minutes",
                            "flight/samples/0000000001-000001-" + beforeMillis + ".flight",
                            "flight/seconds/0000000001-000001-" + beforeMillis + ".flight",
                            "flight/samples/0000000001-000001-" + firstMillis + ".flight",
                            "flight/samples/0000000002-000002-" + firstMillis + ".flight")
                    .map(directory::resolve)
                    .toList();
        }
    }

    /** What is refused is refused with the place and the remedy, and counted. */
    private static void assertSaid(List<String> faulted, Path directory) {
        List<String> refusals =
                faulted.stream().filter(line -> line.startsWith("refused ")).toList();
        assertThat(refusals).allMatch(line -> line.contains(directory.toString()));
        assertThat(refusals)
                .allMatch(line -> line.contains("Make room") || line.contains("headroom.history.directory"));
        long acknowledged = count(faulted, "deploy ") + count(faulted, "burst ");
        if (acknowledged < ROUNDS * (1 + FaultedWriter.BURSTS_AT_ONCE)) {
            assertThat(faulted)
                    .as("something was not kept, and it is counted")
                    .noneMatch(line -> line.startsWith("status") && line.contains("failures=0"));
        }
    }

    private static long count(List<String> lines, String start) {
        return lines.stream().filter(line -> line.startsWith(start)).count();
    }

    /** Each transaction that is acknowledged has had the disk keep the log after it. */
    private static void assertNothingAcknowledgedWithoutTheDisk(List<String> faulted, List<Strace.Call> calls) {
        long kept = calls.stream()
                .filter(call -> call.is("fsync")
                        && call.text().contains("history.db-wal>")
                        && call.text().endsWith("= 0"))
                .count();
        assertThat(count(faulted, "deploy "))
                .as("acknowledged deploys, and how often the disk kept the log")
                .isLessThanOrEqualTo(kept);
    }

    private static void assertGoesOn(List<String> healed) {
        assertThat(healed)
                .as("10 s after the calls work again")
                .anyMatch(line -> line.matches("status writable=true failures=\\d+ waiting=0 dropped=0 recoveries=0"))
                .anyMatch(line -> line.matches("flightStatus writable=true failures=\\d+ dropped=0"))
                .contains("descriptors 0");
    }

    private static void assertKept(Ledger ledger, Path directory, Point point) throws Exception {
        try (SqlHistory history = TemporaryHistory.in(directory)) {
            assertThat(history.status().recoveries()).isZero();
        }
        ledger.assertKept(directory, point.toString());
        try (FlightRecorder recorder =
                new FlightRecorder(KnownSamples.settings(directory.resolve("flight")), System::nanoTime)) {
            recorder.write();
            long[] ticks = KnownSamples.ticksIn(recorder, 0);
            KnownSamples.secondsIn(recorder, FIRST_TICK + 100_000);
            if (point.scene != Scene.ENDING) { // what cannot be written at the end is lost
                assertThat(LongStream.of(ticks)
                                .filter(tick -> tick >= FIRST_TICK)
                                .limit(ROUNDS * 10L))
                        .containsExactly(LongStream.range(0, ROUNDS * 10L)
                                .map(i -> FIRST_TICK + i / 10 * SECONDS_PER_ROUND * 10 + i % 10)
                                .boxed()
                                .toArray(Long[]::new));
            }
            if (point.scene != Scene.FRESH) {
                assertThat(LongStream.of(ticks)
                                .filter(tick -> tick < TICKS_BEFORE)
                                .count())
                        .isEqualTo(TICKS_BEFORE);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
import dev.headroom.procfs.HostOptions;
import dev.headroom.procfs.HostSources;
import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.CpuReading;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.Source;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.util.GlobalConfig;

/**
 * How far several ways of reading a host's CPU are from the truth, sample by sample, under loads of known shape.
 *
 * <p>The truth is the sum of the CPU clocks of every process of the machine, user's and kernel's, which the kernel brings up to the nanosecond
 * when asked: so that whatever else runs is part of it. Left out are samples in which a process ended (its clock ended with it),
 * whose reading was itself interrupted for more than 2 ms, whose length is more than a fifth off, or in which other programs used
 * more than half a core (a busy machine is easy to measure: it would flatter everyone). Each load runs until enough samples are
 * in. Usage: Accuracy SPINNER SAMPLES [INTERVAL_MS]
 */
public final class Accuracy {
    private static final long MOST_READING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private static final double MOST_OTHERS_CORES = 0.5;
    private static final int MOST_SECONDS_A_LOAD = 60;
    private static final int MOST_DISTURBED = 5;

    private record Load(String name, String group, int spinners, int periodMicros, double duty, int phaseMicros) {}

    private static final List<Load> LOADS = List.of(
            new Load("no load of ours", "ordinary", 0, 0, 0, 0),
            new Load("100 ms, 30%", "ordinary", 1, 100_000, 0.3, 0),
            new Load("100 ms, 50%", "ordinary", 1, 100_000, 0.5, 33_000),
            new Load("100 ms, 80%", "ordinary", 2, 100_000, 0.8, 0),
            new Load("10 ms, 30%", "ordinary", 1, 10_000, 0.3, 1_500),
            new Load("10 ms, 50%", "ordinary", 2, 10_000, 0.5, 0),
            new Load("10 ms, 80%", "ordinary", 1, 10_000, 0.8, 0),
            new Load("random", "ordinary", 1, 0, 0, 0),
            new Load("random, two", "ordinary", 2, 0, 0, 0),
            new Load("4 ms, 50%, early in the tick", "in step", 2, 4_000, 0.5, 100),
            new Load("4 ms, 50%, late in the tick", "in step", 2, 4_000, 0.5, 1_900),
            new Load("4 ms, 30%, early in the tick", "in step", 2, 4_000, 0.3, 100),
            new Load("4 ms, 80%, early in the tick", "in step", 1, 4_000, 0.8, 100),
            new Load("1 ms, 30%", "in step", 2, 1_000, 0.3, 100),
            new Load("1 ms, 50%", "in step", 2, 1_000, 0.5, 100),
            new Load("1 ms, 80%", "in step", 2, 1_000, 0.8, 100));

    public static void main(String[] arguments) throws Exception {
        String spinner = arguments[0];
        int wanted = Integer.parseInt(arguments[1]);
        long intervalNanos = TimeUnit.MILLISECONDS.toNanos(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 100);
        GlobalConfig.set(GlobalConfig.OSHI_UTIL_MEMOIZER_EXPIRATION, 1);
        Path bare = Files.createTempDirectory("accuracy");
        Files.createSymbolicLink(bare.resolve("proc"), Path.of("/proc"));
        try (Truth truth = new Truth()) {
            List<Way> ways = List.of(
                    new Refined("ours", HostOptions.local()),
                    new Refined("ours, no cgroups", new HostOptions(bare, Map.of(), List.of())),
                    new OneLessIdle(),
                    new BusyOverTotal(),
                    new Oshi());
            Machine machine = new Machine(truth, ways);
            for (int i = 0; i < 50; i++) {
                machine.read();
            }
            Table table = new Table(ways);
            for (Load load : LOADS) {
                machine.run(load, spinner, wanted, intervalNanos, table);
            }
            table.total("ordinary");
            table.total("in step");
        } finally {
            Files.delete(bare.resolve("proc"));
            Files.delete(bare);
        }
    }

    /** One way to say how many core-seconds were used and how many there were, cumulative. */
    private abstract static class Way {
        final String name;
        double used;
        double available;

        Way(String name) {
            this.name = name;
        }

        abstract void read(double wallCoreSeconds) throws Exception;
    }

    /** Reads the raw counters of one root by the product's own source. */
    private abstract static class Stat extends Way implements CounterSink {
        private final Source source;

        Stat(String name, HostOptions options) {
            super(name);
            source = HostSources.open(options).stream()
                    .filter(candidate -> candidate.name().equals("cpu"))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        void read(double wallCoreSeconds) throws Exception {
            available = wallCoreSeconds;
            source.read();
            source.deliver(0, this);
        }

        @Override
        public void cpuPressure(long timeNanos, double waitingSeconds) {}

        @Override
        public void network(long timeNanos, Direction direction, String device, double bytes, Limit speed) {}

        @Override
        public void tcp(long timeNanos, double sentSegments, double retransmittedSegments) {}

        @Override
        public void process(long timeNanos, String process, double cpuSeconds) {}
    }

    private static final class Refined extends Stat {
        Refined(String name, HostOptions options) {
            super(name, options);
        }

        @Override
        public void cpu(long timeNanos, CpuReading reading) {
            used = reading.busySeconds();
        }
    }

    private static final class OneLessIdle extends Stat {
        OneLessIdle() {
            super("1 - idle", HostOptions.local());
        }

        @Override
        public void cpu(long timeNanos, CpuReading reading) {
            double away = 0;
            for (int i = 0; i < reading.count(); i++) {
                away += reading.idleSeconds(i) + reading.iowaitSeconds(i) + reading.stealSeconds(i);
            }
            used = available - away;
        }
    }

    private static final class BusyOverTotal extends Stat {
        BusyOverTotal() {
            super("/proc/stat", HostOptions.local());
        }

        @Override
        public void cpu(long timeNanos, CpuReading reading) {
            used = 0;
            available = 0;
            for (int i = 0; i < reading.count(); i++) {
                used += reading.accountedSeconds(i) - reading.idleSeconds(i) - reading.iowaitSeconds(i);
                available += reading.accountedSeconds(i);
            }
        }
    }

    private static final class Oshi extends Way {
        private final CentralProcessor processor = new SystemInfo().getHardware().getProcessor();
        private long[] before = processor.getSystemCpuLoadTicks();

        Oshi() {
            super("OSHI");
        }

        @Override
        void read(double wallCoreSeconds) {
            long[] now = processor.getSystemCpuLoadTicks();
            double load = processor.getSystemCpuLoadBetweenTicks(before, now);
            used += load;
            available += 1;
            before = now;
        }
    }

    /** The CPU clocks of all processes. */
    private static final class Truth implements AutoCloseable {
        private final Arena arena = Arena.ofConfined();
        private final MemorySegment timespec = arena.allocate(16, 8);
        private final MethodHandle clockGettime = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        private Map<Integer, Double> before = new HashMap<>();
        Set<Integer> ours = Set.of();
        double seconds;
        double othersSeconds;
        boolean whole;

        void read() throws Throwable {
            Map<Integer, Double> now = new HashMap<>();
            double sum = 0;
            for (String name : new File("/proc").list()) {
                if (!Character.isDigit(name.charAt(0))) {
                    continue;
                }
                int pid = Integer.parseInt(name);
                if ((int) clockGettime.invokeExact((~pid << 3) | 2, timespec) == 0) {
                    double used = timespec.get(ValueLayout.JAVA_LONG, 0) + timespec.get(ValueLayout.JAVA_LONG, 8) / 1e9;
                    now.put(pid, used);
                    double gain = used - before.getOrDefault(pid, 0.0);
                    sum += gain;
                    othersSeconds += ours.contains(pid) ? 0 : gain;
                }
            }
            whole = now.keySet().containsAll(before.keySet());
            before = now;
            seconds += sum;
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    private static final class Machine {
        private final int cores = Runtime.getRuntime().availableProcessors();
        private final Truth truth;
        private final List<Way> ways;
        private long atNanos;
        private long readingNanos;

        Machine(Truth truth, List<Way> ways) {
            this.truth = truth;
            this.ways = ways;
        }

        void read() throws Exception {
            try {
                long start = System.nanoTime();
                truth.read();
                atNanos = System.nanoTime();
                for (Way way : ways) {
                    way.read(System.nanoTime() / 1e9 * cores);
                }
                readingNanos = System.nanoTime() - start;
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }

        /** Runs a load, only while nothing else keeps the machine busy, until enough samples are in or the time is up. */
        void run(Load load, String spinner, int wanted, long intervalNanos, Table table) throws Exception {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS_A_LOAD);
            while (table.samples < wanted && System.nanoTime() < deadline) {
                truth.ours = Set.of((int) ProcessHandle.current().pid());
                if (isQuiet(intervalNanos)) {
                    runWhileQuiet(load, spinner, wanted, intervalNanos, deadline, table);
                }
            }
            table.row(load);
        }

        private boolean isQuiet(long intervalNanos) throws Exception {
            read();
            double othersBefore = truth.othersSeconds;
            long before = atNanos;
            LockSupport.parkNanos(3 * intervalNanos);
            read();
            return (truth.othersSeconds - othersBefore) / ((atNanos - before) / 1e9) < MOST_OTHERS_CORES;
        }

        private void runWhileQuiet(
                Load load, String spinner, int wanted, long intervalNanos, long deadline, Table table) throws Exception {
            List<Process> processes = start(load, spinner);
            try {
                truth.ours = processes.stream().map(process -> (int) process.pid()).collect(Collectors.toSet());
                truth.ours.add((int) ProcessHandle.current().pid());
                // The first half second is for everything to settle: it is read, so that no way starts cold, and not counted.
                long settled = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
                long tick = System.nanoTime();
                double[] used = new double[ways.size()];
                double[] available = new double[ways.size()];
                double trueBefore = truth.seconds;
                double othersBefore = truth.othersSeconds;
                long timeBefore = atNanos;
                int disturbed = 0;
                while (tick < deadline && table.samples < wanted && disturbed < MOST_DISTURBED) {
                    while (System.nanoTime() < tick) {
                        LockSupport.parkNanos(tick - System.nanoTime());
                    }
                    boolean cleanBefore = readingNanos < MOST_READING_NANOS;
                    read();
                    double length = (atNanos - timeBefore) / 1e9;
                    boolean quiet = (truth.othersSeconds - othersBefore) / length < MOST_OTHERS_CORES;
                    disturbed = quiet ? 0 : disturbed + 1;
                    if (tick > settled) {
                        boolean clean = quiet
                                && cleanBefore
                                && readingNanos < MOST_READING_NANOS
                                && truth.whole
                                && Math.abs(length * 1e9 / intervalNanos - 1) < 0.2;
                        double level = (truth.seconds - trueBefore) / (length * cores);
                        for (int i = 0; i < ways.size(); i++) {
                            Way way = ways.get(i);
                            double shown = (way.used - used[i]) / (way.available - available[i]);
                            table.sample(i, clean, level, shown);
                        }
                    }
                    trueBefore = truth.seconds;
                    othersBefore = truth.othersSeconds;
                    timeBefore = atNanos;
                    for (int i = 0; i < ways.size(); i++) {
                        used[i] = ways.get(i).used;
                        available[i] = ways.get(i).available;
                    }
                    tick += intervalNanos;
                }
            } finally {
                for (Process process : processes) {
                    process.destroy();
                    process.waitFor();
                }
            }
        }

        private static List<Process> start(Load load, String spinner) throws IOException {
            List<Process> processes = new ArrayList<>();
            for (int i = 0; i < load.spinners(); i++) {
                processes.add(new ProcessBuilder(
                                spinner,
                                Integer.toString(load.periodMicros()),
                                Double.toString(load.duty()),
                                Integer.toString(load.phaseMicros()),
                                Integer.toString(MOST_SECONDS_A_LOAD + 2))
                        .inheritIO()
                        .start());
            }
            return processes;
        }
    }

    /** Mean absolute errors, in percentage points. */
    private static final class Table {
        private final List<Way> ways;
        private final double[] errors;
        private final Map<String, double[]> totals = new HashMap<>();
        private final Map<String, Integer> rows = new HashMap<>();
        private double level;
        private int samples;
        private int leftOut;

        Table(List<Way> ways) {
            this.ways = ways;
            this.errors = new double[ways.size()];
            StringBuilder head = new StringBuilder("| load | true level, % | samples (left out) |");
            StringBuilder rule = new StringBuilder("|---|---|---|");
            for (Way way : ways) {
                head.append(' ').append(way.name).append(" |");
                rule.append("---|");
            }
            System.out.println(head);
            System.out.println(rule);
        }

        void sample(int way, boolean clean, double trueLevel, double shown) {
            if (way == 0) {
                samples += clean ? 1 : 0;
                leftOut += clean ? 0 : 1;
                level += clean ? trueLevel : 0;
            }
            if (clean) {
                errors[way] += Math.abs(shown - trueLevel) * 100;
            }
        }

        void row(Load load) {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT, "| %s | %.0f | %d (%d) |", load.name(), level / samples * 100, samples, leftOut));
            double[] total = totals.computeIfAbsent(load.group(), key -> new double[ways.size()]);
            if (samples == 0) {
                System.out.println("| " + load.name() + " | never quiet | 0 (" + leftOut + ") |");
                leftOut = 0;
                return;
            }
            for (int i = 0; i < errors.length; i++) {
                double mean = errors[i] / samples;
                total[i] += mean;
                line.append(String.format(Locale.ROOT, " %.2f |", mean));
                errors[i] = 0;
            }
            rows.merge(load.group(), 1, Integer::sum);
            level = 0;
            samples = 0;
            leftOut = 0;
            System.out.println(line);
        }

        void total(String group) {
            StringBuilder line = new StringBuilder("| **" + group + ", mean** | | |");
            for (double sum : totals.get(group)) {
                line.append(String.format(Locale.ROOT, " **%.2f** |", sum / rows.get(group)));
            }
            System.out.println(line);
        }
    }
}

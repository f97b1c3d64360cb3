// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.procfs.HostInventory;
import dev.headroom.procfs.HostOptions;
import dev.headroom.procfs.HostSources;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a host offers, as {@code check} prints it in JSON.
 *
 * @param user the number of the user that looks, "unknown" where the system does not tell
 * @param hidePid how the host hides other users' processes ("off", "invisible"), "unknown" where it does not tell
 * @param clockSource what the kernel takes its time from
 * @param clockResolutionNanos the smallest step of the monotonic clock that was seen
 * @param kernelTickHz how often the kernel counts its CPU modes; null where it does not tell
 */
record HostCheck(
        String host,
        String operatingSystem,
        String cpuModel,
        int cores,
        String controlGroups,
        String user,
        String hidePid,
        String clockSource,
        long clockResolutionNanos,
        @Nullable Integer kernelTickHz,
        String java,
        List<Link> interfaces,
        List<State> sources) {

    private static final String UNKNOWN = "unknown";
    private static final String UP = "up";
    private static final String ABSENT = "absent";
    private static final int CLOCK_READINGS = 10_000;

    private static final Map<String, String> COSTS = Map.of(
            "cpu", "no cpu and cpu_steal: bursts of the host's CPUs go unseen",
            "pressure", "no cpu_pressure: how long tasks waited for a CPU is not known; cpu itself is",
            "network", "no network_receive and network_transmit: a full link goes unseen",
            "tcp", "no tcp_retransmit: losses on the way go unseen",
            "process", "no process_cpu: the API server's own share of the CPUs is not known",
            "oshi", "nothing: this system can be read in no other way");

    /**
     * A network interface.
     *
     * @param bytesPerSecond its speed, null where it is not known
     * @param reason why it is not known, null where it is
     */
    record Link(
            String name,
            @Nullable Double bytesPerSecond,
            @Nullable String reason) {
        static Link of(HostInventory.NetworkInterface link) {
            return switch (link.limit()) {
                case Limit.Known known -> new Link(link.name(), known.perSecond(), null);
                case Limit.Unknown unknown -> new Link(link.name(), null, unknown.reason());
            };
        }
    }

    /**
     * A source.
     *
     * @param state up, absent, denied, parse, failed
     * @param message why it is not up, and the remedy; null where it is
     * @param cost what is missed without it; null where it is up
     */
    record State(
            String name,
            String state,
            @Nullable String message,
            @Nullable String cost) {
        boolean up() {
            return state.equals(UP);
        }

        /** What this system does not have is no failure; what was refused or makes no sense is. */
        boolean failed() {
            return !up() && !state.equals(ABSENT);
        }
    }

    HostCheck {
        interfaces = List.copyOf(interfaces);
        sources = List.copyOf(sources);
    }

    /** Looks at a host: reads each source once. */
    static HostCheck of(HostOptions options, LongSupplier nanoTime) {
        HostInventory inventory = HostInventory.of(options);
        Path root = options.root();
        List<State> states = new ArrayList<>();
        for (Source source : HostSources.open(options)) {
            states.add(state(source));
        }
        return new HostCheck(
                inventory.hostName(),
                inventory.operatingSystem(),
                inventory.cpuModel(),
                inventory.cores(),
                inventory.controlGroups(),
                userNumber(),
                hidePid(root),
                first(root.resolve("sys/devices/system/clocksource/clocksource0/current_clocksource"), ""),
                resolutionNanos(nanoTime),
                kernelTick(root),
                Runtime.version().toString(),
                inventory.interfaces().stream().map(Link::of).toList(),
                states);
    }

    /** True when nothing that should work fails, and something works. */
    boolean fine() {
        return sources.stream().anyMatch(State::up) && sources.stream().noneMatch(State::failed);
    }

    private static State state(Source source) {
        try {
            source.read();
            return new State(source.name(), UP, null, null);
        } catch (SourceException down) {
            return new State(
                    source.name(),
                    down.reason().id(),
                    down.getMessage(),
                    COSTS.getOrDefault(source.name(), "its signals"));
        }
    }

    private static String userNumber() {
        String ids = first(Path.of("/proc/self/status"), "Uid:");
        return ids.equals(UNKNOWN) ? ids : ids.split("\\s+")[0];
    }

    private static String hidePid(Path root) {
        String options = lines(root.resolve("proc/self/mounts"))
                .filter(line -> line.startsWith("proc /proc proc "))
                .findFirst()
                .orElse("");
        if (options.isEmpty()) {
            return UNKNOWN;
        }
        return Stream.of(options.split("[ ,]"))
                .filter(option -> option.startsWith("hidepid="))
                .findFirst()
                .map(option -> option.substring("hidepid=".length()))
                .orElse("off");
    }

    private static @Nullable Integer kernelTick(Path root) {
        String release = first(root.resolve("proc/sys/kernel/osrelease"), "");
        String tick = first(root.resolve("boot/config-" + release), "CONFIG_HZ=");
        return tick.matches("\\d{1,5}") ? Integer.valueOf(tick) : null;
    }

    private static long resolutionNanos(LongSupplier nanoTime) {
        long smallest = Long.MAX_VALUE;
        long before = nanoTime.getAsLong();
        for (int reading = 0; reading < CLOCK_READINGS; reading++) {
            long now = nanoTime.getAsLong();
            if (now > before) {
                smallest = Math.min(smallest, now - before);
            }
            before = now;
        }
        return smallest;
    }

    private static String first(Path file, String start) {
        return lines(file)
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** A file that cannot be read tells nothing: what it would have told is then unknown, and said to be. */
    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException unreadable) {
            return Stream.empty();
        }
    }
}

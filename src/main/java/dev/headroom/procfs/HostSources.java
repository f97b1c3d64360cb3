// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.Source;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Makes the sources of a host. Each stands alone: one that fails says so and takes nothing from the others. */
public final class HostSources {
    private static final double TICKS_PER_SECOND = 100;

    private HostSources() {}

    /**
     * The sources of a host, to be read by one thread each. Opens nothing yet beyond looking which control groups there are.
     *
     * @return on Linux, or under another root, those named cpu, pressure, network, tcp and process; on other systems one named oshi,
     *     which sees less and changes once a second
     */
    public static List<Source> open(HostOptions options) {
        return open(options, System::nanoTime);
    }

    /** @param nanos a monotonic clock */
    static List<Source> open(HostOptions options, LongSupplier nanos) {
        if (!readsKernelFiles(options)) {
            return List.of(new OshiSource(options.linkSpeeds(), nanos));
        }
        double ticks = ticksPerSecond(options);
        return List.of(
                new CpuSource(options.root(), CgroupCpu.find(options.root(), options.isLocal(), nanos), ticks, nanos),
                new PressureSource(options.root(), nanos),
                new NetworkSource(options, nanos),
                new TcpSource(options, nanos),
                new ProcessSource(options, ticks, nanos));
    }

    private static double ticksPerSecond(HostOptions options) {
        return options.isLocal() && isLinux() ? Libc.ticksPerSecond() : TICKS_PER_SECOND;
    }

    /** True where the host is seen as Linux's files: on Linux, or under a root that was given. */
    static boolean readsKernelFiles(HostOptions options) {
        return !options.isLocal() || isLinux();
    }

    private static boolean isLinux() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    }
}

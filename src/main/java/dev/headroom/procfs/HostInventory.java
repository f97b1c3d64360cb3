// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.Limit;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OperatingSystem;

/**
 * What a host is: for people, not for sampling. Gathered once; takes milliseconds on Linux and up to a second elsewhere.
 *
 * @param hostName the host's name
 * @param operatingSystem the distribution and the kernel
 * @param cpuModel what the processor calls itself
 * @param cores the CPUs that are online
 * @param interfaces the network interfaces without loopback, and their speeds
 * @param controlGroups which control groups count CPU time, in words
 */
public record HostInventory(
        String hostName,
        String operatingSystem,
        String cpuModel,
        int cores,
        List<NetworkInterface> interfaces,
        String controlGroups) {
    private static final String UNKNOWN = "unknown";

    /**
     * A network interface.
     *
     * @param name the name of the interface
     * @param limit its speed in bytes per second, or why it is not known
     */
    public record NetworkInterface(String name, Limit limit) {}

    public HostInventory {
        interfaces = List.copyOf(interfaces);
    }

    /** Looks at the host; what cannot be learned is given as "unknown". */
    public static HostInventory of(HostOptions options) {
        return HostSources.readsKernelFiles(options) ? fromFiles(options) : fromOshi(options);
    }

    private static HostInventory fromFiles(HostOptions options) {
        Path root = options.root();
        String kernel = first(root.resolve("proc/sys/kernel/osrelease"), "");
        String system = first(root.resolve("etc/os-release"), "PRETTY_NAME=").replace("\"", "");
        return new HostInventory(
                first(root.resolve("proc/sys/kernel/hostname"), ""),
                system + ", Linux " + kernel,
                first(root.resolve("proc/cpuinfo"), "model name").replaceFirst("^\\s*:\\s*", ""),
                (int) lines(root.resolve("proc/stat"))
                        .filter(line -> line.matches("cpu\\d+ .*"))
                        .count(),
                links(options),
                controlGroups(root.resolve("sys/fs/cgroup")));
    }

    private static List<NetworkInterface> links(HostOptions options) {
        List<NetworkInterface> links = new ArrayList<>();
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(options.root().resolve("sys/class/net"))) {
            for (Path folder : folders) {
                String name = folder.getFileName().toString();
                // A folder holds interfaces; the bonding driver keeps a file of its own beside them.
                if (!name.equals("lo") && Files.isDirectory(folder)) {
                    Link link = new Link(name, options, System::nanoTime);
                    link.refresh();
                    links.add(new NetworkInterface(name, link.limit()));
                    link.close();
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        links.sort((a, b) -> a.name().compareTo(b.name()));
        return links;
    }

    private static String controlGroups(Path mount) {
        if (Files.exists(mount.resolve("cgroup.controllers"))) {
            return "v2";
        }
        boolean unified = Files.exists(mount.resolve("unified/cgroup.controllers"));
        boolean cpuacct = Stream.of("cpuacct", "cpu,cpuacct", "cpuacct,cpu")
                .anyMatch(folder -> Files.exists(mount.resolve(folder).resolve("cpuacct.usage")));
        if (cpuacct) {
            return unified ? "hybrid (v1 cpuacct)" : "v1";
        }
        return unified ? "hybrid (v2)" : "none";
    }

    private static String first(Path file, String start) {
        return lines(file)
                .filter(line -> line.startsWith(start))
                .findFirst()
                .map(line -> line.substring(start.length()).strip())
                .filter(value -> !value.isEmpty())
                .orElse(UNKNOWN);
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static HostInventory fromOshi(HostOptions options) {
        SystemInfo info = new SystemInfo();
        HardwareAbstractionLayer hardware = info.getHardware();
        OperatingSystem system = info.getOperatingSystem();
        List<NetworkInterface> links = hardware.getNetworkIFs().stream()
                .map(link -> new NetworkInterface(link.getName(), OshiSource.speed(link, options.linkSpeeds())))
                .toList();
        return new HostInventory(
                system.getNetworkParams().getHostName(),
                system.toString(),
                hardware.getProcessor().getProcessorIdentifier().getName(),
                hardware.getProcessor().getLogicalProcessorCount(),
                links,
                "none: this system has none");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A host made of files: a copy of one of those under {@code hosts}, free to be changed, with a clock that only a test moves. */
final class FixtureHost {
    static final List<String> ALL = List.of(
            "control-plane-v2",
            "centos7-v1-no-psi",
            "ubuntu2004-hybrid",
            "hybrid-cpu-in-v2",
            "no-control-groups",
            "hot-plugged-cpu",
            "container-v2-quota",
            "container-v1-quota");

    final Path root;
    private long nanos = 1_000_000_000L;

    private FixtureHost(Path root) {
        this.root = root;
    }

    static FixtureHost copy(String name, Path into) throws IOException {
        Path from = resource(name);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path to = into.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(to);
                } else {
                    Files.copy(file, to);
                }
            }
        }
        return new FixtureHost(into);
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(FixtureHost.class.getResource("/hosts/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    long nanos() {
        return nanos;
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    HostOptions options() {
        return options(Map.of());
    }

    HostOptions options(Map<String, Limit.Known> linkSpeeds) {
        return new HostOptions(root, linkSpeeds, HostOptions.CONTROL_PLANE);
    }

    List<Source> sources() {
        return HostSources.open(options(), this::nanos);
    }

    Source source(String name) {
        return sources().stream()
                .filter(source -> source.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The CPU source of a process that runs inside this host: the groups are its own. */
    CpuSource cpuFromInside() {
        return new CpuSource(root, CgroupCpu.find(root, true, this::nanos), 100, this::nanos);
    }

    void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    String text(String file) throws IOException {
        return Files.readString(root.resolve(file));
    }

    void delete(String file) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(file))) {
            for (Path path : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    /** A /proc/stat of these CPUs, each with this idle, iowait, steal and user time in ticks. */
    static String stat(int[] ids, long idle, long iowait, long steal, long user) {
        StringBuilder text = new StringBuilder("cpu  0 0 0 0 0 0 0 0 0 0\n");
        for (int id : ids) {
            text.append("cpu%d %d 0 0 %d %d 0 0 %d 0 0%n".formatted(id, user, idle, iowait, steal));
        }
        return text.append("intr 1 2 3\nctxt 1\n").toString().replace("\r", "");
    }

    static RecordedCounters read(Source source) throws SourceException {
        RecordedCounters counters = new RecordedCounters();
        source.read();
        source.deliver(1, counters);
        return counters;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The CPU time that control groups have counted, exact to the nanosecond because it is counted at each switch of tasks. */
interface CgroupCpu {
    /**
     * Reads and says how many core-seconds were used since the last call.
     *
     * @return 0 or more; NaN when there is nothing to compare with: the first call, or groups that cannot be read now
     */
    double gainSeconds();

    /** The quota of the group this process runs in, as cores; null where there is none, or it is not this process's host that is read. */
    Limit.@Nullable Known quota();

    /**
     * Finds the groups of a host: cgroup v1's cpuacct, whose root has everything, where it is mounted; otherwise cgroup v2's, whose
     * root is counted by ticks and whose children are exact. Inside a container the root of the mount is the container's own group.
     *
     * @param own whether these are the groups of this process, so that a quota there is its own
     */
    static CgroupCpu find(Path root, boolean own, LongSupplier nanos) {
        Path mount = root.resolve("sys/fs/cgroup");
        for (String folder : new String[] {"cpuacct", "cpu,cpuacct", "cpuacct,cpu"}) {
            Path usage = mount.resolve(folder).resolve("cpuacct.usage");
            if (Files.exists(usage)) {
                return new OneGroup(usage, null, 1e9, own ? quotaV1(mount, nanos) : null, nanos);
            }
        }
        Path unified = Files.exists(mount.resolve("cgroup.controllers")) ? mount : mount.resolve("unified");
        if (!Files.exists(unified.resolve("cgroup.controllers"))) {
            return new NoGroups();
        }
        if (Files.exists(unified.resolve("cpu.max"))) {
            // Only a group other than the system's root has this file: this is a container's own.
            CpuQuota quota = own ? CpuQuota.v2(unified.resolve("cpu.max"), nanos) : null;
            return new OneGroup(unified.resolve("cpu.stat"), "usage_usec", 1e6, quota, nanos);
        }
        return new ChildGroups(unified, nanos);
    }

    private static @Nullable CpuQuota quotaV1(Path mount, LongSupplier nanos) {
        for (String folder : new String[] {"cpu", "cpu,cpuacct", "cpuacct,cpu"}) {
            Path quota = mount.resolve(folder).resolve("cpu.cfs_quota_us");
            if (Files.exists(quota)) {
                return CpuQuota.v1(quota, quota.resolveSibling("cpu.cfs_period_us"), nanos);
            }
        }
        return null;
    }

    /** A host without control groups that count CPU time. */
    final class NoGroups implements CgroupCpu {
        @Override
        public double gainSeconds() {
            return Double.NaN;
        }

        @Override
        public Limit.@Nullable Known quota() {
            return null;
        }
    }

    /** One group that contains everything there is to see. */
    final class OneGroup implements CgroupCpu {
        private final GroupCounter counter;
        private final @Nullable CpuQuota quota;

        OneGroup(Path file, @Nullable String key, double unitsPerSecond, @Nullable CpuQuota quota, LongSupplier nanos) {
            this.counter = new GroupCounter(file, key, unitsPerSecond, nanos);
            this.quota = quota;
        }

        @Override
        public double gainSeconds() {
            try {
                return counter.gainSeconds();
            } catch (SourceException e) {
                // The host's CPU is still known by idle, less finely; /proc/stat's own failure is what the source
                // reports.
                return Double.NaN;
            }
        }

        @Override
        public Limit.@Nullable Known quota() {
            return quota == null ? null : quota.cores();
        }
    }
}

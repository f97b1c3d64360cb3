// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SourceException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The groups directly below the root of a cgroup v2 hierarchy, summed. The root's own {@code cpu.stat} is counted by ticks and of no
 * use here; its children's are exact. Groups that come are found within five seconds, groups that go are let go of. Not thread safe.
 */
final class ChildGroups implements CgroupCpu {
    private static final long SCAN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path root;
    private final LongSupplier nanos;
    private final Map<Path, GroupCounter> known = new HashMap<>();
    private List<GroupCounter> counters = new ArrayList<>();
    private long scanNanos;
    private boolean scanned;

    ChildGroups(Path root, LongSupplier nanos) {
        this.root = root;
        this.nanos = nanos;
    }

    @Override
    public double gainSeconds() {
        long now = nanos.getAsLong();
        if (!scanned || now - scanNanos >= 0) {
            scan();
            scanned = true;
            scanNanos = now + SCAN_NANOS;
        }
        double sum = 0;
        int compared = 0;
        for (int i = 0; i < counters.size(); i++) {
            try {
                double gain = counters.get(i).gainSeconds();
                if (!Double.isNaN(gain)) {
                    sum += gain;
                    compared++;
                }
            } catch (SourceException e) {
                // The group has gone, or will be found again: what it used in between is seen by idle.
                scanNanos = now;
            }
        }
        return compared == 0 ? Double.NaN : sum;
    }

    @Override
    public Limit.@Nullable Known quota() {
        return null;
    }

    private void scan() {
        Map<Path, GroupCounter> gone = new HashMap<>(known);
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path folder : folders) {
                if (gone.remove(folder) == null && !known.containsKey(folder)) {
                    known.put(folder, new GroupCounter(folder.resolve("cpu.stat"), "usage_usec", 1e6, nanos));
                }
            }
        } catch (IOException e) {
            // Those that are known go on being read; the next scan tries again.
            return;
        }
        gone.forEach((folder, counter) -> {
            known.remove(folder);
            counter.close();
        });
        counters = new ArrayList<>(known.values());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.CounterSink;
import dev.headroom.sampling.Source;
import dev.headroom.sampling.SourceException;
import dev.headroom.sampling.SourceException.Reason;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the CPU time of named processes. Processes are looked for every ten seconds; where none of the names runs, reading costs
 * one look at the clock and nothing is delivered.
 *
 * <p>Several processes of one name are one counter: the sum of what each gained since it was first seen, so that it never steps
 * back when one of them ends. The first process of a name brings the CPU time it has had before. While no process of a name
 * runs, its counter is not delivered. Not thread safe.
 */
final class ProcessSource implements Source {
    private static final String REMEDY = "is /proc of the host mounted there? The signal process_cpu is left out";
    private static final long SEARCH_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Path proc;
    private final List<String> names;
    private final boolean clocks;
    private final double ticksPerSecond;
    private final LongSupplier nanos;
    private final ProcessSearch search;
    private final List<WatchedProcess> watched = new ArrayList<>();
    private final double[] cpuSeconds;
    private final boolean[] known;
    private final int[] running;
    private @Nullable SourceException failure;
    private boolean searched;
    private long searchNanos;

    ProcessSource(HostOptions options, double ticksPerSecond, LongSupplier nanos) {
        this.proc = options.root().resolve("proc");
        this.names = options.processNames();
        this.clocks = options.isLocal();
        this.ticksPerSecond = ticksPerSecond;
        this.nanos = nanos;
        this.search = new ProcessSearch(proc, names);
        this.cpuSeconds = new double[names.size()];
        this.known = new boolean[names.size()];
        this.running = new int[names.size()];
    }

    @Override
    public String name() {
        return "process";
    }

    @Override
    public void read() throws SourceException {
        long now = nanos.getAsLong();
        if (!searched || now - searchNanos >= 0) {
            searchNanos = now + SEARCH_NANOS;
            searched = true;
            failure = find();
        }
        SourceException known = failure;
        if (known != null) {
            throw known;
        }
        for (int i = watched.size() - 1; i >= 0; i--) {
            WatchedProcess process = watched.get(i);
            double gain = process.gainSeconds();
            if (Double.isNaN(gain)) {
                forget(i);
            } else {
                cpuSeconds[process.nameIndex()] += gain;
            }
        }
    }

    @Override
    public void deliver(long timeNanos, CounterSink sink) {
        for (int i = 0; i < running.length; i++) {
            if (running[i] > 0) {
                sink.process(timeNanos, names.get(i), cpuSeconds[i]);
            }
        }
    }

    /** Looks for processes; what went wrong stays the answer until the next search. */
    private @Nullable SourceException find() {
        if (names.isEmpty()) {
            return null;
        }
        try {
            search.search(this::watch);
            return null;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return new SourceException(Reason.ABSENT, proc + " does not exist: " + REMEDY, e);
        } catch (AccessDeniedException e) {
            return new SourceException(Reason.DENIED, proc + " may not be listed by this user: " + REMEDY, e);
        } catch (IOException | DirectoryIteratorException e) {
            return new SourceException(Reason.FAILED, proc + " could not be listed (" + e + "): " + REMEDY, e);
        }
    }

    private void watch(Path folder, int nameIndex) {
        int pid = ProcessSearch.pid(folder);
        for (int i = 0; i < watched.size(); i++) {
            if (watched.get(i).pid() == pid) {
                return;
            }
        }
        WatchedProcess process;
        try {
            process = new WatchedProcess(folder, pid, nameIndex, clocks, ticksPerSecond, nanos);
        } catch (SourceException e) {
            // It ended while it was being looked at.
            return;
        }
        watched.add(process);
        running[nameIndex]++;
        if (!known[nameIndex]) {
            known[nameIndex] = true;
            cpuSeconds[nameIndex] = process.cpuSeconds();
        }
    }

    private void forget(int index) {
        WatchedProcess ended = watched.remove(index);
        ended.close();
        running[ended.nameIndex()]--;
        // Its successor may be there already.
        searchNanos = Math.min(searchNanos, nanos.getAsLong() + TimeUnit.SECONDS.toNanos(1));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.realparts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A machine with one core, as a folder with a {@code proc/stat} that goes on by itself: idle but while it is made busy. So a test has
 * its burst when it wants it, however busy the real machine is.
 */
public final class MadeUpCpu implements AutoCloseable {
    private static final long NANOS_PER_TICK = 10_000_000L;
    private static final long BEGIN_TICKS = 1_000_000_000L;

    private final Path root;
    private final FileChannel stat;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final long beganNanos = System.nanoTime();
    private volatile boolean busy;
    private long busyNanos;
    private long lastNanos = beganNanos;

    /** @param root a folder that is made */
    public MadeUpCpu(Path root) throws IOException {
        this.root = root;
        Path proc = Files.createDirectories(root.resolve("proc"));
        stat = FileChannel.open(proc.resolve("stat"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        clock.scheduleAtFixedRate(this::goOn, 0, 20, TimeUnit.MILLISECONDS);
    }

    /** What the jar takes as {@code --headroom.host.root}. */
    public Path root() {
        return root;
    }

    /** From now on. */
    public void busy(boolean now) {
        busy = now;
    }

    private void goOn() {
        long now = System.nanoTime();
        busyNanos += busy ? now - lastNanos : 0;
        lastNanos = now;
        long user = BEGIN_TICKS + busyNanos / NANOS_PER_TICK;
        long idle = BEGIN_TICKS + (now - beganNanos - busyNanos) / NANOS_PER_TICK;
        String line = " " + user + " 0 0 " + idle + " 0 0 0 0 0 0\n";
        try {
            stat.write(
                    ByteBuffer.wrap(("cpu " + line + "cpu0" + line + "intr 0\n").getBytes(StandardCharsets.US_ASCII)),
                    0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws Exception {
        clock.shutdown();
        clock.awaitTermination(5, TimeUnit.SECONDS);
        stat.close();
    }
}

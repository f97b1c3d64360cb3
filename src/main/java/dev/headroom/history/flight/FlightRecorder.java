// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the samples of every signal on disk: for 24 h as they are, for 7 days by the second and for a year by the minute, each with the
 * lowest and the highest level in it, so that no peak is averaged away. All together take at most so many bytes; where that is less
 * than needed, the oldest full resolution leaves first. What is kept "for 24 h" is 24 h of recorded time: no clock deletes anything.
 *
 * <p>The full resolution around a burst is kept for as long as the burst, but not here: {@code History.saveClip} keeps it with
 * the burst, and nothing is stored twice for it.
 *
 * <p>What is lost when the program is killed: the samples of the last second, or of as long as one write takes; by a power cut those of the
 * last six, because the disk is only made to keep them every five. Samples are not facts: nobody was told that they are kept. The
 * tiers lose nothing by either: what they lack is made of the samples at the next start. Damage to a file loses the second, or the minute of
 * a tier, that it is in.
 *
 * <p>Where the disk does not take what is written, samples wait for about 20 s in memory; what comes then is dropped and counted. It is
 * tried again every three seconds. Exactly one recorder may write to a directory: whoever makes it holds the lock of the history's.
 *
 * <p>Sinks are called by one thread at a time and never wait; all else may be called by any thread.
 */
public final class FlightRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlightRecorder.class);

    private static final Duration WRITE_EVERY = Duration.ofSeconds(1);
    private static final Duration FORCE_EVERY = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(3);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final FlightSettings settings;
    private final LongSupplier monotonicNanos;
    private final FlightFiles files;
    private final FlightReader reader;
    private final Map<SignalKey, SignalBuffer> buffers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<SignalBuffer> added = new ConcurrentLinkedQueue<>();

    /** Held by who writes. */
    private final Object writing = new Object();

    private boolean opened;
    private long retryNanos;
    private long forcedNanos;
    private volatile boolean writable = true;
    private volatile long writeFailures;
    private volatile boolean ended;
    private volatile @Nullable Thread thread;

    /**
     * A recorder that writes nothing until it is started.
     *
     * @param monotonicNanos a clock that never steps back
     */
    public FlightRecorder(FlightSettings settings, LongSupplier monotonicNanos) {
        this.settings = settings;
        this.monotonicNanos = monotonicNanos;
        this.files = new FlightFiles(settings);
        this.reader = new FlightReader(files);
        this.forcedNanos = monotonicNanos.getAsLong();
    }

    /** Where the samples of this signal go; it is recorded from now on. The sink allocates at its first sample only. */
    public SampleSink sinkFor(SignalKey key) {
        return buffers.computeIfAbsent(key, signal -> {
            SignalBuffer buffer = new SignalBuffer(signal, settings.samplesWaiting());
            added.add(buffer);
            return buffer;
        });
    }

    /** Starts writing, once a second on a daemon thread. */
    public void start() {
        Thread writer = Thread.ofPlatform().daemon().name("headroom-flight").unstarted(() -> {
            while (!ended) {
                write();
                LockSupport.parkNanos(WRITE_EVERY.toNanos());
            }
        });
        thread = writer;
        writer.start();
    }

    /** Writes what has come since the last call, as the thread does once a second; does nothing for a while after it failed. */
    public void write() {
        synchronized (writing) {
            long nowNanos = monotonicNanos.getAsLong();
            if (!writable && nowNanos - retryNanos < 0) {
                return;
            }
            try {
                open();
                files.write();
                if (nowNanos - forcedNanos >= FORCE_EVERY.toNanos()) {
                    forcedNanos = nowNanos;
                    files.force();
                }
                worked();
            } catch (IOException e) {
                failed(nowNanos, e);
            }
        }
    }

    private void open() throws IOException {
        if (!opened) {
            files.open();
            opened = true;
        }
        for (SignalBuffer buffer = added.poll(); buffer != null; buffer = added.poll()) {
            files.add(buffer);
        }
    }

    private void worked() {
        if (!writable) {
            writable = true;
            LOG.info("The flight recorder writes to {} again.", settings.directory());
        }
    }

    private void failed(long nowNanos, IOException failure) {
        retryNanos = nowNanos + RETRY_AFTER.toNanos();
        writeFailures = writeFailures + 1; // guarded by writing
        if (writable) {
            writable = false;
            LOG.warn(
                    "The flight recorder cannot write to {}: {}. Sampling goes on; samples are kept in memory for about"
                            + " 20 s and then dropped. It is tried again every 3 s: make room, or make the directory writable.",
                    settings.directory(),
                    failure.toString());
        }
    }

    /**
     * The samples of a signal that overlap the time between two instants, as far as they are kept at full resolution. For stretches that fit
     * into memory: about 36 bytes a sample.
     *
     * @throws IOException when the files cannot be read
     */
    public SampleClip clip(SignalKey key, long fromNanos, long toNanos) throws IOException {
        ClipBuilder clip = new ClipBuilder();
        read(key, fromNanos, toNanos, clip);
        return clip.build();
    }

    /**
     * Tells a sink the samples of a signal that overlap the time between two instants, as far as they are kept at full resolution, in
     * their order and without holding them all: samples, holes, and limits when they change. Time between them was not recorded.
     *
     * @throws IOException when the files cannot be read
     */
    public void read(SignalKey key, long fromNanos, long toNanos, SampleSink sink) throws IOException {
        reader.samples(key, fromNanos, toNanos, sink);
    }

    /**
     * What is known of a signal between two instants, in so many points at most.
     *
     * @param fromNanos nanoseconds since the epoch
     * @param toNanos later than that
     * @param points 1 or more
     * @throws IOException when the files cannot be read
     */
    public Summary summary(SignalKey key, long fromNanos, long toNanos, int points) throws IOException {
        if (points < 1 || toNanos <= fromNanos) {
            throw new IllegalArgumentException("a summary has 1 point or more of some time, not " + points + " of "
                    + (toNanos - fromNanos) + " ns");
        }
        return reader.summary(key, fromNanos, toNanos, points);
    }

    /**
     * What is known of signals between two instants, each in the same columns. They are read at once: many cost little more than one.
     *
     * @param keys each takes some 80 bytes a column meanwhile
     * @param fromNanos nanoseconds since the epoch
     * @param toNanos later than that
     * @param columns 1 or more
     * @return by signal; of those of which nothing is known too
     * @throws IOException when the files cannot be read
     */
    public Map<SignalKey, TimeColumns> columns(Collection<SignalKey> keys, long fromNanos, long toNanos, int columns)
            throws IOException {
        if (columns < 1 || toNanos <= fromNanos) {
            throw new IllegalArgumentException(
                    "there is 1 column or more of some time, not " + columns + " of " + (toNanos - fromNanos) + " ns");
        }
        return reader.columns(keys, fromNanos, toNanos, columns);
    }

    /**
     * The signals of which something may be known between two instants in that many columns: all that were told of since the start, and
     * those of earlier runs that were recorded then.
     *
     * @throws IOException when the files cannot be read
     */
    public Set<SignalKey> signals(long fromNanos, long toNanos, int columns) throws IOException {
        Set<SignalKey> signals = reader.signals(fromNanos, toNanos, columns);
        signals.addAll(buffers.keySet());
        return signals;
    }

    /** How it is doing. */
    public FlightStatus status() {
        long dropped = files.droppedRows();
        for (SignalBuffer buffer : List.copyOf(buffers.values())) {
            dropped += buffer.dropped();
        }
        return new FlightStatus(
                writable,
                files.bytes(),
                settings.maxBytes(),
                files.writtenSamples(),
                dropped,
                writeFailures,
                files.damages());
    }

    /** Writes what there is and ends; waits at most 5 s for a disk that does not answer. */
    @Override
    public void close() {
        ended = true;
        Thread writer = thread;
        if (writer != null) {
            LockSupport.unpark(writer);
            try {
                writer.join(CLOSE_WITHIN);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (writer.isAlive()) {
                LOG.warn("The flight recorder's disk does not answer: the last samples are lost.");
                return;
            }
        }
        synchronized (writing) {
            try {
                open();
                files.close();
            } catch (IOException e) {
                failed(monotonicNanos.getAsLong(), e);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import dev.headroom.sampling.SourceException;
import dev.headroom.sampling.SourceException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One file of /proc, /sys or a cgroup that is read again and again: kept open, read from the start into a buffer that is reused
 * and grows with the file, opened anew when the kernel says that what it described is gone (ENODEV, ESRCH, ESTALE). Reading
 * allocates nothing once the buffer has its size. A file that fails is tried again once a second, and in between the same
 * exception is thrown again, so that failing for months costs nothing. Not thread safe.
 */
final class KernelFile {
    /** How the kernel hands the file out. */
    enum Rendering {
        /** In one go (single_open, sysfs, cgroup files): one read that does not fill the buffer has all of it. */
        AT_ONCE,
        /** Record by record (/proc/net/dev): read until nothing comes. */
        BY_RECORD
    }

    private static final int FIRST_BYTES = 256;
    private static final int MOST_BYTES = 4 << 20;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final Rendering rendering;
    private final String remedy;
    private final LongSupplier nanos;
    private @Nullable FileChannel channel;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(FIRST_BYTES);
    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;
    private @Nullable SourceException failure;
    private long retryNanos;
    private @Nullable SourceException complaint;
    private long complainAgainNanos;

    /**
     * @param remedy what it means that the file is absent and what to do about it: the end of the message
     * @param nanos a monotonic clock
     */
    KernelFile(Path path, Rendering rendering, String remedy, LongSupplier nanos) {
        this.path = path;
        this.rendering = rendering;
        this.remedy = remedy;
        this.nanos = nanos;
    }

    /** What the last read found; valid up to {@link #length()} and until the next read. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    Path path() {
        return path;
    }

    /** Reads the whole file. */
    void read() throws SourceException {
        SourceException known = failure;
        if (known != null) {
            if (nanos.getAsLong() - retryNanos < 0) {
                throw known;
            }
            failure = null;
        }
        FileChannel open = channel;
        if (open != null) {
            try {
                fill(open);
                return;
            } catch (IOException e) {
                // What was open is gone; what now has this name may be readable.
                close();
            }
        }
        readAnew();
    }

    /** Lets go of the file; a later read opens it again. */
    void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Nothing was written, so nothing is lost: the descriptor is free either way.
                length = 0;
            }
        }
    }

    /** The exception for content that makes no sense: a new one at most once a second, because bad content tends to stay. */
    SourceException malformed(KernelText text, KernelText.Malformed problem) {
        long now = nanos.getAsLong();
        SourceException last = complaint;
        if (last != null && now - complainAgainNanos < 0) {
            return last;
        }
        SourceException complaining = new SourceException(
                Reason.PARSE,
                path + " " + text.describe(problem)
                        + "; this reading is left out. If it stays so, please report the file's content and the kernel's version");
        complaint = complaining;
        complainAgainNanos = now + RETRY_NANOS;
        return complaining;
    }

    private void readAnew() throws SourceException {
        try {
            FileChannel open = FileChannel.open(path, StandardOpenOption.READ);
            channel = open;
            fill(open);
        } catch (IOException e) {
            close();
            throw failing(explain(e));
        }
    }

    private void fill(FileChannel open) throws IOException, SourceException {
        while (true) {
            int filled = pass(open);
            if (filled < buffer.capacity()) {
                length = filled;
                buffer.get(0, bytes, 0, filled);
                return;
            }
            grow();
        }
    }

    private int pass(FileChannel open) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining()) {
            int count = open.read(buffer, buffer.position());
            if (count <= 0 || rendering == Rendering.AT_ONCE) {
                break;
            }
        }
        return buffer.position();
    }

    private void grow() throws SourceException {
        int size = buffer.capacity() * 2;
        if (size > MOST_BYTES) {
            buffer = ByteBuffer.allocateDirect(FIRST_BYTES);
            bytes = new byte[FIRST_BYTES];
            throw failing(new SourceException(
                    Reason.PARSE,
                    path + " is longer than " + MOST_BYTES + " bytes, which no kernel file read here is"));
        }
        buffer = ByteBuffer.allocateDirect(size);
        bytes = new byte[size];
    }

    private SourceException failing(SourceException reason) {
        length = 0;
        failure = reason;
        retryNanos = nanos.getAsLong() + RETRY_NANOS;
        return reason;
    }

    private SourceException explain(IOException e) {
        if (e instanceof NoSuchFileException) {
            return new SourceException(Reason.ABSENT, path + " does not exist: " + remedy, e);
        }
        String why = e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : String.valueOf(e.getMessage());
        if (e instanceof AccessDeniedException || why.contains("ermission denied") || why.contains("not permitted")) {
            return new SourceException(
                    Reason.DENIED,
                    path + " may not be read by this user: allow it (hidepid, ProtectProc, a container's masked paths)"
                            + " or run as a user who may",
                    e);
        }
        if (why.contains("not supported")) {
            return new SourceException(Reason.ABSENT, path + " is switched off in this kernel: " + remedy, e);
        }
        return new SourceException(
                Reason.FAILED, path + " could not be read: " + why + "; it is tried again each second", e);
    }
}

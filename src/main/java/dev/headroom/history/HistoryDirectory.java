// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a history, held by one process: nobody else may read it (0700), and whoever holds it says so in its lock file. The
 * operating system gives the lock free when the process ends, however it ends; what is written in it then tells the next one.
 */
public final class HistoryDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryDirectory.class);
    private static final String LOCK_FILE = "headroom.lock";
    private static final int LONGEST_NOTE = 200;

    private final Path path;
    private final FileChannel channel;
    private final boolean uncleanStart;

    private HistoryDirectory(Path path, FileChannel channel, boolean uncleanStart) {
        this.path = path;
        this.channel = channel;
        this.uncleanStart = uncleanStart;
    }

    /**
     * Makes the directory if it is not there, and takes hold of it.
     *
     * @throws HistoryRefusedException when it cannot be made or written, or when another process holds it
     */
    public static HistoryDirectory take(Path path) {
        FileChannel channel = null;
        try {
            DurableNames.make(path, owner("rwx------"));
            channel = FileChannel.open(
                    path.resolve(LOCK_FILE),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                    owner("rw-------"));
            FileLock lock = tryLock(channel);
            String note = note(channel);
            if (lock == null) {
                channel.close();
                throw inUse(path, note);
            }
            HistoryDirectory directory = new HistoryDirectory(path, channel, !note.isEmpty());
            directory.write("pid " + ProcessHandle.current().pid() + "\n");
            return directory;
        } catch (IOException | UnsupportedOperationException failure) {
            close(channel);
            throw new HistoryRefusedException(
                    "The history cannot be kept in " + path + ": " + failure + ".",
                    "Set headroom.history.directory to a directory that this user can make and write (in a container: a"
                            + " volume), or headroom.history.url to a PostgreSQL.",
                    failure);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException held) {
            return null; // by this very process
        }
    }

    private static HistoryRefusedException inUse(Path path, String note) {
        return new HistoryRefusedException(
                "The history in " + path + " is in use by another Headroom (" + (note.isEmpty() ? "starting" : note)
                        + ").",
                "Stop that one, or give this one a headroom.history.directory of its own.",
                null);
    }

    private static String note(FileChannel channel) throws IOException {
        ByteBuffer note = ByteBuffer.allocate(LONGEST_NOTE);
        channel.read(note, 0);
        return new String(note.array(), 0, note.position(), StandardCharsets.UTF_8)
                .replaceAll("[^\\p{Graph} ]", "")
                .strip();
    }

    private void write(String note) {
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException failure) {
            // a full disk must not keep the service from starting, and the lock is held all the same
            LOG.warn("{}: the lock file could not be written ({})", path, failure.getMessage());
        }
    }

    private static FileAttribute<?>[] owner(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** Makes a file in it that only its owner may read, unless it is there. */
    void create(Path file) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file, owner("rw-------"));
        }
    }

    Path path() {
        return path;
    }

    /** True when the process that held it before ended without giving it free. */
    boolean uncleanStart() {
        return uncleanStart;
    }

    /** Gives it free for another process. */
    @Override
    public void close() {
        write("");
        close(channel);
    }

    private static void close(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException failure) {
            LOG.warn("the lock file of the history could not be closed ({})", failure.getMessage());
        }
    }
}

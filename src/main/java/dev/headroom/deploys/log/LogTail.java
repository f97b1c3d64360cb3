// SPDX-License-Identifier: Apache-2.0
package dev.headroom.deploys.log;

import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.DeployNotKeptException;
import dev.headroom.deploys.DeployReport;
import dev.headroom.deploys.InvalidDeployException;
import dev.headroom.deploys.ReportCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a log file: reads what was added, through rotation, truncation and times without a file, and remembers how far it came, so that
 * a restart loses nothing. A file that is there when it is followed for the very first time is followed from its end. A line counts
 * once it is complete; one that could not be kept is read again. One thread at a time.
 */
public final class LogTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);
    private static final int LONGEST_LINE_BYTES = 1 << 16;

    private final Path file;
    private final Path positionFile;
    private final DeployInbox inbox;
    private final ReportCheck check;
    private final InstantSource clock;
    private final DeployLog log = new DeployLog();
    private final ByteBuffer buffer = ByteBuffer.allocate(LONGEST_LINE_BYTES);

    private @Nullable FileChannel channel;
    private @Nullable Object openedKey;
    private @Nullable LogPosition position;
    private long offset;
    private boolean inLongLine;
    private boolean looked;
    private String trouble = "";

    /**
     * @param file the log
     * @param positionFile where it is remembered how far it was read
     * @param clock for lines that tell no time
     */
    public LogTail(Path file, Path positionFile, DeployInbox inbox, ReportCheck check, InstantSource clock) {
        this.file = file;
        this.positionFile = positionFile;
        this.inbox = inbox;
        this.check = check;
        this.clock = clock;
    }

    /** Reads what was added since the last time. What goes wrong is logged, once until something else happens. */
    public void poll() {
        try {
            follow();
            trouble("");
        } catch (NoSuchFileException e) {
            trouble("is not there; it is followed once it is");
        } catch (DeployNotKeptException e) {
            trouble("is read on later: " + e.getMessage());
        } catch (IOException e) {
            trouble("cannot be read (" + e + "); trying again");
        }
        looked = true;
    }

    private void trouble(String now) {
        if (!now.equals(trouble) && !now.isEmpty()) {
            LOG.warn("the log of deploys {} {}", file, now);
        }
        trouble = now;
    }

    private void follow() throws IOException, DeployNotKeptException {
        if (channel == null) {
            begin();
        }
        readOn();
        if (isReplaced()) {
            // what was written to the old one between the last reading and now
            readOn();
            close();
            open();
            readOn();
        }
    }

    private boolean isReplaced() throws IOException {
        return Files.exists(file) && !Objects.equals(openedKey, key(file));
    }

    /** The first file after a start: where it was left, in it or in the one it was renamed to meanwhile. */
    private void begin() throws IOException, DeployNotKeptException {
        LogPosition saved = position == null ? saved() : position;
        open();
        FileChannel opened = opened();
        if (saved == null) {
            offset = looked || Files.exists(positionFile) ? 0 : opened.size();
        } else {
            log.restore(saved.open());
            if (saved.isIn(opened)) {
                offset = saved.offset();
            } else {
                finishRenamed(saved);
            }
        }
    }

    private void finishRenamed(LogPosition saved) throws IOException, DeployNotKeptException {
        Path renamed = file.resolveSibling(file.getFileName() + ".1");
        if (!Files.exists(renamed)) {
            return;
        }
        try (FileChannel old = FileChannel.open(renamed)) {
            if (saved.isIn(old)) {
                FileChannel current = channel;
                offset = saved.offset();
                channel = old;
                try {
                    readLines();
                } finally {
                    channel = current;
                    offset = 0;
                }
            }
        }
    }

    private @Nullable LogPosition saved() {
        if (!Files.exists(positionFile)) {
            return null;
        }
        try {
            return LogPosition.load(positionFile);
        } catch (IOException e) {
            LOG.warn(
                    "how far {} was read is not known any more, it is read from its beginning: {}",
                    file,
                    e.getMessage());
            return null;
        }
    }

    private void open() throws IOException {
        channel = FileChannel.open(file);
        openedKey = key(file);
        offset = 0;
        position = null;
        inLongLine = false;
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private FileChannel opened() {
        return Objects.requireNonNull(channel, "opened before it is read");
    }

    private void readOn() throws IOException, DeployNotKeptException {
        FileChannel from = opened();
        if (from.size() < offset || (position != null && !position.isIn(from))) {
            LOG.info("the log of deploys {} was begun anew", file);
            offset = 0;
            inLongLine = false;
        }
        try {
            readLines();
        } finally {
            savePosition(from);
        }
    }

    private void readLines() throws IOException, DeployNotKeptException {
        FileChannel from = opened();
        buffer.clear();
        while (from.read(buffer, offset) > 0) {
            int lineStart = 0;
            for (int i = 0; i < buffer.position(); i++) {
                if (buffer.get(i) == '\n') {
                    if (!inLongLine) {
                        take(new String(buffer.array(), lineStart, i - lineStart, StandardCharsets.UTF_8));
                    }
                    inLongLine = false;
                    offset += i + 1 - lineStart;
                    lineStart = i + 1;
                }
            }
            if (lineStart == 0 && buffer.hasRemaining()) {
                return;
            }
            if (lineStart == 0) {
                inLongLine = true;
                offset += buffer.position();
            }
            buffer.clear();
        }
    }

    private void take(String line) throws DeployNotKeptException {
        Optional<DeployReport> report = log.read(line, clock.instant());
        if (report.isEmpty()) {
            return;
        }
        try {
            check.check(List.of(report.get()));
        } catch (InvalidDeployException e) {
            LOG.warn("a line of {} was left out: {}", file, e.problem());
            return;
        }
        inbox.accept(report.get());
    }

    private void savePosition(FileChannel from) throws IOException {
        LogPosition now = LogPosition.of(from, offset, log.open());
        if (!now.equals(position)) {
            now.save(positionFile);
            position = now;
        }
    }

    /** Lets go of the file. */
    @Override
    public void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }
}

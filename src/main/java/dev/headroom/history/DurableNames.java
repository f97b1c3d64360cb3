// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names that outlast a power cut: what the disk keeps of a file is lost all the same where it does not keep the directory that names it. */
public final class DurableNames {
    private static final Logger LOG = LoggerFactory.getLogger(DurableNames.class);

    private DurableNames() {}

    /** Makes a directory, and those above it, unless they are there. */
    public static void make(Path directory, FileAttribute<?>... attributes) throws IOException {
        List<Path> parents = new ArrayList<>();
        Path made = directory.toAbsolutePath();
        for (Path parent = made.getParent(); parent != null && !Files.isDirectory(made); parent = made.getParent()) {
            parents.add(parent);
            made = parent;
        }
        if (!parents.isEmpty()) {
            Files.createDirectories(directory, attributes);
        }
        parents.forEach(DurableNames::keepIn);
    }

    /** Has the disk keep which names a directory has now. Where the file system does not do that, it is left at a warning. */
    public static void keepIn(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException failure) {
            LOG.warn("{}: a power cut may lose the names of new files in it ({})", directory, failure.getMessage());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * By what a file shows that it was written or replaced, also behind the symbolic links by which Kubernetes projects secrets.
 *
 * @param key its device and inode, where the system has them
 * @param modifiedMillis when it was written, since 1970
 * @param bytes its length
 */
record FileStamp(@Nullable Object key, long modifiedMillis, long bytes) {
    static FileStamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(attributes.fileKey(), attributes.lastModifiedTime().toMillis(), attributes.size());
    }
}

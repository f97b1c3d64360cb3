// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import dev.headroom.intake.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with secrets, one a line; blank lines and lines that begin with # are left out. It is read when it has changed. A file that
 * cannot be read holds no secret: what was taken away must not go on working. Thread safe.
 */
final class SecretFile {
    private static final Logger LOG = LoggerFactory.getLogger(SecretFile.class);
    private static final int MOST_BYTES = 1 << 16;

    private final Path file;

    /** What tells a version of the file from another. Guarded by this. */
    private String version = "";

    private List<Secret> secrets = List.of();

    SecretFile(Path file) {
        this.file = file;
    }

    boolean isReadable() {
        return Files.isReadable(file) && Files.isRegularFile(file);
    }

    synchronized List<Secret> secrets() {
        String now = currentVersion();
        if (!now.equals(version)) {
            secrets = now.isEmpty() ? List.of() : read();
            version = now;
        }
        return secrets;
    }

    private String currentVersion() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            LOG.warn("the secrets in {} cannot be read: {}", file, e.getMessage());
            return "";
        }
    }

    private List<Secret> read() {
        List<Secret> read = new ArrayList<>();
        try {
            if (Files.size(file) > MOST_BYTES) {
                LOG.warn("{} has more than 64 KiB and is not read; expected one secret a line", file);
                return List.of();
            }
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                String text = line.strip();
                if (!text.isEmpty() && !text.startsWith("#")) {
                    add(read, text, number);
                }
            }
        } catch (IOException e) {
            LOG.warn("the secrets in {} cannot be read: {}", file, e.getMessage());
            return List.of();
        }
        return read;
    }

    private void add(List<Secret> read, String text, int number) {
        try {
            read.add(Secret.of(text));
        } catch (IllegalArgumentException e) {
            LOG.warn("line {} of {} is left out: {}", number, file, e.getMessage());
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}

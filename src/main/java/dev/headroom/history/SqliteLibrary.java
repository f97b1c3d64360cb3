// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, which is unpacked from the driver's jar before it is loaded. It is unpacked into the history's own directory, where
 * nobody else can put one in its place; where programs must not run there (mounted noexec), into the directory for temporary files. Once loaded it
 * needs no name any more, so nothing of it is left behind.
 *
 * <p>The driver could unpack it itself, and then reads it two times more, byte by byte: a fifth of the work of the service's start.
 */
final class SqliteLibrary {
    private static final String FOLDER = "org.sqlite.tmpdir";
    private static final String LIBRARY_FOLDER = "org.sqlite.lib.path";
    private static final String LIBRARY_NAME = "org.sqlite.lib.name";
    private static final String UNPACKED = "headroom-sqlite-";

    private static boolean loaded;

    private SqliteLibrary() {}

    /** Loads it, unless it is loaded. A directory that was set in the property of the driver is tried first. */
    static synchronized void load(Path directory) throws SQLException {
        if (loaded) {
            return;
        }
        List<String> folders = new ArrayList<>();
        String configured = System.getProperty(FOLDER);
        if (configured != null) {
            folders.add(configured);
        }
        folders.add(directory.toString());
        folders.add(System.getProperty("java.io.tmpdir"));
        SQLException failure = new SQLException("SQLite's library could not be loaded from any of " + folders
                + ": make one of them writable and executable, or name such a directory with -D" + FOLDER);
        for (String folder : folders) {
            try {
                loadFrom(Path.of(folder));
                loaded = true;
                return;
            } catch (Exception unusable) { // the driver declares no narrower one
                failure.addSuppressed(unusable);
            }
        }
        throw failure;
    }

    static void loadFrom(Path folder) throws Exception {
        System.setProperty(FOLDER, folder.toString());
        removeLeftBehind(folder);
        Path unpacked = Files.createTempFile(folder, UNPACKED, ".so");
        try {
            try (InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(
                    LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName())) {
                if (packed != null) { // otherwise the driver says what it has no library for
                    Files.copy(packed, unpacked, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            System.setProperty(LIBRARY_FOLDER, folder.toString());
            System.setProperty(LIBRARY_NAME, unpacked.getFileName().toString());
            SQLiteJDBCLoader.initialize();
        } finally {
            Files.delete(unpacked);
        }
    }

    /** By a start that was killed at this moment. Were it another's that is starting now, its driver would unpack once more. */
    private static void removeLeftBehind(Path folder) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, UNPACKED + "*.so")) {
            for (Path file : left) {
                if (Files.isWritable(file)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}

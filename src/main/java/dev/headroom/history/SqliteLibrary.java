// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite's native library, which the driver unpacks before it loads it. It is unpacked into the history's own directory, where nobody else
 * can put one in its place; where programs must not run there (mounted noexec), into the directory for temporary files.
 */
final class SqliteLibrary {
    private static final String FOLDER = "org.sqlite.tmpdir";

    private SqliteLibrary() {}

    /** Loads it, unless it is loaded. A directory that was set in the property of the driver is tried first. */
    static void load(Path directory) throws SQLException {
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
            System.setProperty(FOLDER, folder);
            try {
                SQLiteJDBCLoader.initialize();
                return;
            } catch (Exception unusable) { // the driver declares no narrower one
                failure.addSuppressed(unusable);
            }
        }
        throw failure;
    }
}

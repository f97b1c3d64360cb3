// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteHistoryTest extends HistoryContract {
    @TempDir
    private Path directory;

    @Override
    SqlHistory open() {
        return TemporaryHistory.in(directory);
    }
}

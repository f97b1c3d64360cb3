// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Histories as tests of other things need them. */
public final class TemporaryHistory {
    private TemporaryHistory() {}

    /** The history in this directory, with room for all that a test saves. */
    public static SqlHistory in(Path directory) {
        return SqlHistory.inDirectory(
                directory,
                new HistoryLimits(Duration.ofDays(36_500), 1 << 30),
                InstantSource.system(),
                System::nanoTime);
    }
}

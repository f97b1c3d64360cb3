// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows on one line of a terminal how far a replay is, at what rate, and how long it will still take. Writes nothing during the
 * first moments, so that a short replay shows none. Not thread safe.
 */
final class Progress implements ReadProgress {
    private static final long FIRST_AFTER_NANOS = 500_000_000;
    private static final long EVERY_NANOS = 200_000_000;
    private static final String ERASE_LINE = "\r\033[K";

    private final PrintWriter err;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private long nextNanos;
    private boolean shown;

    Progress(PrintWriter err, LongSupplier nanoTime) {
        this.err = err;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.nextNanos = startNanos + FIRST_AFTER_NANOS;
    }

    @Override
    public void progress(long readBytes, long totalBytes, long lines) {
        long now = nanoTime.getAsLong();
        if (now < nextNanos) {
            return;
        }
        nextNanos = now + EVERY_NANOS;
        shown = true;
        double seconds = (now - startNanos) / 1e9;
        StringBuilder line = new StringBuilder(ERASE_LINE);
        if (totalBytes > 0) {
            double share = Math.min(1, (double) readBytes / totalBytes);
            line.append(String.format(Locale.ROOT, "%3.0f%%  ", share * 100));
        }
        line.append(String.format(Locale.ROOT, "%,d lines, %.1f million a second", lines, lines / seconds / 1e6));
        if (totalBytes > 0 && readBytes > 0) {
            double remaining = seconds * (totalBytes - readBytes) / readBytes;
            line.append(", ").append(Phrases.duration(Math.max(0, remaining))).append(" left");
        }
        err.print(line);
        err.flush();
    }

    /** Takes the line away again. */
    void erase() {
        if (shown) {
            err.print(ERASE_LINE);
            err.flush();
            shown = false;
        }
    }
}

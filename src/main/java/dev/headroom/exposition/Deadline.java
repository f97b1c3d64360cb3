// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/** The instant by which a whole exchange must be over: name, connection, headers and the last byte of the body. */
final class Deadline {
    private final LongSupplier nanoTime;
    private final long startNanos;
    private final Duration length;

    /** The deadline passed. */
    static final class PassedException extends IOException {
        private static final long serialVersionUID = 1L;

        PassedException(String message) {
            super(message);
        }
    }

    /** Begins now, on the given monotonic clock. */
    Deadline(LongSupplier nanoTime, Duration length) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.length = length;
    }

    /** How long it lasted when it began. */
    Duration length() {
        return length;
    }

    long elapsedNanos() {
        return nanoTime.getAsLong() - startNanos;
    }

    /** What is left of it; 0 when it has passed. */
    long remainingNanos() {
        return Math.max(0, length.toNanos() - elapsedNanos());
    }
}

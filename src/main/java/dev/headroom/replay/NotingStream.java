// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Notes the first failure to write, so that another thread learns that going on is of no use, and counts the bytes written. */
final class NotingStream extends FilterOutputStream {
    private final CountDownLatch failed;
    private volatile @Nullable IOException failure;
    private volatile long bytes;

    /**
     * Writes to the next stream.
     *
     * @param failed is counted down at the first failure
     */
    NotingStream(OutputStream next, CountDownLatch failed) {
        super(next);
        this.failed = failed;
    }

    /** Why writing failed. */
    Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /** Bytes written so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public void write(int single) throws IOException {
        write(new byte[] {(byte) single}, 0, 1);
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void write(byte[] content, int offset, int length) throws IOException {
        try {
            out.write(content, offset, length);
            bytes += length;
        } catch (IOException e) {
            if (failure == null) {
                failure = e;
                failed.countDown();
            }
            throw e;
        }
    }
}

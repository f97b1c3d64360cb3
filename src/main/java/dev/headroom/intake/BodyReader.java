// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads bodies within bounds of size, time and number, so that senders of large or slow ones leave threads for everybody else. Thread
 * safe.
 */
final class BodyReader {
    static final int MOST_BYTES = 1 << 20;
    static final Duration LONGEST = Duration.ofSeconds(10);

    /** Half of the threads the web server has: the others go on serving metrics. */
    static final int MOST_AT_ONCE = 4;

    private static final int BUFFER_BYTES = 1 << 13;

    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final LongSupplier nanos;

    /** @param nanos a monotonic clock */
    BodyReader(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * The bytes of a body as they were sent.
     *
     * @throws RefusedException when it is too large, too slow or breaks off, or too many are being read
     */
    byte[] read(HttpServletRequest request) {
        if (request.getContentLengthLong() > MOST_BYTES) {
            throw tooLarge();
        }
        if (!places.tryAcquire()) {
            throw RefusedException.later(
                    Refusal.BUSY, "Already " + MOST_AT_ONCE + " bodies are being read.", Duration.ofSeconds(1), null);
        }
        try {
            return read(request.getInputStream(), request.getContentLengthLong());
        } catch (SocketTimeoutException e) {
            throw tooSlow(e);
        } catch (IOException e) {
            throw RefusedException.of(
                    Refusal.INCOMPLETE, "The body ended before its announced end.", "Send it again.", e);
        } finally {
            places.release();
        }
    }

    private byte[] read(InputStream in, long announced) throws IOException {
        long startNanos = nanos.getAsLong();
        ByteArrayOutputStream body = new ByteArrayOutputStream((int) Math.max(BUFFER_BYTES, announced));
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
            body.write(buffer, 0, length);
            if (body.size() > MOST_BYTES) {
                throw tooLarge();
            }
            if (nanos.getAsLong() - startNanos > LONGEST.toNanos()) {
                throw tooSlow(null);
            }
        }
        return body.toByteArray();
    }

    private static RefusedException tooLarge() {
        return RefusedException.of(
                Refusal.TOO_LARGE, "The body has more than 1 MiB.", "Send fewer records in each of several requests.");
    }

    private static RefusedException tooSlow(@Nullable Throwable cause) {
        return RefusedException.of(
                Refusal.TOO_SLOW,
                "The body did not arrive within " + LONGEST.toSeconds() + " s.",
                "Send it in one piece.",
                cause);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.kubernetes;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of one request to the API server. */
sealed interface ApiAnswer {
    /**
     * It answered.
     *
     * @param status the HTTP status
     * @param retryAfter how long it asks to be left alone, null where it does not
     */
    record Received(int status, byte[] body, @Nullable Duration retryAfter) implements ApiAnswer {
        private static final int OK = 200;
        private static final int CREATED = 201;

        boolean ok() {
            return status == OK || status == CREATED;
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** It did not answer in time, or not at all; the reason in words. */
    record Unreachable(String reason) implements ApiAnswer {}

    /**
     * The answer is longer than was accepted, and was cut off.
     *
     * @param limitBytes what was accepted
     */
    record TooLong(int limitBytes) implements ApiAnswer {}
}

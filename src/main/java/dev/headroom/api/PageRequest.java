// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.History.Position;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/**
 * Which page of a list is asked for; and the same words about it in every list.
 *
 * @param limit at most this many
 * @param after where the page before ended; null for the first
 */
record PageRequest(int limit, @Nullable Position after) {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1000;

    /** @throws InvalidParameterException when one of them cannot be used */
    static PageRequest of(@Nullable String limit, @Nullable String cursor) {
        return new PageRequest(
                limit == null ? DEFAULT_LIMIT : limit(limit), cursor == null ? null : Cursor.decode("cursor", cursor));
    }

    /** @throws InvalidParameterException when a list is asked for that ends before it begins */
    static void requireOrder(
            @Nullable Instant since, @Nullable String sinceText, @Nullable Instant until, @Nullable String untilText) {
        if (since != null && sinceText != null && until != null && since.isAfter(until)) {
            throw InvalidParameterException.value(
                    "since",
                    sinceText,
                    "an instant at or before 'until' (" + untilText + ")",
                    "Swap 'since' and 'until'.");
        }
    }

    /** A page with a link to the next, where there is one. */
    static <T> ResponseEntity<T> answer(@Nullable Position next, Function<@Nullable String, T> page) {
        if (next == null) {
            return ResponseEntity.ok(page.apply(null));
        }
        String cursor = Cursor.encode(next);
        String link = ServletUriComponentsBuilder.fromCurrentRequest()
                .replaceQueryParam("cursor", cursor)
                .build()
                .toUriString();
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, "<" + link + ">; rel=\"next\"")
                .body(page.apply(cursor));
    }

    private static int limit(String text) {
        if (text.matches("\\d{1,9}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        }
        throw InvalidParameterException.value(
                "limit",
                text,
                "a whole number from 1 to " + MAX_LIMIT,
                "Ask for at most " + MAX_LIMIT + " and follow 'next' for more.");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.Page;
import dev.headroom.history.History.Position;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Serves bursts and their flight recordings. */
@RestController
@RequestMapping("/api/v1/bursts")
class BurstController {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1000;

    static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");
    static final MediaType OPEN_METRICS =
            MediaType.parseMediaType("application/openmetrics-text;version=1.0.0;charset=utf-8");

    private final Bursts bursts;

    BurstController(Bursts bursts) {
        this.bursts = bursts;
    }

    /** The bursts asked for, newest first, with a link to the next page. */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<BurstPage> list(
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String until,
            @RequestParam(required = false) @Nullable String target,
            @RequestParam(required = false) @Nullable String signal,
            @RequestParam(required = false) @Nullable String app,
            @RequestParam(required = false) @Nullable String hidden,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        BurstQuery query = new BurstQuery(
                since == null ? null : RequestTime.parse("since", since),
                until == null ? null : RequestTime.parse("until", until),
                target,
                signal == null
                        ? null
                        : RequestSignal.parse(signal, "Leave it out for all signals.")
                                .id(),
                app,
                hidden == null ? null : flag("hidden", hidden));
        requireOrder(query, since, until);
        int most = limit == null ? DEFAULT_LIMIT : limit(limit);
        Position after = cursor == null ? null : Cursor.decode("cursor", cursor);
        Page page = bursts.page(query, most, after);
        Position next = page.next();
        if (next == null) {
            return ResponseEntity.ok(new BurstPage(page.bursts(), null));
        }
        String nextCursor = Cursor.encode(next);
        String link = ServletUriComponentsBuilder.fromCurrentRequest()
                .replaceQueryParam("cursor", nextCursor)
                .build()
                .toUriString();
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, "<" + link + ">; rel=\"next\"")
                .body(new BurstPage(page.bursts(), nextCursor));
    }

    /** One burst. */
    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    BurstRecord one(@PathVariable String id) {
        return known(id);
    }

    /** The samples of a burst from before its onset to after its end. */
    @GetMapping(
            path = "/{id}/samples",
            produces = {MediaType.APPLICATION_JSON_VALUE, "text/csv", "application/openmetrics-text"})
    FlightRecording samples(@PathVariable String id) {
        BurstRecord burst = known(id);
        return bursts.recording(burst).orElseThrow(() -> NotFoundException.samples(burst.id()));
    }

    private BurstRecord known(String id) {
        return bursts.burst(id).orElseThrow(() -> NotFoundException.burst(id));
    }

    private static void requireOrder(BurstQuery query, @Nullable String since, @Nullable String until) {
        if (since != null
                && until != null
                && query.since() != null
                && query.until() != null
                && query.since().isAfter(query.until())) {
            throw InvalidParameterException.value(
                    "since", since, "an instant at or before 'until' (" + until + ")", "Swap 'since' and 'until'.");
        }
    }

    private static boolean flag(String parameter, String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw InvalidParameterException.value(
                        parameter, text, "true or false", "Leave it out for bursts of both kinds.");
        };
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

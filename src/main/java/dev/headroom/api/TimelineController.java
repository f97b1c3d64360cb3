// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves all signals over the same time in the same columns: what a page draws below one another. */
@RestController
class TimelineController {
    static final int DEFAULT_COLUMNS = 600;
    static final int MAX_COLUMNS = 4_000;

    private final Timelines timelines;
    private final InstantSource clock;

    TimelineController(Timelines timelines, InstantSource clock) {
        this.timelines = timelines;
        this.clock = clock;
    }

    /** Each signal's lowest, mean and highest level in each column, and how much of the column was seen. */
    @GetMapping(path = "/api/v1/timeline", produces = MediaType.APPLICATION_JSON_VALUE)
    TimelineRecord timeline(
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String until,
            @RequestParam(required = false) @Nullable String columns)
            throws IOException {
        if (since == null || since.isEmpty()) {
            throw InvalidParameterException.value(
                    "since", "", RequestTime.ACCEPTED, "Send for example since=2024-05-28T09:00:00Z.");
        }
        Instant from = RequestTime.parse("since", since);
        Instant to = until == null ? clock.instant() : RequestTime.parse("until", until);
        if (!RequestTime.ordered(from, to)) {
            throw InvalidParameterException.value(
                    "since",
                    since,
                    "an instant before 'until' (" + (until == null ? "now, " + to : until) + ") and the year 2262",
                    "Ask for some time, say since an hour ago.");
        }
        return timelines.of(from, to, columns == null ? DEFAULT_COLUMNS : columns(columns));
    }

    private static int columns(String text) {
        if (text.matches("\\d{1,9}")) {
            int columns = Integer.parseInt(text);
            if (columns >= 1 && columns <= MAX_COLUMNS) {
                return columns;
            }
        }
        throw InvalidParameterException.value(
                "columns",
                text,
                "a whole number from 1 to " + MAX_COLUMNS,
                "Ask for as many as there are pixels: every peak shows in any number.");
    }
}

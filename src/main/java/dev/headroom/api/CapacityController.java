// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves how much room is left. */
@RestController
class CapacityController {
    private static final Duration DEFAULT_TIME = Duration.ofHours(24);

    private final Capacities capacities;
    private final InstantSource clock;

    CapacityController(Capacities capacities, InstantSource clock) {
        this.capacities = capacities;
        this.clock = clock;
    }

    /** Of each signal over all targets, as it was and with one target less. */
    @GetMapping(path = "/api/v1/capacity", produces = MediaType.APPLICATION_JSON_VALUE)
    CapacityRecord capacity(
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String until) {
        Instant to = until == null ? clock.instant() : RequestTime.parse("until", until);
        Instant from = since == null ? to.minus(DEFAULT_TIME) : RequestTime.parse("since", since);
        if (!RequestTime.ordered(from, to)) {
            throw InvalidParameterException.value(
                    "since",
                    String.valueOf(since),
                    "an instant before 'until' (" + to + ") and the year 2262",
                    "Swap 'since' and 'until'.");
        }
        return capacities.between(from, to);
    }
}

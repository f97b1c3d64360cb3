// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.detection.Dashboard;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the dashboards that requests name, part by part. */
final class RequestDashboard {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String LENGTH = "a whole number of ms, s, m or h, from 1s to 24h";

    private RequestDashboard() {}

    /**
     * A dashboard with the parts that a request names, the others as they are.
     *
     * @param usual whose parts are taken where a request names none
     * @throws InvalidParameterException when one of them cannot be used
     */
    static Dashboard parse(
            Dashboard usual,
            @Nullable String scrape,
            @Nullable String function,
            @Nullable String range,
            @Nullable String step) {
        Dashboard asked = usual;
        asked = part("scrape", scrape, LENGTH, "Send for example scrape=60s.", asked, scrape, null, null, null);
        asked = part("function", function, "rate or irate", "Send function=rate.", asked, null, function, null, null);
        asked = part("range", range, LENGTH, "Send for example range=5m.", asked, null, null, range, null);
        asked = part("step", step, LENGTH, "Send for example step=60s.", asked, null, null, null, step);
        requireLength("scrape", scrape, asked.scrape());
        requireLength("range", range, asked.range());
        requireLength("step", step, asked.step());
        return asked;
    }

    private static Dashboard part(
            String parameter,
            @Nullable String value,
            String accepted,
            String remedy,
            Dashboard before,
            @Nullable String scrape,
            @Nullable String function,
            @Nullable String range,
            @Nullable String step) {
        try {
            return before.with(scrape, function, range, step);
        } catch (IllegalArgumentException unreadable) {
            throw (InvalidParameterException)
                    InvalidParameterException.value(parameter, String.valueOf(value), accepted, remedy)
                            .initCause(unreadable);
        }
    }

    private static void requireLength(String parameter, @Nullable String value, Duration length) {
        if (value != null && (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0)) {
            throw InvalidParameterException.value(
                    parameter, value, LENGTH, "Send a length that a dashboard might have.");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.sampling.SignalKey;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves what the flight recorder has of any signal over any time: a summary that keeps every peak, or the samples themselves. */
@RestController
class SampleController {
    static final int DEFAULT_POINTS = 600;
    static final int MAX_POINTS = 5_000;
    private static final Duration DEFAULT_TIME = Duration.ofHours(24);

    private final FlightRecorder recorder;

    SampleController(FlightRecorder recorder) {
        this.recorder = recorder;
    }

    /** The samples of one signal between two instants. */
    @GetMapping(
            path = "/api/v1/samples",
            produces = {MediaType.APPLICATION_JSON_VALUE, "text/csv", "application/openmetrics-text"})
    SignalSamples samples(
            @RequestParam(required = false) @Nullable String target,
            @RequestParam(required = false) @Nullable String signal,
            @RequestParam(required = false) @Nullable String device,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String until,
            @RequestParam(required = false) @Nullable String points) {
        String remedy = "GET /api/v1/targets lists the targets and their signals.";
        SignalKey key = new SignalKey(
                required("target", target, "the name of a target", remedy),
                RequestSignal.parse(required("signal", signal, "the name of a signal", remedy), remedy),
                device == null ? "" : device);
        Instant from = RequestTime.parse(
                "since",
                required("since", since, RequestTime.ACCEPTED, "Send for example since=2024-05-28T09:00:00Z."));
        Instant to = until == null ? from.plus(DEFAULT_TIME) : RequestTime.parse("until", until);
        if (!RequestTime.ordered(from, to)) {
            throw InvalidParameterException.value(
                    "until",
                    String.valueOf(until),
                    "an instant after 'since' (" + since + "), which is before the year 2262",
                    "Ask for a time that may have been recorded, the earlier instant as 'since'.");
        }
        return new SignalSamples(recorder, key, from, to, points == null ? DEFAULT_POINTS : points(points));
    }

    private static String required(String parameter, @Nullable String value, String accepted, String remedy) {
        if (value == null || value.isEmpty()) {
            throw InvalidParameterException.value(parameter, "", accepted, remedy);
        }
        return value;
    }

    private static int points(String text) {
        if (text.matches("\\d{1,9}")) {
            int points = Integer.parseInt(text);
            if (points >= 1 && points <= MAX_POINTS) {
                return points;
            }
        }
        throw InvalidParameterException.value(
                "points",
                text,
                "a whole number from 1 to " + MAX_POINTS,
                "Ask for as many as there are pixels: every peak shows in any number.");
    }
}

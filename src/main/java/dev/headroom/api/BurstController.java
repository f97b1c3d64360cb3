// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.BurstRecord;
import dev.headroom.history.History.BurstQuery;
import dev.headroom.history.History.Page;
import org.jspecify.annotations.Nullable;
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
    static final MediaType CSV = MediaType.parseMediaType("text/csv;charset=UTF-8");
    static final MediaType OPEN_METRICS =
            MediaType.parseMediaType("application/openmetrics-text;version=1.0.0;charset=utf-8");

    private final Bursts bursts;
    private final CoarseTraces traces;
    private final NextSteps steps;

    BurstController(Bursts bursts, CoarseTraces traces, NextSteps steps) {
        this.bursts = bursts;
        this.traces = traces;
        this.steps = steps;
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
        PageRequest.requireOrder(query.since(), since, query.until(), until);
        PageRequest wanted = PageRequest.of(limit, cursor);
        Page page = bursts.page(query, wanted.limit(), wanted.after());
        return PageRequest.answer(page.next(), next -> new BurstPage(page.bursts(), next));
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

    /** What a dashboard would have drawn around a burst. */
    @GetMapping(path = "/{id}/coarse", produces = MediaType.APPLICATION_JSON_VALUE)
    CoarseTraceRecord coarse(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String scrape,
            @RequestParam(required = false) @Nullable String function,
            @RequestParam(required = false) @Nullable String range,
            @RequestParam(required = false) @Nullable String step,
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String until) {
        BurstRecord burst = known(id);
        return traces.of(
                        burst,
                        RequestDashboard.parse(traces.usual(), scrape, function, range, step),
                        since == null ? null : RequestTime.parse("since", since),
                        until == null ? null : RequestTime.parse("until", until))
                .orElseThrow(() -> NotFoundException.samples(burst.id()));
    }

    /** What to do about a burst. */
    @GetMapping(path = "/{id}/steps", produces = MediaType.APPLICATION_JSON_VALUE)
    StepsRecord steps(@PathVariable String id) {
        return steps.of(
                known(id), ServletUriComponentsBuilder.fromCurrentContextPath().toUriString());
    }

    private BurstRecord known(String id) {
        return bursts.burst(id).orElseThrow(() -> NotFoundException.burst(id));
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
}

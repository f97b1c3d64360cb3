// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.deploys.Deploy;
import dev.headroom.history.DeployRecord;
import dev.headroom.history.History;
import dev.headroom.history.History.DeployQuery;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves deploys, with the bursts attributed to each. */
@RestController
@RequestMapping("/api/v1/deploys")
class DeployController {
    private final History history;

    DeployController(History history) {
        this.history = history;
    }

    /** The deploys asked for, newest first, with a link to the next page. */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<DeployPage> list(
            @RequestParam(required = false) @Nullable String since,
            @RequestParam(required = false) @Nullable String until,
            @RequestParam(required = false) @Nullable String source,
            @RequestParam(required = false) @Nullable String app,
            @RequestParam(required = false) @Nullable String namespace,
            @RequestParam(required = false) @Nullable String phase,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        DeployQuery query = new DeployQuery(
                since == null ? null : RequestTime.parse("since", since),
                until == null ? null : RequestTime.parse("until", until),
                source,
                app,
                namespace,
                phase == null ? null : phase(phase));
        PageRequest.requireOrder(query.since(), since, query.until(), until);
        PageRequest wanted = PageRequest.of(limit, cursor);
        History.DeployPage page = history.deploys(query, wanted.limit(), wanted.after());
        return PageRequest.answer(page.next(), next -> new DeployPage(page.deploys(), next));
    }

    /** One deploy. */
    @GetMapping(path = "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    DeployRecord one(@PathVariable String id) {
        return history.deploy(id).orElseThrow(() -> NotFoundException.deploy(id));
    }

    private static Deploy.Phase phase(String id) {
        return Arrays.stream(Deploy.Phase.values())
                .filter(phase -> phase.id().equals(id))
                .findFirst()
                .orElseThrow(() -> InvalidParameterException.value(
                        "phase",
                        id,
                        "one of "
                                + Arrays.stream(Deploy.Phase.values())
                                        .map(Deploy.Phase::id)
                                        .collect(Collectors.joining(", ")),
                        "Leave it out for deploys in every phase."));
    }
}

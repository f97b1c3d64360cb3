// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.History;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves what a deploy cost. */
@RestController
@RequestMapping("/api/v1/deploys/{id}/costs")
class CostController {
    private final History history;
    private final Costs costs;

    CostController(History history, Costs costs) {
        this.history = history;
        this.costs = costs;
    }

    /** Of each signal whose use adds up: CPU-seconds, bytes, segments. */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    CostList list(@PathVariable String id) {
        return costs.of(history.deploy(id)
                .orElseThrow(() -> NotFoundException.deploy(id))
                .id());
    }
}

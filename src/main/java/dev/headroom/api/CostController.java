// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.history.History;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves what deploys cost. */
@RestController
@RequestMapping("/api/v1")
class CostController {
    private static final int DEFAULT_DEPLOYS = 11;
    private static final int MAX_DEPLOYS = 100;

    private final History history;
    private final Costs costs;

    CostController(History history, Costs costs) {
        this.history = history;
        this.costs = costs;
    }

    /** Of each signal whose use adds up: CPU-seconds, bytes, segments. */
    @GetMapping(path = "/deploys/{id}/costs", produces = MediaType.APPLICATION_JSON_VALUE)
    CostList list(@PathVariable String id) {
        return costs.of(history.deploy(id)
                .orElseThrow(() -> NotFoundException.deploy(id))
                .id());
    }

    /** The same of the newest deploys of an app: a deploy is compared with its last ten in one request. */
    @GetMapping(path = "/costs", produces = MediaType.APPLICATION_JSON_VALUE)
    AppCostList ofApp(
            @RequestParam(required = false) @Nullable String app,
            @RequestParam(required = false) @Nullable String limit) {
        if (app == null || app.isEmpty()) {
            throw InvalidParameterException.value(
                    "app", "", "the name of an app", "GET /api/v1/deploys lists deploys with their apps.");
        }
        return costs.ofApp(app, limit == null ? DEFAULT_DEPLOYS : limit(limit));
    }

    private static int limit(String text) {
        if (text.matches("\\d{1,9}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_DEPLOYS) {
                return limit;
            }
        }
        throw InvalidParameterException.value(
                "limit", text, "a whole number from 1 to " + MAX_DEPLOYS, "Leave it out for " + DEFAULT_DEPLOYS + ".");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves whether deploys cause bursts at all. */
@RestController
@RequestMapping("/api/v1/effects")
class EffectController {
    private final Effects effects;

    EffectController(Effects effects) {
        this.effects = effects;
    }

    /** For all deploys together and for each app with enough of them. */
    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    EffectList list() {
        return effects.current();
    }
}

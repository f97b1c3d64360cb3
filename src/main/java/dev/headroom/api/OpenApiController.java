// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Serves the description of the API, OpenAPI 3.1: one document that a test keeps equal to the code. */
@RestController
class OpenApiController {
    private static final Resource DOCUMENT = new ClassPathResource("openapi/openapi.json");

    @GetMapping(path = "/v3/api-docs", produces = MediaType.APPLICATION_JSON_VALUE)
    Resource document() {
        return DOCUMENT;
    }
}

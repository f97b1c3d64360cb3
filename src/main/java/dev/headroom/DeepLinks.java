// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where links in alerts and annotations lead: to a burst and a deploy, a browser to the page and a program to the API, and to the runbooks,
 * which come with the program, because at night and without the Internet they must be in reach.
 */
@RestController
class DeepLinks {
    private static final String ID = "{id:[0-9A-Z]{26}}";

    // who prefers HTML is answered with the page
    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;
    private static final String ANYTHING = MediaType.ALL_VALUE;

    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

    @GetMapping(
            path = "/bursts/" + ID,
            produces = {JSON, ANYTHING})
    ResponseEntity<Void> burst(@PathVariable String id) {
        return found("/api/v1/bursts/" + id);
    }

    @GetMapping(
            path = "/deploys/" + ID,
            produces = {JSON, ANYTHING})
    ResponseEntity<Void> deploy(@PathVariable String id) {
        return found("/api/v1/deploys/" + id);
    }

    private static ResponseEntity<Void> found(String path) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(path))
                .varyBy(HttpHeaders.ACCEPT)
                .build();
    }

    @GetMapping("/runbooks/{name:[a-z]{1,100}}.md")
    ResponseEntity<String> runbook(@PathVariable String name) throws IOException {
        ClassPathResource runbook = new ClassPathResource("runbooks/" + name + ".md");
        return runbook.exists()
                ? ResponseEntity.ok().contentType(TEXT).body(runbook.getContentAsString(StandardCharsets.UTF_8))
                : ResponseEntity.notFound().build();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves the page: the same HTML at the front and at the links of bursts and deploys. Every address in it is relative to its base, so that it
 * works under whatever path a proxy puts it.
 */
@RestController
class PageController {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);
    private static final ClassPathResource PAGE = new ClassPathResource("page/index.html");
    private static final String AT_THE_FRONT = "<base href=\"./\">";
    private static final String ONE_BELOW = "<base href=\"../\">";
    private static final String ID = "{id:[0-9A-Z]{26}}";

    /** The page, whatever is accepted: there is nothing else at this address. */
    @GetMapping("/")
    ResponseEntity<byte[]> front() throws IOException {
        return answer(page());
    }

    /** The page for whoever prefers HTML; programs are led to the API. */
    @GetMapping(
            path = {"/bursts/" + ID, "/deploys/" + ID},
            produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<byte[]> linked() throws IOException {
        return answer(page().replace(AT_THE_FRONT, ONE_BELOW));
    }

    /** The page under the name of its file, where its base would be wrong. */
    @GetMapping("/page/index.html")
    ResponseEntity<byte[]> file() throws IOException {
        return answer(page().replace(AT_THE_FRONT, ONE_BELOW));
    }

    private static String page() throws IOException {
        return PAGE.getContentAsString(StandardCharsets.UTF_8);
    }

    private static ResponseEntity<byte[]> answer(String html) {
        byte[] body = html.getBytes(StandardCharsets.UTF_8);
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noCache())
                .varyBy(HttpHeaders.ACCEPT)
                .eTag(PageFiles.tag(body))
                .body(body);
    }
}

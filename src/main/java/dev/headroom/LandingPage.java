// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import java.nio.charset.StandardCharsets;
import org.springframework.boot.info.BuildProperties;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** What a person sees who opens the address in a browser: what this is, and where its answers are. */
@RestController
class LandingPage {
    private static final MediaType HTML = new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8);

    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Headroom</title></head>
            <body>
            <h1>Headroom</h1>
            <p>Version %s. Watches this machine's capacity at high resolution and catches the bursts that dashboards average away.</p>
            <ul>
            <li><a href="/metrics">Metrics</a> for Prometheus</li>
            <li><a href="/api/v1/bursts">Bursts</a>, newest first</li>
            <li><a href="/v3/api-docs">Description of the API</a></li>
            </ul>
            </body>
            </html>
            """;

    private final String page;

    LandingPage(BuildProperties build) {
        page = PAGE.formatted(HtmlUtils.htmlEscape(String.valueOf(build.getVersion())));
    }

    @GetMapping("/")
    ResponseEntity<String> page() {
        return ResponseEntity.ok().contentType(HTML).body(page);
    }
}

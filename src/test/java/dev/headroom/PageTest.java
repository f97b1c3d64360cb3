// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The page and its files over the service's real port. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"headroom.host.enabled=false", "headroom.history.directory=target/test-history/${random.uuid}"})
class PageTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String ID = "01HYZB0C7T0000000000000000";

    /** What Chromium and Firefox send. */
    private static final String BROWSER =
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8";

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"/", "/bursts/" + ID, "/deploys/" + ID, "/page/index.html"})
    void aBrowserIsServedThePageWithABaseThatFitsItsAddress(String path) throws Exception {
        HttpResponse<String> answer = get(path, "Accept", BROWSER);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(answer, "Vary")).isEqualTo("Accept");
        String base = path.equals("/") ? "./" : "../";
        assertThat(answer.body()).startsWith("<!DOCTYPE html>").containsOnlyOnce("<base href=\"" + base + "\">");
        assertThat(URI.create("http://proxy/sub/path" + path).resolve(base))
                .isEqualTo(URI.create("http://proxy/sub/path/"));
    }

    @Test
    void theFrontIsThePageForWhoeverAsks() throws Exception {
        for (String accept : List.of("*/*", "text/plain", "application/json")) {
            assertThat(get("/", "Accept", accept).body()).startsWith("<!DOCTYPE html>");
        }
    }

    /** Behind a proxy that puts it elsewhere an address from the root would lead to somebody else. */
    @Test
    void everyAddressInThePageIsRelative() throws Exception {
        assertThat(get("/").body()).doesNotContain("=\"/").doesNotContain("='/").doesNotContain("=\"http");
    }

    @ParameterizedTest
    @CsvSource({
        "/page/icon.svg, image/svg+xml",
        "/page/lib/uplot/uPlot.esm.js, text/javascript",
        "/page/lib/uplot/uPlot.min.css, text/css"
    })
    void aFileIsServedWithItsTypeAndAskedForAgainOnlyWhenItChanges(String path, String type) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Content-Type")).startsWith(type);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
        assertThat(header(answer, "Last-Modified"))
                .as("the date of a build says nothing")
                .isEmpty();
        assertThat(answer.body()).isNotEmpty();

        HttpResponse<String> again = get(path, "If-None-Match", header(answer, "ETag"));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(get(path, "If-None-Match", "\"another\"").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/bursts/" + ID, "/page/icon.svg", "/page/lib/uplot/uPlot.esm.js"})
    void aHeadTellsTheSameWithoutTheBody(String path) throws Exception {
        HttpResponse<String> get = get(path, "Accept", BROWSER);
        HttpResponse<String> head = send("HEAD", path, "Accept", BROWSER);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("Content-Type", "ETag", "Cache-Control", "Content-Length")) {
            assertThat(header(head, name)).as(name).isEqualTo(header(get, name));
        }
    }

    @Test
    void thePageIsNotSentAgainWhereItIsKnown() throws Exception {
        String front = header(get("/"), "ETag");

        assertThat(get("/", "If-None-Match", front).statusCode()).isEqualTo(304);
        assertThat(get("/bursts/" + ID, "Accept", BROWSER, "If-None-Match", front)
                        .statusCode())
                .as("its base is another")
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/page",
                "/page/",
                "/page/lib",
                "/page/lib/uplot/",
                "/page/nothing.js",
                "/page/lib/uplot/../package.json",
                "/page/..%2fapplication.yaml",
                "/page/%2e%2e/application.yaml",
                "/page/..%5capplication.yaml",
                "/page/lib/uplot/..%2fpackage.json",
                "/page//application.yaml",
                "/page/file:/etc/passwd"
            })
    void nothingElseOfTheProgramIsServed(String path) throws Exception {
        HttpResponse<String> answer = get(path);

        assertThat(answer.statusCode()).isIn(400, 404);
        assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void nothingIsWrittenThere() throws Exception {
        for (String path : List.of("/", "/bursts/" + ID, "/page/icon.svg")) {
            assertThat(send("POST", path).statusCode()).as(path).isEqualTo(405);
        }
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, headers);
    }

    private HttpResponse<String> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody());
        if (Stream.of(headers).noneMatch(name -> name.toLowerCase(Locale.ROOT).equals("accept"))) {
            request.header("Accept", "*/*");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}

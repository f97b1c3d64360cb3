// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.history.History;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ProblemsTest extends ApiTest {
    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "text/html", "image/png"})
    void aBurstThatIsNotKnownIsToldWhateverTheClientAccepts(String accept) {
        HttpResponse<String> response = send("GET", "/api/v1/bursts/01HZ0000000000000000000001", "Accept", accept);

        if (accept.equals("text/html") || accept.equals("image/png")) {
            problem(406, response);
        } else {
            JsonNode problem = problem(404, response);
            assertThat(problem.path("type").asString()).isEqualTo("urn:headroom:problem:unknown-burst");
            assertThat(problem.path("detail").asString()).contains("'01HZ0000000000000000000001'");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nothing", "/nothing.html", "/api/v1/bursts/a/b", "/api/v1/bursts/", "/error"})
    void aPathThatDoesNotExistIsNotFound(String path) {
        JsonNode problem = problem(404, send("GET", path, "Accept", "text/html"));

        assertThat(problem.path("remedy").asString()).contains("/v3/api-docs");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
    void aMethodThatWouldChangeSomethingIsNotAllowedAndThoseThatAreAreNamed(String method) {
        HttpResponse<String> response = send(method, "/api/v1/bursts");

        JsonNode problem = problem(405, response);
        assertThat(problem.path("remedy").asString()).contains("GET");
        assertThat(response.headers().firstValue("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).contains("GET"));
    }

    @Test
    void headAnswersAsGetWithoutABody() {
        HttpResponse<String> response = send("HEAD", "/api/v1/bursts");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void optionsTellsWhatIsAllowedAndOpensNothingToOtherOrigins() {
        HttpResponse<String> response = send(
                "OPTIONS",
                "/api/v1/bursts",
                "Origin",
                "https://elsewhere.example",
                "Access-Control-Request-Method",
                "GET");

        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(send("OPTIONS", "/api/v1/bursts").headers().firstValue("Allow"))
                .contains("GET,HEAD,OPTIONS");
    }

    @Test
    void parametersThatAnEndpointDoesNotHaveAreRefused() {
        assertThat(problem(400, send("GET", "/api/v1/targets?target=a"))
                        .path("accepted")
                        .asString())
                .isEqualTo("no parameter here");
        assertThat(problem(400, send("GET", "/api/v1/bursts/B1?limit=1"))
                        .path("type")
                        .asString())
                .isEqualTo("urn:headroom:problem:unknown-parameter");
    }

    @Test
    void aFailureInsideIsLoggedUnderAnIdAndItsReasonStaysInside() {
        currentHistory.set((History) Proxy.newProxyInstance(
                History.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, arguments) -> {
                    throw new IllegalStateException("secret of the house");
                }));

        HttpResponse<String> response = send("GET", "/api/v1/bursts", "Accept", "text/html,*/*");

        JsonNode problem = problem(500, response);
        assertThat(response.body()).doesNotContain("secret");
        assertThat(problem.path("incident").asString()).hasSize(36);
        assertThat(problem.path("detail").asString())
                .contains(problem.path("incident").asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/bursts?target=<script> HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/bursts HTTP/1.1\r\nConnection: close\r\n\r\n",
                "GET /api/v1/../../etc HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/bursts%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/bursts/%2e%2e%2f%2e%2e HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/bursts?target=%zz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "TRACE /api/v1/bursts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/v1/bursts?limit=0 HTTP/1.1\r\nHost: \"><script>\r\nConnection: close\r\n\r\n",
                "BREW /api/v1/bursts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            })
    void whatIsHardlyHttpIsAnsweredWithAProblemAndNeverWithAPage(String request) throws IOException {
        String response = raw(request);

        assertThat(response).startsWith("HTTP/1.1 4");
        assertThat(response).contains("Content-Type: application/problem+json");
        assertThat(response).doesNotContainIgnoringCase("<html", "<!doctype", "Exception", "<script>");
        JsonNode problem = json.readTree(response.substring(response.indexOf('{'), response.lastIndexOf('}') + 1));
        assertThat(problem.path("status").asString()).isEqualTo(response.substring(9, 12));
        assertThat(problem.path("detail").asString()).isNotBlank();
    }

    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

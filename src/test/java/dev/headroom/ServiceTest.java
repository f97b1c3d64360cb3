// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The service over its real port, without a host: what is asked here does not depend on a machine. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"headroom.host.enabled=false", "headroom.history.directory=target/test-history/${random.uuid}"})
class ServiceTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"/metrics", "/actuator/prometheus"})
    void bothPathsOfTheMetricsNegotiateTheSameThreeFormats(String path) throws Exception {
        assertThat(contentType(get(path, "*/*"))).startsWith("text/plain").contains("0.0.4");
        assertThat(contentType(get(path, "text/plain; version=0.0.4"))).startsWith("text/plain");
        assertThat(contentType(get(path, "application/openmetrics-text; version=1.0.0")))
                .startsWith("application/openmetrics-text")
                .contains("version=1.0.0");
        HttpResponse<byte[]> protobuf = get(
                path, "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited");
        assertThat(contentType(protobuf)).startsWith("application/vnd.google.protobuf");
        assertThat(protobuf.body()).isNotEmpty();
        String prometheus3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";
        HttpResponse<byte[]> openMetrics = get(path, prometheus3);
        assertThat(contentType(openMetrics)).startsWith("application/openmetrics-text");
        assertThat(text(openMetrics)).endsWith("# EOF\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics?name[]=headroom_build_info",
                "/metrics?name%5B%5D=headroom_build_info&name%5B%5D=no_such_name",
                "/metrics?includedNames=headroom_build_info",
                "/actuator/prometheus?includedNames=headroom_build_info"
            })
    void onlyTheNamesAskedForAreServed(String path) throws Exception {
        assertThat(text(get(path, "text/plain")).lines().filter(line -> !line.startsWith("#")))
                .singleElement()
                .asString()
                .startsWith("headroom_build_info{");
    }

    @Test
    void thePageHasTheProcessUnderItsUsualNamesAndNothingSuperfluous() throws Exception {
        get("/api/v1/bursts", "*/*");
        String page = text(get("/metrics", "text/plain"));
        assertThat(page)
                .contains("process_cpu_seconds_total ")
                .contains("process_resident_memory_bytes ")
                .contains("process_start_time_seconds ")
                .contains("jvm_memory_used_bytes{area=\"heap\"}")
                .doesNotContain("http_server_")
                .doesNotContain("tomcat_")
                .doesNotContain("logback_")
                .doesNotContain("application_ready")
                .doesNotContain("executor_");
    }

    @Test
    void nothingIsPushedUnasked() throws Exception {
        assertThat(text(get("/metrics", "text/plain"))).doesNotContain("headroom_alerts_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/json", "application/json, text/html;q=0.5", "text/plain"})
    void linksOfAlertsLeadProgramsToTheApi(String accept) throws Exception {
        for (String kind : List.of("bursts", "deploys")) {
            HttpResponse<byte[]> answer = get("/" + kind + "/01HYZB0C7T0000000000000000", accept);
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location"))
                    .hasValue("/api/v1/" + kind + "/01HYZB0C7T0000000000000000");
            assertThat(answer.headers().firstValue("Vary")).hasValue("Accept");
        }
    }

    @Test
    void linksOfAlertsLeadToTheRunbooksThatComeAlong() throws Exception {
        assertThat(text(get("/runbooks/headroomburst.md", "text/html")))
                .contains("## Meaning")
                .contains("## Mitigation");
        assertThat(get("/runbooks/nosuch.md", "text/html").statusCode()).isEqualTo(404);
        assertThat(get("/bursts/..%2f..%2fx", "text/html").statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/auditevents",
                "/beans",
                "/caches",
                "/conditions",
                "/configprops",
                "/env",
                "/env/PATH",
                "/flyway",
                "/heapdump",
                "/httpexchanges",
                "/integrationgraph",
                "/liquibase",
                "/logfile",
                "/loggers",
                "/mappings",
                "/metrics",
                "/modulith",
                "/quartz",
                "/refresh",
                "/sbom",
                "/scheduledtasks",
                "/sessions",
                "/shutdown",
                "/startup",
                "/threaddump"
            })
    void nothingElseOfTheActuatorIsExposed(String endpoint) throws Exception {
        assertThat(get("/actuator" + endpoint, "*/*").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz", "/actuator/health", "/actuator/info", "/actuator/health/readiness"})
    void healthAndInfoAreServed(String path) throws Exception {
        assertThat(get(path, "*/*").statusCode()).isEqualTo(200);
    }

    @Test
    void healthTellsNoDetails() throws Exception {
        assertThat(text(get("/actuator/health", "*/*")))
                .doesNotContain("components")
                .doesNotContain("details");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page/icon.svg", "/metrics", "/api/v1/bursts", "/nothing/here", "/actuator/health"})
    void everyAnswerCarriesTheSecurityHeaders(String path) throws Exception {
        HttpResponse<byte[]> response = get(path, "*/*");
        assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(response.headers().firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(response.headers().firstValue("Content-Security-Policy"))
                .hasValue("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
                        + "connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'self'; "
                        + "form-action 'none'; frame-ancestors 'none'");
        assertThat(response.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(response.headers().firstValue("Cross-Origin-Opener-Policy")).hasValue("same-origin");
        assertThat(response.headers().firstValue("Cross-Origin-Resource-Policy"))
                .hasValue("same-origin");
    }

    @Test
    void whatThereIsNotIsAProblemDetail() throws Exception {
        HttpResponse<byte[]> response = get("/nothing/here", "*/*");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(contentType(response)).startsWith("application/problem+json");
    }

    private HttpResponse<byte[]> get(String path, String accept) throws IOException, InterruptedException {
        String encoded = path.replace("[", "%5B").replace("]", "%5D");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + encoded))
                .header("Accept", accept)
                .build();
        return CLIENT.send(request, BodyHandlers.ofByteArray());
    }

    private static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String contentType(HttpResponse<?> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }
}

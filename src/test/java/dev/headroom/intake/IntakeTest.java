// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The intake over a real port: what is kept, what is refused, and what a refusal leaves behind. */
@SpringBootTest(
        classes = IntakeServer.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "management.endpoint.health.validate-group-membership=false")
@ExtendWith(OutputCaptureExtension.class)
class IntakeTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEPLOYS = "/api/v1/deploys";
    private static final String GITHUB = "/api/v1/webhooks/github";

    @LocalServerPort
    private int port;

    @Autowired
    private IntakeServer.Inbox inbox;

    @Autowired
    private RefusalCounts refusals;

    @Autowired
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    @AfterEach
    void mend() {
        inbox.broken = false;
    }

    private HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return send(path, BodyPublishers.ofString(body), "application/json", headers);
    }

    private HttpResponse<String> send(String path, HttpRequest.BodyPublisher body, String type, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .POST(body);
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void is(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    }

    private static String record(String externalId, String phase) {
        return "{\"source\":\"ci\",\"externalId\":\"" + externalId + "\",\"phase\":\"" + phase
                + "\",\"startedAt\":\"2024-05-28T09:00:00Z\"}";
    }

    private static String signed(String body) {
        return "sha256="
                + HexFormat.of()
                        .formatHex(Signature.hmac(
                                IntakeServer.SIGNING.getBytes(StandardCharsets.US_ASCII),
                                body.getBytes(StandardCharsets.UTF_8)));
    }

    private long refused(String source, Refusal refusal) {
        return refusals.counts().stream()
                .filter(count -> count.source().equals(source) && count.reason().equals(refusal.id()))
                .mapToLong(RefusalCounts.Count::value)
                .sum();
    }

    @Test
    void whatIsNewIs201AndWhatIsKnownIs200() throws Exception {
        String record = record("known-or-new", "started");

        HttpResponse<String> first = post(DEPLOYS, record);
        HttpResponse<String> again = post(DEPLOYS, record);
        HttpResponse<String> mixed = post(DEPLOYS, "[" + record + "," + record("known-or-new", "failed") + "]");

        is(201, first);
        is(200, again);
        is(201, mixed);
        JsonNode receipts = JSON.readTree(mixed.body()).path("receipts");
        assertThat(receipts.path(0).path("duplicate").asBoolean()).isTrue();
        assertThat(receipts.path(1).path("duplicate").asBoolean()).isFalse();
        assertThat(receipts.path(0).path("deploy")).isEqualTo(receipts.path(1).path("deploy"));
        assertThat(receipts.path(1).path("phase").asString()).isEqualTo("failed");
    }

    @Test
    void linesArePostedAsText() throws Exception {
        HttpResponse<String> response = send(DEPLOYS, BodyPublishers.ofString("""
                        2024-05-28T09:00:00Z !log a@b helmfile [eqiad] START helmfile.d/services/web: apply
                        a line about something else
                        2024-05-28T09:00:45Z !log a@b helmfile [eqiad] DONE helmfile.d/services/web: apply
                        """), "text/plain; charset=utf-8");

        is(201, response);
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.path("receipts")).hasSize(2);
        assertThat(answer.path("ignored").asString()).startsWith("1 lines");
    }

    @Test
    void aWebhookThatTellsOfNoDeployIs200WithTheReason() throws Exception {
        HttpResponse<String> response = post(GITHUB, "{\"zen\":\"Design for failure.\"}", "X-GitHub-Event", "ping");

        is(200, response);
        assertThat(JSON.readTree(response.body()).path("ignored").asString()).contains("'ping'");
        assertThat(JSON.readTree(response.body()).path("receipts")).isEmpty();
    }

    // W1

    @Test
    void aWrongSignatureIsRefusedBeforeTheBodyIsParsed(CapturedOutput output) throws Exception {
        long before = refused("github", Refusal.WRONG_SIGNATURE);
        long asked = inbox.asked.get();
        String broken = "{\"this is\": no JSON, canary";

        is(401, post(GITHUB, broken, "X-Hub-Signature-256", signed(broken + " ")));
        is(422, post(GITHUB, broken, "X-Hub-Signature-256", signed(broken)));

        assertThat(refused("github", Refusal.WRONG_SIGNATURE)).isEqualTo(before + 1);
        assertThat(inbox.asked).hasValue(asked);
        assertThat(output).doesNotContain("canary");
    }

    @Test
    void withoutAProofNothingOfTheBodyIsRead() throws Exception {
        // 1 GiB is announced, and nothing of it sent: the answer does not wait for it
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("POST " + DEPLOYS + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 127.0.0.1\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 401")
                    .contains("WWW-Authenticate: Bearer")
                    .contains("urn:headroom:problem:no-credentials");
        }
    }

    @Test
    void aProvenSenderMayWriteFromAnywhere() throws Exception {
        String record = record("proven", "started");

        is(401, post(DEPLOYS, record, "X-Forwarded-For", "127.0.0.1"));
        is(201, post(DEPLOYS, record, "X-Forwarded-For", "10.1.2.3", "Authorization", "Bearer " + IntakeServer.TOKEN));
        is(200, post(DEPLOYS, record, "X-Forwarded-For", "10.1.2.3", "X-Signature", signed(record)));
    }

    @Test
    void everythingThatWritesIsBehindTheGate() {
        List<String> outside = new ArrayList<>();
        requestMappingHandlerMapping.getHandlerMethods().forEach((mapping, method) -> {
            boolean writes = mapping.getMethodsCondition().getMethods().stream()
                    .anyMatch(verb -> !List.of("GET", "HEAD", "OPTIONS").contains(verb.name()));
            boolean gated = mapping.getPatternValues().stream().allMatch(path -> path.startsWith("/api/"));
            if (writes && !gated) {
                outside.add(method + " " + mapping);
            }
        });
        assertThat(outside).isEmpty();
        assertThat(requestMappingHandlerMapping.getHandlerMethods().values())
                .extracting(HandlerMethod::getBeanType)
                .contains(IntakeController.class);
    }

    // W2

    @Test
    void anIdempotencyKeyGivesTheSameAnswerAndIsForOneBody() throws Exception {
        String key = UUID.randomUUID().toString();
        String record = record("keyed", "started");

        HttpResponse<String> first = post(DEPLOYS, record, "Idempotency-Key", key);
        long asked = inbox.asked.get();
        HttpResponse<String> again = post(DEPLOYS, record, "Idempotency-Key", key);
        HttpResponse<String> other = post(DEPLOYS, record("keyed-2", "started"), "Idempotency-Key", key);

        is(201, first);
        is(201, again);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(inbox.asked).hasValue(asked);
        is(422, other);
        assertThat(other.body()).contains("urn:headroom:problem:key-reused");
        is(400, post(DEPLOYS, record, "Idempotency-Key", "k".repeat(257)));
    }

    @Test
    void aDeliverySentAgainIsADuplicateAndNotLookedAt() throws Exception {
        String body = """
                {"deployment_status":{"state":"in_progress","created_at":"2024-05-28T09:00:00Z"},
                 "deployment":{"id":4711,"created_at":"2024-05-28T09:00:00Z"},"repository":{"full_name":"a/b"}}""";
        String delivery = UUID.randomUUID().toString();
        String[] headers = {
            "X-GitHub-Event", "deployment_status", "X-GitHub-Delivery", delivery, "X-Hub-Signature-256", signed(body)
        };

        is(201, post(GITHUB, body, headers));
        long asked = inbox.asked.get();
        HttpResponse<String> again = post(GITHUB, body, headers);

        is(200, again);
        assertThat(JSON.readTree(again.body())
                        .path("receipts")
                        .path(0)
                        .path("duplicate")
                        .asBoolean())
                .isTrue();
        assertThat(inbox.asked).hasValue(asked);
    }

    // W3

    @Test
    void aBodyThatIsTooLargeIs413AnnouncedOrNot() throws Exception {
        byte[] large = new byte[(1 << 20) + 1];

        is(413, send(DEPLOYS, BodyPublishers.ofByteArray(large), "application/json"));
        is(413, send(DEPLOYS, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)), "application/json"));
        assertThat(refused("plain", Refusal.TOO_LARGE)).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aHundredMegabytesAreRefusedUnread() throws Exception {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write(("POST " + GITHUB + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 104857600\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "x-unknown", "gzip, identity"})
    void aCompressedBodyIsRefused(String encoding) throws Exception {
        HttpResponse<String> response = post(DEPLOYS, "{}", "Content-Encoding", encoding);

        is(415, response);
        assertThat(response.headers().firstValue("Accept-Encoding")).contains("identity");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/deploys, application/x-www-form-urlencoded, 415",
        "/api/v1/deploys, text/html, 415",
        "/api/v1/deploys, */*, 415",
        "/api/v1/deploys, nonsense, 415",
        "/api/v1/deploys, '', 415",
        "/api/v1/webhooks/flux, text/plain, 415",
        "/api/v1/webhooks/nobody, application/json, 404",
        "/api/v1/webhooks/cdevents, application/cloudevents+json, 422",
        "/api/v1/webhooks/cdevents, application/cloudevents-batch+json;charset=UTF-8, 422",
    })
    void onlyTheTypesThatAreReadAreTaken(String path, String type, int status) throws Exception {
        is(status, send(path, BodyPublishers.ofString("{\"a\":1}"), type));
    }

    @Test
    void aBombIs422AndQuick() throws Exception {
        is(422, post(DEPLOYS, "[".repeat(100_000)));
        is(422, post(GITHUB, "[" + "1,".repeat(100_000) + "1]", "X-GitHub-Event", "deployment_status"));
        is(422, post(DEPLOYS, "\u0000\u0001"));
        is(422, send(DEPLOYS, BodyPublishers.ofByteArray(new byte[] {(byte) 0xFF, 'a'}), "text/plain"));
    }

    // W4

    @Test
    void whatWasSentDoesNotReachTheLogAsItIs(CapturedOutput output) throws Exception {
        HttpResponse<String> response = post(
                "/api/v1/webhooks/gitlab",
                "{\"object_kind\":\"deployment\",\"status\":\"running\",\"deployment_id\":1,"
                        + "\"project\":{\"path_with_namespace\":\"a/b\"},"
                        + "\"status_changed_at\":\"\\r\\n2024 ERROR forged\\u001b[31m<img src=x>\"}");

        is(422, response);
        assertThat(JSON.readTree(response.body()).path("field").asString()).isEqualTo("status_changed_at");
        assertThat(response.body()).doesNotContain("<img", "\\u001b", "\\r");
        assertThat(output.getAll().lines()).noneMatch(line -> line.startsWith("2024 ERROR"));
        assertThat(output).doesNotContain("\u001b[31m<", "<img");
    }

    @Test
    void aPageOfAnotherSiteIsRefused() throws Exception {
        is(403, post(DEPLOYS, record("csrf", "started"), "Origin", "https://evil.example"));
        is(403, send(DEPLOYS, BodyPublishers.ofString("a@b Started scap x: y"), "text/plain", "Origin", "null"));
    }

    // W5: the flood and slow bodies against the whole service are in IntakeFloodIT

    @Test
    void slowBodiesLeaveRoomForReaders() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 16; i++) {
                Socket socket = new Socket("localhost", port);
                socket.getOutputStream()
                        .write(("POST " + DEPLOYS + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: 1000\r\n\r\n{")
                                .getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            HttpRequest read = HttpRequest.newBuilder(URI.create("http://localhost:" + port + DEPLOYS))
                    .timeout(Duration.ofSeconds(3))
                    .build();
            assertThat(CLIENT.send(read, HttpResponse.BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);
            assertThat(statuses(slow)).containsOnly("408", "503").contains("408", "503");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** What each is told; those that go on not sending until they are. */
    private static List<String> statuses(List<Socket> sockets) throws IOException {
        List<String> statuses = new ArrayList<>();
        for (Socket socket : sockets) {
            socket.setSoTimeout(20_000);
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            statuses.add(answer.length() < 12 ? answer : answer.substring(9, 12));
        }
        return statuses;
    }

    // W6

    @Test
    void whatIsNotKeptIs503AndIsTakenWhenItIsSentAgain() throws Exception {
        String key = UUID.randomUUID().toString();
        String record = record("unkept", "started");
        inbox.broken = true;

        HttpResponse<String> refused = post(DEPLOYS, record, "Idempotency-Key", key);
        is(503, refused);
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
        assertThat(refused.body()).contains("urn:headroom:problem:not-kept").doesNotContain("No space left");

        inbox.broken = false;
        is(201, post(DEPLOYS, record, "Idempotency-Key", key));
    }
}

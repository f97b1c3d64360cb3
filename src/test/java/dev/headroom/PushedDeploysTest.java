// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.catalina.valves.RemoteIpValve;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service takes deploys in, as it runs in a cluster, with secrets that must not be seen anywhere again. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "headroom.host.enabled=false",
            "headroom.history.directory=target/test-history/${random.uuid}",
            "headroom.deploys.tokens=canary-token-of-the-configuration",
            "headroom.deploys.webhook-secrets.github=canary-secret-of-the-configuration,canary-secret-that-replaces-it",
            "headroom.deploys.trust-loopback=false",
            "spring.main.cloud-platform=kubernetes",
            "logging.level.dev.headroom=debug",
        })
@ExtendWith(OutputCaptureExtension.class)
@TestMethodOrder(MethodOrderer.MethodName.class)
class PushedDeploysTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String RECORD =
            "{\"source\":\"ci\",\"externalId\":\"1\",\"phase\":\"started\",\"startedAt\":\"2024-05-28T09:00:00Z\",\"app\":\"web\"}";

    @TempDir
    private static Path directory;

    @LocalServerPort
    private int port;

    @Autowired
    private ServletWebServerApplicationContext context;

    @DynamicPropertySource
    static void files(DynamicPropertyRegistry registry) throws IOException {
        Files.writeString(directory.resolve("tokens"), "# of the operators\ncanary-token-of-the-file\n\n");
        Files.createDirectories(directory.resolve("secrets"));
        Files.writeString(directory.resolve("secrets").resolve("gitlab"), "canary-secret-of-the-directory\n");
        registry.add(
                "headroom.deploys.tokens-file",
                () -> directory.resolve("tokens").toString());
        registry.add(
                "headroom.deploys.webhook-secrets-directory",
                () -> directory.resolve("secrets").toString());
    }

    private HttpResponse<String> send(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
        if (headers.length > 0) {
            request.header("Content-Type", "application/json").headers(headers).POST(BodyPublishers.ofString(RECORD));
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int posted(String... headers) throws IOException, InterruptedException {
        return send("/api/v1/deploys", headers).statusCode();
    }

    @Test
    void aSenderWithAnyOfTheTokensIsTakenIn() throws Exception {
        assertThat(posted("Authorization", "Bearer canary-token-of-the-configuration"))
                .isEqualTo(201);
        assertThat(posted("Authorization", "Bearer canary-token-of-the-file")).isEqualTo(200);
        assertThat(posted("Authorization", "Bearer canary-token-of-nobody")).isEqualTo(401);
        assertThat(posted("Accept", "*/*")).isEqualTo(401);
        assertThat(send("/api/v1/webhooks/gitlab", "X-Gitlab-Token", "canary-secret-of-the-directory")
                        .statusCode())
                .isEqualTo(422);
        assertThat(send("/api/v1/deploys").body()).contains("\"app\":\"web\"");
        assertThat(send("/metrics").body())
                .contains("headroom_deploys_total{phase=\"started\",source=\"ci\"} 1.0")
                .contains("headroom_webhook_rejected_total{reason=\"wrong-token\",source=\"plain\"} 1.0")
                .contains("headroom_webhook_rejected_total{reason=\"no-credentials\",source=\"plain\"} 1.0")
                .contains("headroom_webhook_rejected_total{reason=\"invalid-field\",source=\"gitlab\"} 1.0");
    }

    @Test
    void bNoSecretIsSeenAnywhere(CapturedOutput output) throws Exception {
        for (String header : List.of("Authorization", "X-Gitlab-Token", "X-Signature", "X-Hub-Signature-256")) {
            HttpResponse<String> refused = send("/api/v1/webhooks/github", header, "Bearer canary-sent");
            assertThat(refused.body() + refused.headers()).doesNotContain("canary");
        }
        for (String path : List.of(
                "/",
                "/metrics",
                "/v3/api-docs",
                "/actuator/info",
                "/actuator/health",
                "/api/v1/deploys",
                "/api/v1/targets")) {
            assertThat(send(path).body()).doesNotContain("canary");
        }
        assertThat(context.getBean(HeadroomProperties.class).toString())
                .contains("***")
                .doesNotContain("canary");
        assertThat(output.getAll()).doesNotContain("canary");
    }

    @Test
    void cATokenThatIsTakenOutOfTheFileIsWorthNothing() throws Exception {
        Files.writeString(directory.resolve("tokens"), "canary-token-of-the-file-that-comes-next\n");

        assertThat(posted("Authorization", "Bearer canary-token-of-the-file")).isEqualTo(401);
        assertThat(posted("Authorization", "Bearer canary-token-of-the-file-that-comes-next"))
                .isEqualTo(200);
    }

    @Test
    void dInAClusterNoHeaderReplacesTheAddressOfTheSender() {
        TomcatWebServer server = (TomcatWebServer) Objects.requireNonNull(context.getWebServer());

        assertThat(server.getTomcat().getEngine().getPipeline().getValves()).noneMatch(RemoteIpValve.class::isInstance);
    }
}

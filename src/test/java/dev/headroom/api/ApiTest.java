// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.Verdict;
import dev.headroom.deploys.DeployBook;
import dev.headroom.deploys.DeployInbox;
import dev.headroom.deploys.DeployNotKeptException;
import dev.headroom.deploys.DeployReport;
import dev.headroom.detection.Burst;
import dev.headroom.detection.CoarseView;
import dev.headroom.detection.Dashboard;
import dev.headroom.detection.DetectionSettings;
import dev.headroom.detection.SignalStatus;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.History;
import dev.headroom.history.HistoryStatus;
import dev.headroom.history.HistoryUnavailableException;
import dev.headroom.history.HistoryUnreadableException;
import dev.headroom.history.KnownDeploys;
import dev.headroom.history.SqlHistory;
import dev.headroom.history.TemporaryHistory;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.history.flight.FlightSettings;
import dev.headroom.intake.IntakeSettings;
import dev.headroom.intake.Secret;
import dev.headroom.intake.Secrets;
import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The API on a real port over a history and a host that each test fills: the same server for all of them. */
@SpringBootTest(
        classes = ApiTest.Application.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties =
                "management.endpoint.health.validate-group-membership=false") // the service's own health is not here
abstract class ApiTest {
    static final Instant START = Instant.parse("2024-05-28T09:00:00Z");
    static final SignalKey CPU = new SignalKey("node-1", SignalKind.CPU, "");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final OpenApiDocument DESCRIPTION = new OpenApiDocument();

    /** No configuration by annotation: the scan of the whole service, in other tests, must not find it. */
    @EnableAutoConfiguration
    @ComponentScan(basePackageClasses = {ApiConfiguration.class, IntakeSettings.class})
    static class Application {
        @Bean
        AtomicReference<History> currentHistory() {
            return new AtomicReference<>();
        }

        @Bean
        IntakeSettings intakeSettings() {
            return new IntakeSettings(new NoSecrets(), true, InstantSource.system(), System::nanoTime);
        }

        @Bean
        DeployInbox inbox(History history) {
            return new HistoryInbox(history);
        }

        @Bean
        ServiceDescription service() {
            return new ServiceDescription(
                    "1.2.3", START, Duration.ofMillis(100), DetectionSettings.defaults(), null, true, "kube-1");
        }

        @Bean
        Supplier<HistoryStatus> historyStatus() {
            return () -> new HistoryStatus(true, 2, 3, 0.5, 0, 0, 4_096, false);
        }

        @Bean
        Supplier<ProcessCost> cost() {
            return () -> new ProcessCost(1.5, null);
        }

        @Bean
        FakeLiveView live() {
            return new FakeLiveView();
        }

        @Bean
        FlightRecorder recorder() throws IOException {
            Path directory = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "flight");
            return new FlightRecorder(new FlightSettings(directory, 1 << 24, Duration.ofMillis(10)), () -> 0);
        }

        @Bean
        DetectionSettings detectionSettings() {
            return DetectionSettings.defaults();
        }

        @Bean
        InstantSource clock() {
            return InstantSource.system();
        }

        @Bean
        History history(AtomicReference<History> current) {
            return (History) java.lang.reflect.Proxy.newProxyInstance(
                    History.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, arguments) -> {
                        try {
                            return method.invoke(current.get(), arguments);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        }
                    });
        }
    }

    private static final class NoSecrets implements Secrets {
        @Override
        public List<Secret> tokens() {
            return List.of();
        }

        @Override
        public List<Secret> signing(String channel) {
            return List.of();
        }
    }

    /** Keeps what it is told, knowing nothing from before. */
    private record HistoryInbox(History history) implements DeployInbox {
        @Override
        public Receipt accept(DeployReport report) throws DeployNotKeptException {
            DeployBook.Change change = new DeployBook().consider(report);
            try {
                history.save(report, change.changed());
            } catch (HistoryUnavailableException e) {
                throw new DeployNotKeptException("not kept", e);
            }
            return new Receipt(change.deploy(), false);
        }
    }

    @LocalServerPort
    int port;

    @Autowired
    AtomicReference<History> currentHistory;

    @Autowired
    FakeLiveView live;

    @Autowired
    FlightRecorder recorder;

    @Autowired
    ObjectMapper json;

    @TempDir
    Path directory;

    private SqlHistory kept;

    @BeforeEach
    void empty() throws HistoryUnavailableException {
        kept = TemporaryHistory.in(directory);
        kept.save(KnownDeploys.report("web"), List.of(KnownDeploys.deploy("D1", "web")));
        currentHistory.set(kept);
        live.clear();
    }

    @AfterEach
    void closeHistory() {
        kept.close();
    }

    History history() {
        return currentHistory.get();
    }

    /** A history whose database is away. */
    static History unreadable() {
        return (History) java.lang.reflect.Proxy.newProxyInstance(
                History.class.getClassLoader(), new Class<?>[] {History.class}, (proxy, method, arguments) -> {
                    throw new HistoryUnreadableException("the database is away", new IOException("refused"));
                });
    }

    /** Asks with the headers given as name, value, name, value. Every answer is held against the description of the API. */
    HttpResponse<String> send(String method, String path, String... headers) {
        return send(method, path, HttpRequest.BodyPublishers.noBody(), headers);
    }

    HttpResponse<String> post(String path, String json, String... headers) {
        return sendJson("POST", path, json, headers);
    }

    HttpResponse<String> put(String path, String json, String... headers) {
        return sendJson("PUT", path, json, headers);
    }

    private HttpResponse<String> sendJson(String method, String path, String json, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = "application/json";
        return send(method, path, HttpRequest.BodyPublishers.ofString(json), all);
    }

    private HttpResponse<String> send(String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            DESCRIPTION.check(method, response.uri().getPath(), response);
            return response;
        } catch (IOException failure) {
            throw new AssertionError(method + " " + path + " failed", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(method + " " + path + " was interrupted", interrupted);
        }
    }

    /** The JSON of a successful answer. */
    JsonNode get(String path) {
        HttpResponse<String> response = send("GET", path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return json.readTree(response.body());
    }

    /** The problem detail of a refused request. */
    JsonNode problem(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).doesNotContain("Exception", "at dev.headroom", "<html");
        JsonNode problem = json.readTree(response.body());
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("type").asString()).matches("about:blank|urn:headroom:problem:.+");
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).isNotBlank();
        return problem;
    }

    static BurstRecord burst(String id, int second) {
        return BurstRecord.of(detected(id, CPU, second, false), Verdict.unexplained("No deploy ran."));
    }

    static Burst detected(String id, SignalKey key, int second, boolean open) {
        long startNanos = nanos(START.plusSeconds(second));
        List<CoarseView> coarse =
                open ? List.of() : List.of(new CoarseView(Dashboard.DEFAULTS.getFirst(), 0.45, 0.4, 0.35, true));
        return new Burst(
                id,
                key,
                startNanos,
                startNanos + 1_500_000_000L,
                open,
                false,
                1.02,
                0.99,
                1.4,
                0.2,
                15,
                false,
                0,
                coarse,
                !open);
    }

    static SignalStatus status(SignalKey key, @Nullable Limit limit, @Nullable Burst open) {
        return new SignalStatus(
                key,
                limit,
                120.5,
                1.5,
                1.02,
                0.3,
                List.of(),
                0,
                1,
                1.5,
                List.of(),
                Map.of(),
                List.of(1L, 0L, 0L),
                open,
                null);
    }

    static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.realparts.AlertmanagerServer;
import dev.headroom.realparts.ControlPlane;
import dev.headroom.realparts.PastedScript;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of alerts/README.md, which mutes other people's alerts while a rollout runs, as it stands there: by a real shell, kubectl and amtool, on a
 * real API server and Alertmanager. Only its times are shorter, all in one ratio.
 */
@Timeout(120)
class SilenceDuringRolloutIT {
    private static final Pattern EXAMPLE = Pattern.compile("```sh\\n(end=\\$.*?)```", Pattern.DOTALL);
    private static final Duration SILENCE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private ControlPlane controlPlane;
    private AlertmanagerServer alertmanager;

    @BeforeEach
    void aRolloutThatIsStuckAndThreeAlerts() throws Exception {
        controlPlane = ControlPlane.start(folder);
        parts.push(controlPlane);
        alertmanager = AlertmanagerServer.start(
                Files.createDirectory(folder.resolve("alertmanager")),
                "{route: {receiver: nobody}, receivers: [{name: nobody}]}");
        parts.push(alertmanager);
        controlPlane.kubectl("create", "namespace", "shop");
        controlPlane.kubectl("-n", "shop", "create", "deployment", "web", "--image=example.org/web:1");
        String ends = Instant.now().plus(Duration.ofHours(1)).toString();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(alertmanager.address().resolve("/api/v2/alerts"))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("""
                                    [{"labels": {"alertname": "ShopIsSlow", "namespace": "shop"}, "endsAt": "%1$s"},
                                     {"labels": {"alertname": "HeadroomDeployBurst", "namespace": "shop"}, "endsAt": "%1$s"},
                                     {"labels": {"alertname": "CartIsSlow", "namespace": "cart"}, "endsAt": "%1$s"}]
                                    """.formatted(ends)))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @AfterEach
    void stop() throws Exception {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }

    @Test
    void othersAlertsAreMutedForAsLongAsTheRolloutRunsAndHeadroomsNever() throws Exception {
        Process example = run(60);
        await().atMost(PATIENCE).until(() -> muted().equals(List.of("ShopIsSlow")));
        await().during(SILENCE.plusSeconds(5))
                .atMost(SILENCE.multipliedBy(3))
                .until(() -> muted().equals(List.of("ShopIsSlow")));

        controlPlane.kubectl(
                "-n", "shop", "patch", "deployment", "web", "--subresource=status", "--type=merge", "-p", """
                {"status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1}}
                """);
        assertThat(example.waitFor(PATIENCE)).as("it ends with the rollout").isTrue();
        await().atMost(SILENCE.plusSeconds(2)).until(() -> muted().isEmpty());
    }

    @Test
    void theSilenceEndsWithWhoeverHeldItAndNeverLastsLongerThanItsEnd() throws Exception {
        Process killed = run(60);
        await().atMost(PATIENCE).until(() -> muted().equals(List.of("ShopIsSlow")));
        killed.descendants().forEach(ProcessHandle::destroyForcibly);
        killed.destroyForcibly();
        await().atMost(SILENCE.plusSeconds(2)).until(() -> muted().isEmpty());

        Process stuck = run(4);
        await().atMost(PATIENCE).until(() -> muted().equals(List.of("ShopIsSlow")));
        assertThat(stuck.waitFor(PATIENCE))
                .as("it gives up a rollout that is stuck")
                .isTrue();
        await().atMost(SILENCE.plusSeconds(2)).until(() -> muted().isEmpty());
    }

    /**
     * Runs the example with a silence of {@link #SILENCE} that is made anew after half of it.
     *
     * @param atMostSeconds what it takes for half an hour
     */
    private Process run(int atMostSeconds) throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("alerts/README.md")));
        assertThat(example.find()).isTrue();
        String script = replaced(
                example.group(1),
                "http://alertmanager:9093",
                alertmanager.address().toString(),
                "+ 1800",
                "+ " + atMostSeconds,
                "--duration=2m",
                "--duration=" + SILENCE.toSeconds() + "s",
                "sleep 60",
                "sleep " + SILENCE.toSeconds() / 2);
        ProcessBuilder shell = PastedScript.in(folder, script, "kubectl", "amtool")
                .redirectOutput(folder.resolve("example.log").toFile());
        shell.environment().put("KUBECONFIG", controlPlane.kubeconfig().toString());
        return shell.start();
    }

    private static String replaced(String script, String... wordsAndTheirs) {
        String changed = script;
        for (int i = 0; i < wordsAndTheirs.length; i += 2) {
            assertThat(changed).contains(wordsAndTheirs[i]);
            changed = changed.replace(wordsAndTheirs[i], wordsAndTheirs[i + 1]);
        }
        return changed;
    }

    /** The alerts that notify nobody at this moment. */
    private List<String> muted() throws IOException, InterruptedException {
        return alertmanager.alerts().stream()
                .filter(alert -> alert.path("status").path("state").asString("").equals("suppressed"))
                .map(alert -> alert.path("labels").path("alertname").asString(""))
                .toList();
    }
}

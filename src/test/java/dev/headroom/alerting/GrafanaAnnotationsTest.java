// SPDX-License-Identifier: Apache-2.0
package dev.headroom.alerting;

import static dev.headroom.alerting.Given.CPU;
import static dev.headroom.alerting.Given.SETTINGS;
import static dev.headroom.alerting.Given.at;
import static dev.headroom.alerting.Given.deploy;
import static dev.headroom.alerting.Given.ended;
import static dev.headroom.alerting.Given.judged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.alerting.FakeServer.Fault;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.exposition.Scraper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/** Annotations, on a clock moved by hand, against a server that keeps to the documented contract of Grafana's. */
@Timeout(60)
class GrafanaAnnotationsTest {
    @TempDir
    private Path directory;

    private final AtomicLong nanos = new AtomicLong();
    private final KnownDeploys deploys = new KnownDeploys();
    private final AnnotationText words = new AnnotationText(SETTINGS, deploys, burst -> "cpu of <api-1> was full");
    private final FakeGrafana server;
    private final Scraper scraper = new Scraper(() -> System.nanoTime() + nanos.get(), () -> at(nanos.get() / 1e9));
    private final GrafanaAnnotations grafana;

    GrafanaAnnotationsTest() throws Exception {
        server = new FakeGrafana();
        grafana = grafana(null);
    }

    private GrafanaAnnotations grafana(@Nullable Path token) {
        Destination destination = Destination.of(server.address() + "/", null, token);
        return new GrafanaAnnotations(SETTINGS, scraper.client(destination.endpoint()), destination, nanos::get);
    }

    @AfterEach
    void close() throws Exception {
        scraper.close();
        server.close();
    }

    /** A turn after the longest wait. */
    private void turn() throws InterruptedException {
        nanos.addAndGet(60_000_000_000L);
        grafana.take();
    }

    private ObjectNode only() {
        assertThat(server.annotations()).hasSize(1);
        return server.annotations().getFirst();
    }

    @Test
    void aVerdictIsOneAnnotationThatChangesWithIt() throws Exception {
        deploys.put(deploy("D", Phase.STARTED, null));
        grafana.put(words.of(judged(ended(CPU, "A", 1.5, 4.75), Decision.PENDING, null)));
        turn();
        assertThat(only().path("time").asLong()).isEqualTo(at(1.5).toEpochMilli());
        assertThat(only().path("timeEnd").asLong()).isEqualTo(at(4.75).toEpochMilli());
        assertThat(FakeGrafana.tags(only()))
                .containsExactlyInAnyOrder(
                        "headroom", "burst", "headroom-id:A", "target:api-1", "signal:cpu", "verdict:pending");
        assertThat(only().path("text").asString()).contains("No deploy explains it so far.");

        grafana.put(words.of(judged(ended(CPU, "A", 1.5, 4.75), Decision.CAUSED, "D")));
        turn();
        assertThat(FakeGrafana.tags(only())).contains("verdict:caused", "deploy:D", "app:mediawiki");
        assertThat(only().path("text").asString())
                .isEqualTo("cpu of &lt;api-1&gt; was full. Caused by"
                        + " <a href=\"http://headroom.example.net:19847/deploys/D\">web r42 of mediawiki (helm)</a>"
                        + " (probability 0.84)."
                        + " <a href=\"http://headroom.example.net:19847/bursts/A\">Samples and evidence</a>");
        assertThat(server.requests()).extracting(FakeServer.Request::method).containsExactly("GET", "POST", "PATCH");
        assertThat(grafana.status().sent()).isEqualTo(2);
    }

    @Test
    void aDeployIsARegionOnceItHasEnded() throws Exception {
        grafana.put(words.of(deploy("D", Phase.STARTED, null)));
        turn();
        assertThat(only().path("timeEnd")).isEqualTo(only().path("time"));
        grafana.put(words.of(deploy("D", Phase.SUCCEEDED, 90.0)));
        turn();
        assertThat(only().path("time").asLong()).isEqualTo(at(0).toEpochMilli());
        assertThat(only().path("timeEnd").asLong()).isEqualTo(at(90).toEpochMilli());
        assertThat(FakeGrafana.tags(only())).contains("deploy", "app:mediawiki", "phase:succeeded");
        assertThat(only().path("text").asString()).contains("web r42 of mediawiki (helm)</a> by ada: succeeded.");
    }

    @Test
    void anAnswerThatGotLostMakesNoSecondAnnotation() throws Exception {
        server.fail(Fault.Kind.NONE, Fault.Kind.HANGS_AFTERWARDS);
        grafana.put(words.of(judged(ended(CPU, "A", 0, 1), Decision.UNEXPLAINED, null)));
        turn();
        assertThat(grafana.status().failures()).containsEntry("timeout", 1L);
        assertThat(grafana.status().pending()).isOne();
        turn();
        assertThat(only()).isNotNull();
        assertThat(grafana.status().pending()).isZero();
    }

    @Test
    void anotherProcessFindsWhatTheFirstHasMadeAndChangesOnlyWhatIsDifferent() throws Exception {
        Annotation before = words.of(judged(ended(CPU, "A", 0, 1), Decision.PENDING, null));
        grafana.put(before);
        turn();
        GrafanaAnnotations restarted = grafana(null);
        restarted.put(before);
        restarted.take();
        assertThat(server.last().method()).as("it is as it should be").isEqualTo("GET");
        GrafanaAnnotations again = grafana(null);
        again.put(words.of(judged(ended(CPU, "A", 0, 1), Decision.UNEXPLAINED, null)));
        again.take();
        assertThat(FakeGrafana.tags(only())).contains("verdict:unexplained");
    }

    @Test
    void faultsAreWaitedOutAndNothingIsLost() throws Exception {
        server.fail(
                Fault.status(500),
                Fault.status(409),
                Fault.Kind.HANGS,
                Fault.Kind.DRIPS,
                Fault.status(403),
                Fault.status(429));
        for (int i = 0; i < 25; i++) {
            grafana.put(words.of(judged(ended(CPU, "B" + i, i, i + 0.5), Decision.UNEXPLAINED, null)));
        }
        for (int i = 0; i < 12; i++) {
            turn();
        }
        assertThat(server.annotations()).hasSize(25);
        assertThat(grafana.status().pending()).isZero();
        assertThat(grafana.status().dropped()).isZero();
        assertThat(grafana.status().failures())
                .containsEntry("timeout", 2L)
                .containsEntry("server_error", 1L)
                .containsEntry("denied", 1L)
                .containsEntry("throttled", 1L)
                .containsEntry("status", 1L);
    }

    @Test
    void whatIsRefusedIsGivenUpAndHoldsUpNothingElse() throws Exception {
        server.fail(Fault.Kind.NONE, Fault.status(400));
        grafana.put(words.of(judged(ended(CPU, "A", 0, 1), Decision.UNEXPLAINED, null)));
        grafana.put(words.of(judged(ended(CPU, "B", 2, 3), Decision.UNEXPLAINED, null)));
        turn();
        turn();
        assertThat(FakeGrafana.tags(only())).contains("headroom-id:B");
        assertThat(grafana.status().dropped()).isOne();
    }

    @Test
    void whatAPersonDeletedStaysDeleted() throws Exception {
        grafana.put(words.of(judged(ended(CPU, "A", 0, 1), Decision.PENDING, null)));
        turn();
        server.clear();
        grafana.put(words.of(judged(ended(CPU, "A", 0, 1), Decision.UNEXPLAINED, null)));
        turn();
        assertThat(server.annotations()).isEmpty();
        assertThat(grafana.status().pending()).isZero();
    }

    @Test
    void theQueueIsBoundedTheOldestLeaveAndAreCounted() throws Exception {
        for (int i = 0; i < GrafanaAnnotations.MOST_WAITING + 5; i++) {
            grafana.put(words.of(judged(ended(CPU, "B" + i, i, i + 0.5), Decision.UNEXPLAINED, null)));
        }
        assertThat(grafana.status().pending()).isEqualTo(GrafanaAnnotations.MOST_WAITING);
        assertThat(grafana.status().dropped()).isEqualTo(5);
        turn();
        assertThat(server.annotations()).as("a turn is no flood").hasSize(GrafanaAnnotations.MOST_IN_A_TURN);
        assertThat(FakeGrafana.tags(server.annotations().getFirst())).contains("headroom-id:B5");
    }

    @Test
    void whatIsRestoredIsNoNewerThanWhatIsKnown() throws Exception {
        grafana.put(words.of(judged(ended(CPU, "A", 0, 1), Decision.CAUSED, "D")));
        grafana.putOlder(words.of(judged(ended(CPU, "A", 0, 1), Decision.PENDING, null)));
        turn();
        grafana.putOlder(words.of(judged(ended(CPU, "A", 0, 1), Decision.PENDING, null)));
        turn();
        assertThat(FakeGrafana.tags(only())).contains("verdict:caused");
    }

    @Test
    void theTokenIsReadAgainWhenItChanges() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "first-token\n");
        server.token("first-token");
        GrafanaAnnotations withToken = grafana(file);
        withToken.put(words.of(judged(ended(CPU, "A", 0, 1), Decision.UNEXPLAINED, null)));
        withToken.take();
        assertThat(server.annotations()).hasSize(1);

        server.token("second-token");
        withToken.put(words.of(judged(ended(CPU, "B", 2, 3), Decision.UNEXPLAINED, null)));
        nanos.addAndGet(60_000_000_000L);
        withToken.take();
        assertThat(withToken.status().failures()).containsEntry("denied", 1L);
        Files.writeString(file, "second-token\n");
        nanos.addAndGet(60_000_000_000L);
        withToken.take();
        assertThat(server.annotations()).hasSize(2);
        assertThat(withToken.status().pending()).isZero();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.Verdict;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.deploys.Deploy;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.HistoryUnavailableException;
import dev.headroom.history.KnownDeploys;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What to do about a burst. */
class StepsTest extends ApiTest {
    @Test
    void aBurstOfADeployHasTheStepsForDeploysAboutItself() throws Exception {
        keep("web's", "shop", "Deployment");
        save("S1", new SignalKey("node 1", SignalKind.CPU, ""), Decision.CAUSED);

        JsonNode steps = get("/api/v1/bursts/S1/steps");

        assertThat(steps.path("runbook").asString()).isEqualTo("headroomdeployburst");
        assertThat(steps.path("title").asString()).isEqualTo("HeadroomDeployBurst");
        assertThat(steps.path("url").asString()).isEqualTo("runbooks/headroomdeployburst.md");
        assertThat(send("GET", "/api/v1/bursts/S1/steps").body()).doesNotContain("kubemaster1001", "mediawiki");
        assertThat(steps.path("steps")).hasSize(3);
        assertThat(steps.path("steps").path(0).path("text").asString()).startsWith("List the candidates");
        assertThat(steps.path("steps").path(0).path("command").asString())
                .startsWith("HEADROOM=http://localhost:" + port + "\nTARGET=node%201\ncurl ");
        assertThat(steps.path("steps").path(1).path("command").asString()).contains("APP=web%27s\n");
    }

    @ParameterizedTest
    @CsvSource({
        "CPU, headroomcpusaturated",
        "PROCESS_CPU, headroomcpusaturated",
        "NETWORK_RECEIVE, headroomlinksaturated",
        "NETWORK_TRANSMIT, headroomlinksaturated",
        "TCP_RETRANSMIT, headroomretransmits",
        "PROBE_LATENCY, headroomprobelatencyrising",
        "APISERVER_INFLIGHT, headroomrequeststorm",
        "APISERVER_SEATS, headroomrequeststorm",
    })
    void aBurstThatNoDeployExplainsHasTheStepsForItsSignal(SignalKind kind, String runbook) {
        save("S2", new SignalKey("node-1", kind, "d0"), Decision.UNEXPLAINED);

        JsonNode steps = get("/api/v1/bursts/S2/steps");

        assertThat(steps.path("runbook").asString()).isEqualTo(runbook);
        assertThat(steps.path("steps")).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource(SignalKind.class)
    void everySignalHasSteps(SignalKind kind) {
        save("S3", new SignalKey("node-1", kind, ""), Decision.PENDING);

        assertThat(get("/api/v1/bursts/S3/steps").path("steps")).hasSize(3);
    }

    @Test
    void theDeviceOfALinkIsFilledIn() {
        save("S4", new SignalKey("node-1", SignalKind.NETWORK_TRANSMIT, "eth9"), Decision.UNEXPLAINED);

        assertThat(get("/api/v1/bursts/S4/steps")
                        .path("steps")
                        .path(0)
                        .path("command")
                        .asString())
                .startsWith("DEVICE=eth9\ncat \"/sys/class/net/$DEVICE/speed\"");
    }

    @Test
    void anUnknownBurstIsNotFound() {
        assertThat(problem(404, send("GET", "/api/v1/bursts/NONE/steps"))
                        .path("type")
                        .asString())
                .endsWith("unknown-burst");
    }

    private void save(String id, SignalKey key, Decision decision) {
        @Nullable String deploy = decision == Decision.CAUSED ? "S-D1" : null;
        Verdict verdict = new Verdict(deploy, List.of(), 0.9, decision, List.of(), List.of());
        history().save(BurstRecord.of(detected(id, key, 1, false), verdict));
    }

    private void keep(String app, String namespace, String kind) throws HistoryUnavailableException {
        history()
                .save(
                        KnownDeploys.report("S-D1"),
                        List.of(new Deploy(
                                "S-D1",
                                "scap",
                                "S-D1",
                                null,
                                namespace,
                                kind,
                                "web",
                                app,
                                null,
                                null,
                                Deploy.Phase.SUCCEEDED,
                                START,
                                START.plusSeconds(5),
                                null,
                                null,
                                0)));
    }
}

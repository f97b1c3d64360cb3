// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.Verdict;
import dev.headroom.deploys.Deploy;
import dev.headroom.deploys.Deploy.Phase;
import dev.headroom.deploys.DeployReport;
import dev.headroom.detection.Burst;
import dev.headroom.history.BurstRecord;
import dev.headroom.history.HistoryUnavailableException;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EffectsTest extends ApiTest {
    @Test
    void aFortnightOfDeploysThatEachSaturateTheCpuShowsThatTheyCauseBursts() throws Exception {
        Instant now = Instant.now();
        for (int day = 1; day <= 14; day++) {
            Instant start = now.minus(Duration.ofDays(day)).plus(Duration.ofMinutes(day * 7L));
            keep("run-" + day, start);
            history().save(BurstRecord.of(burst("B" + day, start.plusSeconds(20)), Verdict.unexplained("")));
        }
        Effects effects = new Effects(history(), () -> now);
        EffectList first = effects.current();
        assertThat(first.deploys()).isEqualTo(14);
        assertThat(first.effects().getFirst()).satisfies(all -> {
            assertThat(all.app()).isNull();
            assertThat(all.burstShare()).isEqualTo(1);
            assertThat(all.causal()).isTrue();
        });
        assertThat(effects.current()).as("within the hour").isSameAs(first);
    }

    @Test
    void withLittleToGoByTheAnswerIsEmptyAndNotAGuess() {
        JsonNode answer = get("/api/v1/effects");
        assertThat(answer.get("effects").isEmpty()).isTrue();
        assertThat(answer.get("from").asString()).isNotBlank();
    }

    @Test
    void aHistoryThatCannotBeReadIsSaidSoAndWorthAnotherTry() {
        currentHistory.set(unreadable());
        for (String path : List.of("/api/v1/bursts", "/api/v1/deploys", "/api/v1/deploys/D1", "/api/v1/bursts/B1")) {
            HttpResponse<String> answer = send("GET", path);
            assertThat(problem(503, answer).path("detail").asString()).contains("the database is away");
            assertThat(answer.headers().firstValue("Retry-After")).contains("10");
        }
    }

    private void keep(String id, Instant start) throws HistoryUnavailableException {
        Instant end = start.plusSeconds(60);
        history()
                .save(
                        new DeployReport(
                                "scap",
                                id,
                                null,
                                null,
                                null,
                                null,
                                "web",
                                null,
                                null,
                                Phase.SUCCEEDED,
                                start,
                                end,
                                null,
                                null,
                                null),
                        List.of(new Deploy(
                                id,
                                "scap",
                                id,
                                null,
                                null,
                                null,
                                null,
                                "web",
                                null,
                                null,
                                Phase.SUCCEEDED,
                                start,
                                end,
                                null,
                                null,
                                0)));
    }

    private static Burst burst(String id, Instant onset) {
        long start = onset.getEpochSecond() * 1_000_000_000L + onset.getNano();
        return new Burst(
                id,
                new SignalKey("node-1", SignalKind.CPU, ""),
                start,
                start + 2_000_000_000L,
                false,
                false,
                1,
                0.97,
                2,
                0.2,
                20,
                false,
                0,
                List.of(),
                true);
    }
}

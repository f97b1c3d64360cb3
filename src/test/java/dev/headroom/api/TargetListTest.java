// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sampling.Limit;
import dev.headroom.sampling.SamplerStatus;
import dev.headroom.sampling.SamplerStatus.SourceStatus;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import dev.headroom.sampling.SourceException.Reason;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class TargetListTest extends ApiTest {
    @Test
    void whatIsNotWatchedIsAnEmptyList() {
        assertThat(get("/api/v1/targets").toString()).isEqualTo("{\"targets\":[]}");
    }

    @Test
    void aTargetHasItsSamplerItsSourcesAndItsSignals() {
        live.samplers.add(sampler("node-1", new SourceStatus("stat", null, null, 1200, 0.05, 0)));
        live.signals.add(status(CPU, new Limit.Known(2), detected("OPEN", CPU, 1, true)));

        assertThat(get("/api/v1/targets").toString())
                .isEqualTo(
                        "{\"targets\":[{\"target\":\"node-1\",\"health\":\"ok\",\"sampler\":{\"intervalSeconds\":0.1,"
                                + "\"ticks\":1200,\"missedTicks\":3,\"lateSeconds\":0.25,\"gapSeconds\":6.0,\"clockSteps\":1},"
                                + "\"sources\":[{\"source\":\"stat\",\"up\":true,\"reason\":null,\"message\":null,\"reads\":1200,"
                                + "\"failures\":0,\"readSeconds\":0.05}],\"signals\":[{\"signal\":\"cpu\",\"device\":\"\","
                                + "\"unit\":\"cores\",\"limit\":2.0,\"limitUnknown\":null,\"observedSeconds\":120.5,"
                                + "\"saturatedSeconds\":1.5,\"peak\":1.02,\"recentPeak\":0.3,\"bursts\":1,\"openBurst\":\"OPEN\"}],\"servers\":[]}]}");
    }

    @Test
    void aLimitThatIsNotKnownIsNullWithItsReason() {
        SignalKey veth = new SignalKey("node-1", SignalKind.NETWORK_TRANSMIT, "veth0");
        live.signals.add(status(veth, new Limit.Unknown("a veth has no speed of its own"), null));
        live.signals.add(status(CPU, null, null));

        JsonNode signals = get("/api/v1/targets").path("targets").path(0).path("signals");

        assertThat(signals.path(0).path("limit").isNull()).isTrue();
        assertThat(signals.path(0).path("limitUnknown").asString()).isEqualTo("a veth has no speed of its own");
        assertThat(signals.path(1).path("limitUnknown").asString()).isEqualTo("not read yet");
    }

    @ParameterizedTest
    @CsvSource({
        "up,up,ok",
        "up,ABSENT,ok",
        "up,DENIED,degraded",
        "up,STUCK,degraded",
        "FAILED,PARSE,down",
        "FAILED,ABSENT,down",
        "ABSENT,ABSENT,down"
    })
    void healthIsThatOfTheSourcesTheTargetHas(String first, String second, String health) {
        live.samplers.add(sampler("node-1", source("stat", first), source("netdev", second)));

        JsonNode target = get("/api/v1/targets").path("targets").path(0);

        assertThat(target.path("health").asString()).isEqualTo(health);
        assertThat(target.path("sources").path(1).path("up").asBoolean()).isEqualTo(second.equals("up"));
    }

    @Test
    void targetsComeInTheOrderOfTheirNamesAndMayHaveNoSampler() {
        live.samplers.add(sampler("node-2"));
        live.signals.add(status(CPU, new Limit.Known(2), null));

        JsonNode targets = get("/api/v1/targets").path("targets");

        assertThat(targets.valueStream().map(target -> target.path("target").asString()))
                .containsExactly("node-1", "node-2");
        assertThat(targets.path(0).path("sampler").isNull()).isTrue();
    }

    private static SourceStatus source(String name, String state) {
        @Nullable Reason failure = state.equals("up") ? null : Reason.valueOf(state);
        return new SourceStatus(name, failure, failure == null ? null : "cannot be read", 10, 0.1, 1);
    }

    private static SamplerStatus sampler(String target, SourceStatus... sources) {
        List<SourceStatus> all = Arrays.asList(sources);
        return new SamplerStatus(target, Duration.ofMillis(100), 1200, 3, 0.25, 6, 1, all);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The clockwork of the end-to-end test: what it makes of rules. */
class FastForwardTest {
    private final FastForward fast =
            new FastForward(10, Instant.parse("2024-05-28T12:10:00Z"), Instant.parse("2026-11-28T08:00:00Z"));

    @Test
    void everyDurationOfARuleIsShortenedAndNoNameOrThresholdIs() {
        assertThat(expression("x:delta15m{code=~\"429|5..\"}[15m] offset 1w >= 30 and y[1h30m:5m] > 10 and z[1h:]"))
                .isEqualTo(
                        "x:delta15m{code=~\"429|5..\"}[90000ms] offset 60480000ms >= 30 and y[540000ms:30000ms] > 10 and z[360000ms:]");
        assertThat(fast.configuration("{for: 10m, keep_firing_for: 5m, labels: {severity: warning}, limit: 3}"))
                .isEqualTo(
                        "{\"for\":\"60000ms\",\"keep_firing_for\":\"30000ms\",\"labels\":{\"severity\":\"warning\"},\"limit\":3}");
    }

    @Test
    void theTimeOfDayIsTheRecordingsAndAnAgeIsCountedFaster() {
        assertThat(expression("last > time() - 900"))
                .isEqualTo("last > (1716898200.000 + 10 * (time() - 1795852800.000)) - 900");
        assertThat(expression("(time() - process_start_time_seconds >= bool 900)"))
                .isEqualTo("(10 * (time() - process_start_time_seconds) >= bool 900)");
        assertThat(fast.recorded(Instant.parse("2026-11-28T08:01:00Z"))).isEqualTo("2024-05-28T12:20:00Z");
    }

    @Test
    void atRealTimeOnlyTheSpellingOfDurationsChanges() {
        assertThat(new JsonMapper()
                        .readTree(FastForward.none().configuration("{expr: 'x[5m] > time() - 900', for: 1h}"))
                        .toString())
                .isEqualTo("{\"expr\":\"x[300000ms] > time() - 900\",\"for\":\"3600000ms\"}");
    }

    @Test
    void whatIsNoDurationIsRefused() {
        assertThatThrownBy(() -> fast.configuration("{for: soon}")).hasMessageContaining("soon");
    }

    private String expression(String promql) {
        return new JsonMapper()
                .readTree(fast.configuration("expr: |-\n  " + promql))
                .get("expr")
                .asString();
    }
}

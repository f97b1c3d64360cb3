// SPDX-License-Identifier: Apache-2.0
package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict;
import dev.headroom.correlation.Verdict.Decision;
import dev.headroom.detection.Burst;
import dev.headroom.metrics.DeployFigures.Attributed;
import dev.headroom.metrics.DeployFigures.Saturated;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictCountsTest {
    private static final int APPS = 100_000;

    private final VerdictCounts counts = new VerdictCounts();

    @Test
    void ofAHundredThousandAppsFiveHundredAreNamedAndTheTotalsAreRight() {
        for (int app = 0; app < APPS; app++) {
            counts.expect("app-" + app);
            counts.settled(causedByADeploy(), "app-" + app);
        }

        assertThat(counts.attributed()).hasSize(2 * 501).contains(new Attributed("app-0", "caused", 1));
        assertThat(counts.attributed().stream().mapToLong(Attributed::bursts).sum())
                .isEqualTo(APPS);
        assertThat(counts.saturated())
                .hasSize(501)
                .contains(new Saturated("app-499", 3), new Saturated(VerdictCounts.OTHER_APPS, 3.0 * (APPS - 500)));
    }

    private static Judged causedByADeploy() {
        Burst burst = new Burst(
                "B1",
                new SignalKey("web-1", SignalKind.CPU, ""),
                0,
                3_000_000_000L,
                false,
                false,
                1,
                0.98,
                3,
                0.2,
                30,
                false,
                0,
                List.of(),
                true);
        return new Judged(burst, new Verdict("D1", List.of("D1"), 0.9, Decision.CAUSED, List.of(), List.of()), true);
    }
}

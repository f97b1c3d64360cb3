// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.correlation.LiveAttribution.Judged;
import dev.headroom.correlation.Verdict.Decision;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveAttributionTest {
    private final LiveAttribution live = new LiveAttribution(Given.START);

    @Test
    void aBurstAfterAKnownDeployIsNamedAtItsEnd() {
        live.deployReported(Given.deploy("run", "mediawiki", 10, null), at(10));
        Judged judged = live.burstClosed(Given.burst(14), at(16));
        assertThat(judged.verdict().decision()).isEqualTo(Decision.CAUSED);
        assertThat(judged.verdict().deploy()).isEqualTo("run");
        assertThat(judged.settled()).isFalse();
    }

    @Test
    void withoutOneItIsPendingUntilTheWindowCloses() {
        Judged pending = live.burstClosed(Given.burst(14), at(16));
        assertThat(pending.verdict().decision()).isEqualTo(Decision.PENDING);
        assertThat(pending.verdict().deploy()).isNull();
        assertThat(live.advanceTo(at(193))).isEmpty();
        assertThat(live.advanceTo(at(194))).singleElement().satisfies(judged -> {
            assertThat(judged.verdict().decision()).isEqualTo(Decision.UNEXPLAINED);
            assertThat(judged.settled()).isTrue();
        });
        assertThat(live.advanceTo(at(500))).isEmpty();
    }

    @Test
    void aDeployReportedLateIsNamedWhileTheWindowIsOpen() {
        live.burstClosed(Given.burst(14), at(16));
        assertThat(live.deployReported(Given.deploy("run", "mediawiki", 10, null), at(100)))
                .singleElement()
                .satisfies(judged -> {
                    assertThat(judged.verdict().decision()).isEqualTo(Decision.CAUSED);
                    assertThat(judged.settled()).isFalse();
                });
        assertThat(live.advanceTo(at(200)))
                .singleElement()
                .extracting(Judged::settled)
                .isEqualTo(true);
    }

    @Test
    void aBurstLongerThanItsWindowIsSettledAtItsEnd() {
        assertThat(live.burstClosed(Given.burst(14), at(700)).settled()).isTrue();
    }

    @Test
    void itLearnsFromThePastWhichDeploysCauseBursts() {
        for (int hour = 0; hour < 20; hour++) {
            double start = hour * 3_600;
            live.deployReported(Given.deploy("heavy" + hour, "heavy", start, null), at(start));
            live.burstClosed(Given.burst(start + 20), at(start + 22));
            live.deployReported(Given.deploy("light" + hour, "light", start + 1_800, null), at(start + 1_800));
            live.advanceTo(at(start + 3_599));
        }
        live.deployReported(Given.deploy("light", "light", 90_000, null), at(90_000));
        live.deployReported(Given.deploy("heavy", "heavy", 90_002, null), at(90_002));
        Verdict verdict = live.burstClosed(Given.burst(90_010), at(90_012)).verdict();
        assertThat(verdict.deploy()).isEqualTo("heavy");
        assertThat(verdict.evidence())
                .anySatisfy(sentence -> assertThat(sentence).contains("other deploys of heavy"));
    }

    @Test
    void whatIsOlderThanTheMemoryIsForgotten() {
        live.deployReported(Given.deploy("old", "mediawiki", 10, null), at(10));
        live.advanceTo(Given.START.plus(LiveAttribution.MEMORY).plusSeconds(60));
        Verdict verdict = live.burstClosed(Given.burst(14), at(500)).verdict();
        assertThat(verdict.group()).isEqualTo(List.of());
    }

    private static Instant at(double seconds) {
        return Given.START.plusNanos(Math.round(seconds * 1e9));
    }
}

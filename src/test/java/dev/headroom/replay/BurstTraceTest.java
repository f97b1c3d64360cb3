// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BurstTraceTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void theHighestSampleIsKeptHoweverLongTheTraceBecomes() {
        BurstTrace trace = new BurstTrace(0);
        trace.add(0, SECOND / 10, 0.2);
        trace.add(SECOND / 10, SECOND / 5, 1);
        for (int second = 1; second < 3_600; second++) {
            trace.add(second * SECOND, (second + 1) * SECOND, 0.3);
        }

        assertThat(trace.columns(0, 3_600 * SECOND, 4)).containsExactly(1f, 0.3f, 0.3f, 0.3f);
    }

    @Test
    void whereNothingWasSeenNothingIsKnown() {
        BurstTrace trace = new BurstTrace(10 * SECOND);
        trace.add(8 * SECOND, 9 * SECOND, 0.9);
        trace.add(11 * SECOND, 12 * SECOND, 0.5);

        assertThat(trace.columns(10 * SECOND, 14 * SECOND, 4)).containsExactly(Float.NaN, 0.5f, Float.NaN, Float.NaN);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SampleRingTest {
    @Test
    void theNewestSamplesAreKeptInTheOrderOfTime() {
        SampleRing ring = new SampleRing(4);
        for (int i = 0; i < 10; i++) {
            ring.add(i * 10L, i * 10L + 10, i, 1);
        }
        // kept: 60-70 70-80 80-90 90-100
        SampleClip clip = ring.clip(Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(clip.startNanos()).containsExactly(60, 70, 80, 90);
        assertThat(clip.usage()).containsExactly(6, 7, 8, 9);
    }

    @Test
    void aClipHoldsWhatOverlapsIt() {
        SampleRing ring = new SampleRing(8);
        for (int i = 0; i < 5; i++) {
            ring.add(i * 10L, i * 10L + 10, i, 1);
        }
        assertThat(ring.clip(10, 30).startNanos()).containsExactly(10, 20);
        assertThat(ring.clip(15, 31).startNanos()).containsExactly(10, 20, 30);
        assertThat(ring.clip(50, 60).size()).isZero();
    }
}

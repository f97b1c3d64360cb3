// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SparklineTest {
    @Test
    void onlyWhatIsFullIsDrawnAtFullHeight() {
        assertThat(Sparkline.draw(new float[] {0, 0.5f, 0.94f, 0.95f, 1.2f}, 0.95, true))
                .isEqualTo("▁▄▇██");
        assertThat(Sparkline.draw(new float[] {0, 0.5f, 0.94f, 0.95f, 1.2f}, 0.95, false))
                .isEqualTo("_-*##");
    }

    @Test
    void whatIsNotKnownIsLeftBlank() {
        assertThat(Sparkline.draw(new float[] {Float.NaN, 1}, 1, true)).isEqualTo(" █");
    }

    @Test
    void aNarrowerLineKeepsTheMaximumAndNotTheMean() {
        assertThat(Sparkline.narrowed(new float[] {0, 1, 0.2f, 0.1f, Float.NaN, 0.3f}, 3))
                .containsExactly(1f, 0.2f, 0.3f);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter err = new StringWriter();
    private final AtomicLong nanos = new AtomicLong();
    private final Progress progress = new Progress(new PrintWriter(err, true), nanos::get);

    @Test
    void aShortReplayShowsNone() {
        nanos.set(400_000_000);
        progress.progress(1, 2, 1_000);
        progress.erase();

        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aLongOneShowsShareRateAndWhatIsLeftAndTakesItAwayAgain() {
        nanos.set(2_000_000_000);
        progress.progress(25, 100, 3_000_000);
        progress.erase();

        assertThat(err.toString())
                .contains(" 25%  3,000,000 lines, 1.5 million a second, 6.0 s left")
                .endsWith("\r\033[K");
    }

    @Test
    void standardInputHasNoShareAndNoEnd() {
        nanos.set(2_000_000_000);
        progress.progress(25, -1, 3_000_000);

        assertThat(err.toString()).contains("3,000,000 lines").doesNotContain("%", "left");
    }
}

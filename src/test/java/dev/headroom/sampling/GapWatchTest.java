// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Times are tenths of a second. */
class GapWatchTest {
    private static final SignalKey CPU = new SignalKey("node-1", SignalKind.CPU, "");
    private static final long TENTH = 100_000_000L;

    private final List<SignalGap> gaps = new ArrayList<>();
    private final List<Long> told = new ArrayList<>();
    private final SampleSink watched = GapWatch.after(new Told(), CPU, gaps::add);

    @Test
    void moreThanFiveSecondsWithoutASampleIsAGapOnceItIsOver() {
        sample(0, 1);
        watched.hole(1 * TENTH, 53 * TENTH, 0);
        assertThat(gaps).isEmpty();

        sample(53, 54);
        sample(54, 55);

        assertThat(gaps).containsExactly(new SignalGap(CPU, TENTH, 53 * TENTH));
    }

    @Test
    void fiveSecondsAreNone() {
        sample(0, 1);
        sample(51, 52);

        assertThat(gaps).isEmpty();
    }

    @Test
    void nothingIsKnownBeforeTheFirstSample() {
        watched.hole(0, 600 * TENTH, 0);
        sample(600, 601);

        assertThat(gaps).isEmpty();
    }

    @Test
    void usageWithoutALimitIsASampleToo() {
        watched.unlimited(0, TENTH, 5);
        watched.unlimited(100 * TENTH, 101 * TENTH, 5);

        assertThat(gaps).hasSize(1);
    }

    @Test
    void aPageThatIsReadSeldomHasNone() {
        sample(0, 150);
        sample(300, 450);

        assertThat(gaps).isEmpty();
    }

    @Test
    void aClockThatStepsBackMakesNone() {
        sample(1_000, 1_001);
        sample(10, 11);
        sample(11, 12);

        assertThat(gaps).isEmpty();
    }

    @Test
    void aLevelSpeaksForASecondAndHasNone() {
        Told sink = new Told();

        assertThat(GapWatch.after(sink, new SignalKey("api", SignalKind.APISERVER_INFLIGHT, "mutating"), gaps::add))
                .isSameAs(sink);
    }

    @Test
    void theOtherSinkIsToldEverything() {
        sample(0, 1);
        sample(90, 91);

        assertThat(told).containsExactly(0L, 90 * TENTH);
    }

    private void sample(long start, long end) {
        watched.sample(start * TENTH, end * TENTH, 1, 2);
    }

    private final class Told implements SampleSink {
        @Override
        public void sample(long startNanos, long endNanos, double usage, double capacity) {
            told.add(startNanos);
        }

        @Override
        public void unlimited(long startNanos, long endNanos, double usage) {}

        @Override
        public void hole(long startNanos, long endNanos, double observedSeconds) {}

        @Override
        public void limit(long timeNanos, Limit limit) {}
    }
}

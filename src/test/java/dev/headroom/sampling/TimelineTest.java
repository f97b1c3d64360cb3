// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private final SamplerClocks clocks = new SamplerClocks();
    private final Timeline timeline = new Timeline(clocks, clocks.wall());
    private final long startNanos = clocks.wallNanos();

    @Test
    void itIsTheWallClockAtTheStartPlusTheMonotonicTimeSince() {
        clocks.pass(Duration.ofSeconds(90));

        assertThat(timeline.nanosAt(clocks.getAsLong())).isEqualTo(startNanos + 90_000_000_000L);
        assertThat(timeline.compare()).isZero();
        assertThat(timeline.wallOffsetNanos()).isZero();
    }

    @Test
    void aWallClockSetBackAnHourIsOneStepAndDoesNotTouchTheTimeline() {
        clocks.pass(Duration.ofMillis(100));
        clocks.stepWall(Duration.ofHours(-1));

        assertThat(timeline.compare()).isCloseTo(-3_600_000_000_000L, within(1_000_000L));
        clocks.pass(Duration.ofMillis(100));
        assertThat(timeline.compare()).isZero();
        assertThat(timeline.nanosAt(clocks.getAsLong())).isEqualTo(startNanos + 200_000_000L);
        assertThat(timeline.wallOffsetNanos()).isCloseTo(-3_600_000_000_000L, within(1_000_000L));
    }

    @Test
    void slewingIsFollowedSmoothlyAndIsNoStep() {
        long largestMoveNanos = 0;
        for (int tick = 0; tick < 36_000; tick++) {
            clocks.pass(Duration.ofMillis(100));
            clocks.stepWall(Duration.ofNanos(50_000)); // 500 ppm, the kernel's fastest slew
            long beforeNanos = timeline.wallOffsetNanos();
            assertThat(timeline.compare()).isZero();
            largestMoveNanos = Math.max(largestMoveNanos, timeline.wallOffsetNanos() - beforeNanos);
        }

        assertThat(timeline.wallOffsetNanos()).isCloseTo(1_800_000_000L, within(1_000_000L));
        assertThat(largestMoveNanos).isLessThanOrEqualTo(1_000_000L);
    }

    @Test
    void aChangeOfLessThanHalfASecondIsFollowedOverSecondsSoThatPublishedTimesNeverStepBack() {
        clocks.stepWall(Duration.ofMillis(-400));
        long publishedNanos = Long.MIN_VALUE;
        for (int tick = 0; tick < 60; tick++) {
            clocks.pass(Duration.ofMillis(100));
            assertThat(timeline.compare()).isZero();
            long nanos = timeline.nanosAt(clocks.getAsLong()) + timeline.wallOffsetNanos();
            assertThat(nanos).isGreaterThan(publishedNanos);
            publishedNanos = nanos;
        }

        assertThat(publishedNanos).isCloseTo(clocks.wallNanos(), within(1_000_000L));
    }

    @Test
    void twoClocksReadTooFarApartAreNotCompared() {
        clocks.pass(Duration.ofMillis(100));
        clocks.beforeWallRead(() -> clocks.pass(Duration.ofSeconds(2)));

        assertThat(timeline.compare()).isZero();
        assertThat(timeline.wallOffsetNanos()).isZero();
    }
}

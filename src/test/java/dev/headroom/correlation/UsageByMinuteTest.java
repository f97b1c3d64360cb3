// SPDX-License-Identifier: Apache-2.0
package dev.headroom.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class UsageByMinuteTest {
    private static final Instant START = Instant.parse("2024-05-28T12:00:00Z");
    private static final long MINUTE = 60_000_000_000L;

    private final UsageByMinute usage = new UsageByMinute();

    @Test
    void whatWasUsedBetweenTwoTimesIsTheSumOfItsMinutes() {
        for (int minute = 0; minute < 10; minute++) {
            usage.sample(at(minute), at(minute + 1), minute, 120);
        }
        assertThat(increase(2, 5)).hasValueCloseTo(9.0, within(1e-4));
        assertThat(increase(2.5, 3.5)).hasValueCloseTo(1 + 1.5, within(1e-4));
    }

    @Test
    void aShortSpikeIsInItInFull() {
        usage.sample(at(0), at(2), 1, 120);
        usage.sample(at(2), at(2) + 100_000_000, 7, 0.2);
        usage.sample(at(2) + 100_000_000, at(5), 1, 120);
        assertThat(increase(0, 5)).hasValueCloseTo(9.0, within(1e-4));
    }

    @Test
    void aSampleAcrossMinutesIsSharedOutByTime() {
        usage.sample(at(0.5), at(2.5), 40, 100);
        assertThat(increase(1, 2)).hasValueCloseTo(20.0, within(1e-4));
    }

    @Test
    void whereLessWasObservedThanTellsThereIsNoAnswer() {
        usage.sample(at(0), at(4), 8, 100);
        usage.hole(at(4), at(5), 0);
        usage.sample(at(5), at(9), 8, 100);
        assertThat(increase(3, 6)).isEmpty();
        assertThat(increase(1, 3)).isPresent();
        assertThat(increase(-3, 3)).isEmpty();
        assertThat(increase(7, 12)).isEmpty();
    }

    @Test
    void fiveWeeksAreKeptAndTheRestIsForgotten() {
        Duration watched = Duration.ofDays(60);
        for (long minute = 0; minute < watched.toMinutes(); minute++) {
            usage.sample(at(minute), at(minute + 1), 1, 120);
        }
        long last = watched.toMinutes();
        assertThat(increase(last - 100, last)).hasValueCloseTo(100.0, within(1e-3));
        assertThat(increase(last - Duration.ofDays(27).toMinutes(), last)).isPresent();
        assertThat(increase(0, 100)).isEmpty();
    }

    private OptionalDouble increase(double fromMinute, double toMinute) {
        return usage.increase(instant(fromMinute), instant(toMinute));
    }

    private static Instant instant(double minute) {
        return START.plusNanos((long) (minute * MINUTE));
    }

    private static long at(double minute) {
        return START.getEpochSecond() * 1_000_000_000L + (long) (minute * MINUTE);
    }
}

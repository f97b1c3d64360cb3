// SPDX-License-Identifier: Apache-2.0
package dev.headroom.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final RateLimit limit = new RateLimit(20, 200, nanos::get);

    private int taken(String key, int tries) {
        return (int)
                IntStream.range(0, tries).filter(i -> limit.take(key).isZero()).count();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aBurstPassesAndAFloodIsHeldToItsRate() {
        assertThat(taken("a", 1_000)).isEqualTo(200);
        int total = 0;
        for (int millisecond = 0; millisecond < 10_000; millisecond++) {
            pass(Duration.ofMillis(1));
            total += taken("a", 1);
        }
        assertThat(total).isBetween(199, 200);
    }

    @Test
    void aFloodOfOneHoldsUpNoOther() {
        taken("a", 1_000);

        assertThat(taken("b", 1)).isOne();
    }

    @Test
    void theWaitThatIsToldIsEnough() {
        taken("a", 200);
        Duration wait = limit.take("a");

        assertThat(wait).isEqualTo(Duration.ofMillis(50));
        pass(wait.minusMillis(1));
        assertThat(taken("a", 1)).isZero();
        pass(Duration.ofMillis(1));
        assertThat(taken("a", 1)).isOne();
    }

    @Test
    void whatTurnsOutToBeManyIsTakenOnCredit() {
        taken("a", 1);
        limit.charge("a", 255);

        assertThat(limit.take("a")).isGreaterThan(Duration.ofSeconds(2));
        pass(Duration.ofSeconds(3));
        assertThat(taken("a", 10)).isEqualTo(4);
    }

    @Test
    void sendersWithoutNumberTakeABoundedRoom() {
        taken("first", 1_000);
        for (int sender = 0; sender < 100_000; sender++) {
            limit.take("sender " + sender);
        }
        // forgotten, and so at its full burst again: nothing else can tell
        assertThat(taken("first", 1)).isOne();
        assertThat(nanos.get()).isLessThan(TimeUnit.SECONDS.toNanos(1));
    }
}

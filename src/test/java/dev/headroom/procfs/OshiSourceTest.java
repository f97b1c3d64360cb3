// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OshiSourceTest {
    private final AtomicLong nanos = new AtomicLong();
    private final OshiSource source = new OshiSource(Map.of(), nanos::get);

    @Test
    void everySystemHasCpusThatOshiCanRead() throws Exception {
        RecordedCounters counters = new RecordedCounters();
        source.read();
        source.deliver(1, counters);
        assertThat(counters.cpu.count()).isPositive();
        assertThat(counters.cpu.accountedSeconds(0)).isPositive();
        assertThat(counters.cpu.hasBusy()).isFalse();
        assertThat(counters.sentSegments).isNotNull();
    }

    @Test
    void whatWasReadIsDeliveredOnceASecondAndNeverRepeated() throws Exception {
        source.read();
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(999));
        source.read();
        RecordedCounters early = new RecordedCounters();
        source.deliver(1, early);
        assertThat(early.cpu.count()).isZero();

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        source.read();
        RecordedCounters due = new RecordedCounters();
        source.deliver(2, due);
        assertThat(due.cpu.count()).isPositive();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.AllocatedBytes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class LinkStatsDumpTest {
    private static final int WARM_UP_READS = 20_000;
    private static final int READS = 1_000;

    @Test
    void aDumpPaysForManyInterfacesOfThisMachineOnly() {
        assertThat(LinkStatsDump.pays(true, 20)).isFalse();
        assertThat(LinkStatsDump.pays(true, 21)).isTrue();
        assertThat(LinkStatsDump.pays(false, 1000)).isFalse();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDumpSaysWhatTheTextSays() throws Exception {
        Links links = new Links(HostOptions.local(), System::nanoTime);
        try (LinkStatsDump dump = open(links)) {
            NetworkSource text = new NetworkSource(HostOptions.local(), System::nanoTime);
            RecordedCounters before = FixtureHost.read(text);
            assertThat(dump.read()).isTrue();
            links.end(true);
            RecordedCounters dumped = new RecordedCounters();
            links.deliver(1, dumped);
            RecordedCounters after = FixtureHost.read(text);
            assertThat(dumped.network.keySet()).containsExactlyInAnyOrderElementsOf(after.network.keySet());
            dumped.network.forEach((name, counted) -> {
                assertThat(counted.bytes())
                        .as(name)
                        .isBetween(before.link(name).bytes(), after.link(name).bytes());
                assertThat(counted.speed().getClass())
                        .as(name)
                        .isEqualTo(after.link(name).speed().getClass());
            });
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDumpAllocatesNothingEvenWhenItChecksEveryName() throws Exception {
        AtomicLong clockNanos = new AtomicLong();
        Links links = new Links(HostOptions.local(), clockNanos::get);
        try (LinkStatsDump dump = open(links)) {
            // No reading ends, so that from here on the check of the names is due in each.
            clockNanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(links.refreshIsDue()).isTrue();
            read(dump, WARM_UP_READS);
            assertThat(AllocatedBytes.ofTheSteadiestRound(() -> read(dump, READS)))
                    .isZero();
        }
    }

    private static LinkStatsDump open(Links links) throws NetlinkException {
        LinkStatsDump dump = LinkStatsDump.open(links);
        try {
            dump.read();
            links.end(true);
            return dump;
        } catch (NetlinkException e) {
            dump.close();
            Assumptions.abort("this kernel answers no such dump: " + e.getMessage());
            throw e;
        }
    }

    private static void read(LinkStatsDump dump, int times) throws NetlinkException {
        for (int i = 0; i < times; i++) {
            dump.read();
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.sampling.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class HostSourcesTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void thisMachineHasCpusTcpAndInterfaces() throws Exception {
        RecordedCounters counters = new RecordedCounters();
        for (Source source : HostSources.open(HostOptions.local())) {
            if (!source.name().equals("pressure")) {
                source.read();
                source.deliver(1, counters);
            }
        }
        assertThat(counters.cpu.count()).isPositive();
        assertThat(counters.cpu.hasBusy()).isTrue();
        assertThat(counters.sentSegments).isNotNull();
        assertThat(counters.network.keySet()).noneMatch(name -> name.startsWith("lo "));
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecordingReaderTest {
    private final RecordedCalls calls = new RecordedCalls();

    private RecordingSummary read(String text) throws IOException, RecordingException {
        return new RecordingReader(calls::sinkOf, ReadProgress.NONE)
                .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void allValuesOfOneTargetAndTimeAreOneReading() throws Exception {
        RecordingSummary summary = read("""
                node_network_speed_bytes{device="eth0",instance="a:9100"} 125000000 10.0
                node_network_transmit_bytes_total{device="eth0",instance="a:9100"} 5 10.0
                node_cpu_seconds_total{cpu="1",mode="idle",instance="a:9100"} 7 10.0
                node_cpu_seconds_total{cpu="0",mode="idle",instance="a:9100"} 6 10.0
                node_cpu_seconds_total{cpu="0",mode="user",instance="a:9100"} 1.5 10.0
                node_netstat_Tcp_OutSegs{instance="a:9100"} 100 10.0
                node_netstat_Tcp_RetransSegs{instance="a:9100"} 3 10.0
                process_cpu_seconds_total{job="apiserver",instance="a:6443"} 9 10.05
                # EOF
                """);
        assertThat(calls.inOrder())
                .containsExactly(
                        "a 10000000000 cpu 0:6.0/0.0/0.0/7.5 1:7.0/0.0/0.0/7.0",
                        "a 10000000000 eth0 TRANSMIT 5.0 of 1.25E8",
                        "a 10000000000 tcp 100.0 3.0",
                        "a 10050000000 process apiserver 9.0");
        assertThat(summary)
                .isEqualTo(
                        new RecordingSummary(OptionalLong.of(10_000_000_000L), OptionalLong.of(10_050_000_000L), 2, 9));
    }
}

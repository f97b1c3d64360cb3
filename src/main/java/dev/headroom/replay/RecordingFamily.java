// SPDX-License-Identifier: Apache-2.0
package dev.headroom.replay;

import dev.headroom.exposition.ExpositionLine;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The metric families a recording is read for, by node_exporter's names and, where it has none, our own. */
enum RecordingFamily {
    CPU("node_cpu_seconds_total", true),
    CPU_BUSY("headroom_cpu_busy_seconds_total", true),
    LIMIT_CORES("headroom_limit_cores", false),
    CPU_PRESSURE("node_pressure_cpu_waiting_seconds_total", true),
    NETWORK_RECEIVE("node_network_receive_bytes_total", true),
    NETWORK_TRANSMIT("node_network_transmit_bytes_total", true),
    NETWORK_SPEED("node_network_speed_bytes", false),
    TCP_SENT("node_netstat_Tcp_OutSegs", true),
    TCP_RETRANSMITTED("node_netstat_Tcp_RetransSegs", true),
    PROCESS_CPU("process_cpu_seconds_total", true);

    private static final RecordingFamily[] ALL = values();

    private final String metric;
    private final byte[] metricBytes;
    private final boolean counter;

    RecordingFamily(String metric, boolean counter) {
        this.metric = metric;
        this.metricBytes = metric.getBytes(StandardCharsets.US_ASCII);
        this.counter = counter;
    }

    /** The family the line belongs to, or null where it is none of these. */
    static @Nullable RecordingFamily of(ExpositionLine line) {
        for (RecordingFamily family : ALL) {
            if (line.nameIs(family.metricBytes)) {
                return family;
            }
        }
        return null;
    }

    /** The metric's name. */
    String metric() {
        return metric;
    }

    /** True for a counter, which is never negative; false for a gauge, which stays as it is until it is given anew. */
    boolean counter() {
        return counter;
    }
}

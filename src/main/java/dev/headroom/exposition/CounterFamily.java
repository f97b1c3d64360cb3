// SPDX-License-Identifier: Apache-2.0
package dev.headroom.exposition;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The metric families that pages and recordings are read for, by the names of node_exporter, kube-apiserver and blackbox_exporter
 * and, where they have none, our own.
 */
public enum CounterFamily {
    CPU("node_cpu_seconds_total", true),
    CPU_BUSY("headroom_cpu_busy_seconds_total", true),
    LIMIT_CORES("headroom_limit_cores", false),
    CPU_PRESSURE("node_pressure_cpu_waiting_seconds_total", true),
    NETWORK_RECEIVE("node_network_receive_bytes_total", true),
    NETWORK_TRANSMIT("node_network_transmit_bytes_total", true),
    NETWORK_SPEED("node_network_speed_bytes", false),
    TCP_SENT("node_netstat_Tcp_OutSegs", true),
    TCP_RETRANSMITTED("node_netstat_Tcp_RetransSegs", true),
    PROCESS_CPU("process_cpu_seconds_total", true),
    INFLIGHT("apiserver_current_inflight_requests", false),
    LIMIT_REQUESTS("headroom_limit_requests", false),
    SEATS("apiserver_flowcontrol_current_executing_seats", false),
    LIMIT_SEATS("apiserver_flowcontrol_nominal_limit_seats", false),
    PROBE("probe_duration_seconds", false),
    LIMIT_SECONDS("headroom_limit_seconds", false);

    private static final CounterFamily[] ALL = values();

    private final String metric;
    private final byte[] metricBytes;
    private final boolean counter;

    CounterFamily(String metric, boolean counter) {
        this.metric = metric;
        this.metricBytes = metric.getBytes(StandardCharsets.US_ASCII);
        this.counter = counter;
    }

    /** The family the line belongs to, or null where it is none of these. */
    public static @Nullable CounterFamily of(ExpositionLine line) {
        for (CounterFamily family : ALL) {
            if (line.nameIs(family.metricBytes)) {
                return family;
            }
        }
        return null;
    }

    /** The metric's name. */
    public String metric() {
        return metric;
    }

    /** True for a counter, which is never negative; false for a gauge, which stays as it is until it is given anew. */
    public boolean counter() {
        return counter;
    }
}

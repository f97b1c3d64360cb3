// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * The kinds of quantity Headroom measures, each with its public name and the unit of its limit.
 *
 * <p>The names are the values of the label {@code signal} and of the field {@code signal} in JSON: they are public and stay
 * stable.
 */
public enum SignalKind {
    /** Busy cores of a host, of the cores it has. */
    CPU("cpu", Unit.CORES),
    /** Cores a hypervisor gave to others while this host wanted them. */
    CPU_STEAL("cpu_steal", Unit.CORES),
    /** Share of the time in which at least one task waited for a CPU (PSI, some): a stall, not a utilisation. */
    CPU_PRESSURE("cpu_pressure", Unit.RATIO),
    /** Bytes received per second, of the link's speed. */
    NETWORK_RECEIVE("network_receive", Unit.BYTES_PER_SECOND),
    /** Bytes sent per second, of the link's speed. */
    NETWORK_TRANSMIT("network_transmit", Unit.BYTES_PER_SECOND),
    /** Retransmitted TCP segments, of the segments sent. */
    TCP_RETRANSMIT("tcp_retransmit", Unit.RATIO),
    /** Cores used by one named process, of the cores of its host. */
    PROCESS_CPU("process_cpu", Unit.CORES),

    /** Requests an API server works on, reading or changing, of the most it works on at once. */
    APISERVER_INFLIGHT("apiserver_inflight", Unit.REQUESTS),

    /** Seats in use at one priority level of an API server, of the level's nominal limit; more where it borrows. */
    APISERVER_SEATS("apiserver_seats", Unit.SEATS),

    /** Seconds that the answer to a probe took, of those it may take. */
    PROBE_LATENCY("probe_latency", Unit.SECONDS);

    /** The unit a limit is given in. */
    public enum Unit {
        CORES("cores"),
        BYTES_PER_SECOND("bytes_per_second"),
        RATIO("ratio"),
        REQUESTS("requests"),
        SEATS("seats"),
        SECONDS("seconds");

        private final String id;

        Unit(String id) {
            this.id = id;
        }

        /** The unit's public name. */
        public String id() {
            return id;
        }
    }

    private final String id;
    private final Unit unit;

    SignalKind(String id, Unit unit) {
        this.id = id;
        this.unit = unit;
    }

    /**
     * The kind with this public name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static SignalKind of(String id) {
        for (SignalKind kind : values()) {
            if (kind.id.equals(id)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no signal is named " + id);
    }

    /** The public name, as in the label {@code signal}. */
    public String id() {
        return id;
    }

    /** The unit of this signal's limit. */
    public Unit unit() {
        return unit;
    }
}

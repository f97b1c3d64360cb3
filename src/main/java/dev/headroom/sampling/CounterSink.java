// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * Takes the raw counters of one target as they are read: the one vocabulary that live sources, scrapes and recordings share.
 *
 * <p>All values but the levels given to {@link #level} are cumulative since some start of the counter's own, in base units; times are nanoseconds since the epoch on the
 * target's timeline, which never steps back. Called by one thread at a time. Implementations keep nothing of what they are passed
 * beyond the call except by copying.
 */
public interface CounterSink {
    /** Which way a link was used. */
    enum Direction {
        RECEIVE(SignalKind.NETWORK_RECEIVE),
        TRANSMIT(SignalKind.NETWORK_TRANSMIT);

        private final SignalKind kind;

        Direction(SignalKind kind) {
            this.kind = kind;
        }

        /** The signal this direction is measured by. */
        public SignalKind kind() {
            return kind;
        }
    }

    /** The CPU modes of the host. */
    void cpu(long timeNanos, CpuReading reading);

    /** Seconds in which at least one task waited for a CPU. */
    void cpuPressure(long timeNanos, double waitingSeconds);

    /** Bytes that crossed one interface, and the speed of its link in bytes per second. */
    void network(long timeNanos, Direction direction, String device, double bytes, Limit speed);

    /** TCP segments of the whole host. */
    void tcp(long timeNanos, double sentSegments, double retransmittedSegments);

    /** CPU-seconds of one named process. */
    void process(long timeNanos, String process, double cpuSeconds);

    /**
     * The level of a signal that has no counter: requests in flight, seats in use, the time a probe took. It speaks for the time
     * just before it, as {@link GaugeSampler} says.
     *
     * @param value in the unit of the kind; below 0 where nothing is known of the time before, as a counter that falls says
     * @param limit the highest level there should be
     */
    void level(long timeNanos, SignalKind kind, String device, double value, Limit limit);
}

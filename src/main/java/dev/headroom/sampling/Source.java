// SPDX-License-Identifier: Apache-2.0
package dev.headroom.sampling;

/**
 * One thing that can be read at a high rate: a kernel file, a set of them. Reading and delivering are apart, so that a read that
 * hangs holds up nothing: the sampler goes on without it and only what was read in time is delivered.
 */
public interface Source {
    /** The public name, as in the label {@code source}: one short word. */
    String name();

    /**
     * Reads the raw counters into this source's own buffers. May block for ever; never called again before it returned.
     *
     * @throws SourceException when there is nothing to read, with the reason
     */
    void read() throws SourceException;

    /**
     * Hands over what the last {@link #read()} that returned found. Never blocks.
     *
     * @param timeNanos when it was read, on the target's timeline
     * @param sink where to
     */
    void deliver(long timeNanos, CounterSink sink);
}

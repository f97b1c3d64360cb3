// SPDX-License-Identifier: Apache-2.0
package dev.headroom.history.flight;

import dev.headroom.sampling.SampleSink;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Reads what blocks hold of the signals asked for. Not thread safe. */
final class BlockReader {
    private final ByteReader payload = new ByteReader();
    private final ByteReader run = new ByteReader();
    private final SampleRuns samples = new SampleRuns();
    private final TierRuns rows = new TierRuns();
    private boolean hasTimes;

    /** Tells the samples of a block to the sinks of their signals; those without a sink are left out. */
    void samples(BlockScanner block, IntFunction<@Nullable SampleSink> sinks) throws DamagedBlockException {
        block.payload(payload);
        samples.beginBlock();
        while (payload.hasMore()) {
            int id = nextRun();
            if (id >= 0) {
                SampleSink sink = sinks.apply(id);
                if (sink != null) {
                    samples.read(run, block.firstNanos(), sink);
                } else if (hasTimes) {
                    samples.readTimes(run, block.firstNanos());
                }
            }
        }
    }

    /** Tells the rows of a block to the sinks of their signals; those without a sink are left out. */
    void rows(BlockScanner block, long rowNanos, IntFunction<TierRow.@Nullable Sink> sinks)
            throws DamagedBlockException {
        block.payload(payload);
        while (payload.hasMore()) {
            int id = nextRun();
            TierRow.Sink sink = id < 0 ? null : sinks.apply(id);
            if (sink != null) {
                rows.read(run, block.firstNanos(), rowNanos, sink);
            }
        }
    }

    /** Goes to the next part: the id of its signal, or -1 where it is a definition. */
    private int nextRun() throws DamagedBlockException {
        int part = payload.getCount(Integer.MAX_VALUE);
        if (part == BlockWriter.DEFINITION) {
            payload.getUnsigned();
            payload.getText();
            payload.getText();
            payload.getText();
            return -1;
        }
        int head = payload.getCount(BlockWriter.LONGEST << 1);
        hasTimes = (head & 1) != 0;
        payload.part(head >> 1, run);
        return part - 1;
    }
}

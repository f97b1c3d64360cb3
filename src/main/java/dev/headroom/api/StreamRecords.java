// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The data of the events of {@code GET /api/v1/stream} that are no records of their own. */
final class StreamRecords {
    private StreamRecords() {}

    /**
     * The first event.
     *
     * @param start names this run of the service: another one means that it was started anew
     */
    record Hello(Instant now, String version, String start) {}

    /** The stream does not go on where the client's ended, and why: what it holds may be old. */
    record Reset(String reason) {}

    /** A stretch of time without a sample of a signal that is read all the time. */
    record Gap(String target, String signal, String device, Instant start, Instant end) {}

    /** What came of each signal since the frame before. */
    record Samples(Instant now, List<SignalFrame> signals) {
        Samples {
            signals = List.copyOf(signals);
        }
    }

    /**
     * The samples of one signal in one frame.
     *
     * @param start where the first begins
     * @param end where the last ends
     * @param min the lowest utilisation
     * @param mean the utilisation of all together
     * @param max the highest utilisation
     * @param openBurst the id of the burst that goes on; null where none does
     */
    record SignalFrame(
            String target,
            String signal,
            String device,
            Instant start,
            Instant end,
            double min,
            double mean,
            double max,
            @Nullable String openBurst) {}
}

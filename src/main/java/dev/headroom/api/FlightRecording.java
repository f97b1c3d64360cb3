// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.headroom.history.BurstRecord;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SignalKind;
import java.time.Instant;
import java.util.stream.IntStream;

/**
 * The samples of a burst's signal from before its onset to after its end. It leaves as JSON, CSV or OpenMetrics text, whichever
 * the client asks for.
 *
 * @param clip one sample or more
 */
record FlightRecording(BurstRecord burst, SignalKind kind, SampleClip clip) {
    /** The recording in JSON. */
    @JsonValue
    SamplesRecord samples() {
        return new SamplesRecord(
                burst.id(),
                burst.target(),
                burst.signal(),
                burst.device(),
                unit(),
                start(0),
                end(clip.size() - 1),
                IntStream.range(0, clip.size()).mapToObj(this::sample).toList());
    }

    /** One sample as users see it. */
    SamplesRecord.Sample sample(int index) {
        double seconds = seconds(index);
        double usage = clip.usage()[index];
        double capacity = clip.capacity()[index];
        return new SamplesRecord.Sample(
                start(index), end(index), usage / seconds, capacity / seconds, utilisation(usage, capacity));
    }

    /** The length of one sample. */
    double seconds(int index) {
        return (clip.endNanos()[index] - clip.startNanos()[index]) / 1e9;
    }

    /** The unit of usage and limit. */
    String unit() {
        // the samples of this signal are counts of segments, of which only the quotient has the signal's own unit
        return kind == SignalKind.TCP_RETRANSMIT
                ? "segments_per_second"
                : kind.unit().id();
    }

    private static double utilisation(double usage, double capacity) {
        if (capacity > 0) {
            return usage / capacity;
        }
        return usage > 0 ? 1 : 0; // as detection sees it: retransmitting while sending nothing new
    }

    private Instant start(int index) {
        return instant(clip.startNanos()[index]);
    }

    private Instant end(int index) {
        return instant(clip.endNanos()[index]);
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(0, nanos);
    }
}

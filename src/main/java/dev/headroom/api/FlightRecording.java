// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.headroom.history.BurstRecord;
import dev.headroom.sampling.SampleClip;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.time.Instant;
import java.util.stream.IntStream;

/**
 * The samples of a burst's signal from before its onset to after its end. It leaves as JSON, CSV or OpenMetrics text, whichever
 * the client asks for.
 *
 * @param clip one sample or more
 */
record FlightRecording(BurstRecord burst, SignalKind kind, SampleClip clip) implements SampleStream {
    @Override
    public SignalKey key() {
        return new SignalKey(burst.target(), kind, burst.device());
    }

    @Override
    public void tell(SampleSink sink) {
        for (int i = 0; i < clip.size(); i++) {
            sink.sample(clip.startNanos()[i], clip.endNanos()[i], clip.usage()[i], clip.capacity()[i]);
        }
    }

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

    private SamplesRecord.Sample sample(int index) {
        return SamplesRecord.Sample.of(
                clip.startNanos()[index], clip.endNanos()[index], clip.usage()[index], clip.capacity()[index]);
    }

    private Instant start(int index) {
        return Instant.ofEpochSecond(0, clip.startNanos()[index]);
    }

    private Instant end(int index) {
        return Instant.ofEpochSecond(0, clip.endNanos()[index]);
    }
}

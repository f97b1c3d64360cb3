// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.headroom.history.flight.FlightRecorder;
import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import java.io.IOException;
import java.time.Instant;

/**
 * What was recorded of a signal between two instants. It leaves as a summary in JSON, or at full resolution as CSV or OpenMetrics text,
 * whichever the client asks for.
 *
 * @param points how many points the summary has at most
 */
record SignalSamples(FlightRecorder recorder, SignalKey key, Instant since, Instant until, int points)
        implements SampleStream {
    @Override
    public void tell(SampleSink sink) throws IOException {
        recorder.read(key, RequestTime.nanos(since), RequestTime.nanos(until), sink);
    }

    /** The summary in JSON. */
    @JsonValue
    SignalSummary summary() throws IOException {
        return SignalSummary.of(
                key, since, until, recorder.summary(key, RequestTime.nanos(since), RequestTime.nanos(until), points));
    }
}

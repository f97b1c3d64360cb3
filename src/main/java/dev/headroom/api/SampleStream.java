// SPDX-License-Identifier: Apache-2.0
package dev.headroom.api;

import dev.headroom.sampling.SampleSink;
import dev.headroom.sampling.SignalKey;
import dev.headroom.sampling.SignalKind;
import java.io.IOException;

/** Samples of one signal at full resolution, told one after the other and never held all at once. */
interface SampleStream {
    /** Whose samples they are. */
    SignalKey key();

    /** Tells a sink all of them, in order; the same each time. */
    void tell(SampleSink sink) throws IOException;

    /** The unit of usage and limit. */
    default String unit() {
        return unit(key().kind());
    }

    /** The unit of usage and limit of a kind of signal. */
    static String unit(SignalKind kind) {
        // the samples of this signal are counts of segments, of which only the quotient has the signal's own unit
        return kind == SignalKind.TCP_RETRANSMIT
                ? "segments_per_second"
                : kind.unit().id();
    }
}
